# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Agents."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.events import Event
from pilothouse.client.listing import AsyncListing, Listing


class Agents:
    """Agents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def invoke(
        self,
        name: str,
        /,
        *,
        prefer: str | None = None,
        idempotency_key: str | None = None,
        **body: Unpack[schemas.InvokeCreate],
    ) -> schemas.InvokeRead | schemas.RunRead:
        """Let an agent answer: in one piece, as a stream, or later. A call that waits for a person answers 202.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return self._connection.send(
            "POST",
            "/api/v1/agents/{}/invoke",
            (name,),
            headers={"prefer": prefer, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def invoke_events(
        self,
        name: str,
        /,
        *,
        prefer: str | None = None,
        idempotency_key: str | None = None,
        **body: Unpack[schemas.InvokeCreate],
    ) -> Iterator[Event]:
        """Let an agent answer: in one piece, as a stream, or later. A call that waits for a person answers 202.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return self._connection.events(
            "POST",
            "/api/v1/agents/{}/invoke",
            (name,),
            headers={"prefer": prefer, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def invoke_fitting(
        self, *, prefer: str | None = None, idempotency_key: str | None = None, **body: Unpack[schemas.InvokeCreate]
    ) -> schemas.InvokeRead | schemas.RunRead:
        """Let the agent answer whose description is nearest to the prompt; the answer says which, and how sure that
        is.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return self._connection.send(
            "POST", "/api/v1/agents/invoke", headers={"prefer": prefer, "Idempotency-Key": idempotency_key}, body=body
        )

    def invoke_fitting_events(
        self, *, prefer: str | None = None, idempotency_key: str | None = None, **body: Unpack[schemas.InvokeCreate]
    ) -> Iterator[Event]:
        """Let the agent answer whose description is nearest to the prompt; the answer says which, and how sure that
        is.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return self._connection.events(
            "POST", "/api/v1/agents/invoke", headers={"prefer": prefer, "Idempotency-Key": idempotency_key}, body=body
        )

    def list(self, *, q: str | None = None, days: int | None = None) -> Listing[schemas.AgentRead]:
        """Return every agent by name, or those nearest in meaning to `q`, with how they have done.

        Args:
            q: What it should do; the nearest come first.
            days: How far back the figures look.
        """
        return self._connection.listing("GET", "/api/v1/agents", query={"q": q, "days": days})

    def read(self, name: str, /, *, days: int | None = None) -> schemas.AgentRead:
        """Return one agent.

        Args:
            days: How far back the figures look.
        """
        return self._connection.send("GET", "/api/v1/agents/{}", (name,), query={"days": days})


class AsyncAgents:
    """Agents."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def invoke(
        self,
        name: str,
        /,
        *,
        prefer: str | None = None,
        idempotency_key: str | None = None,
        **body: Unpack[schemas.InvokeCreate],
    ) -> schemas.InvokeRead | schemas.RunRead:
        """Let an agent answer: in one piece, as a stream, or later. A call that waits for a person answers 202.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return await self._connection.send(
            "POST",
            "/api/v1/agents/{}/invoke",
            (name,),
            headers={"prefer": prefer, "Idempotency-Key": idempotency_key},
            body=body,
        )

    def invoke_events(
        self,
        name: str,
        /,
        *,
        prefer: str | None = None,
        idempotency_key: str | None = None,
        **body: Unpack[schemas.InvokeCreate],
    ) -> AsyncGenerator[Event]:
        """Let an agent answer: in one piece, as a stream, or later. A call that waits for a person answers 202.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return self._connection.events(
            "POST",
            "/api/v1/agents/{}/invoke",
            (name,),
            headers={"prefer": prefer, "Idempotency-Key": idempotency_key},
            body=body,
        )

    async def invoke_fitting(
        self, *, prefer: str | None = None, idempotency_key: str | None = None, **body: Unpack[schemas.InvokeCreate]
    ) -> schemas.InvokeRead | schemas.RunRead:
        """Let the agent answer whose description is nearest to the prompt; the answer says which, and how sure that
        is.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return await self._connection.send(
            "POST", "/api/v1/agents/invoke", headers={"prefer": prefer, "Idempotency-Key": idempotency_key}, body=body
        )

    def invoke_fitting_events(
        self, *, prefer: str | None = None, idempotency_key: str | None = None, **body: Unpack[schemas.InvokeCreate]
    ) -> AsyncGenerator[Event]:
        """Let the agent answer whose description is nearest to the prompt; the answer says which, and how sure that
        is.

        Args:
            prefer: `respond-async`: answer 202 at once; poll what Location names.
            idempotency_key: Asking twice with one key runs once.
        """
        return self._connection.events(
            "POST", "/api/v1/agents/invoke", headers={"prefer": prefer, "Idempotency-Key": idempotency_key}, body=body
        )

    def list(self, *, q: str | None = None, days: int | None = None) -> AsyncListing[schemas.AgentRead]:
        """Return every agent by name, or those nearest in meaning to `q`, with how they have done.

        Args:
            q: What it should do; the nearest come first.
            days: How far back the figures look.
        """
        return self._connection.listing("GET", "/api/v1/agents", query={"q": q, "days": days})

    async def read(self, name: str, /, *, days: int | None = None) -> schemas.AgentRead:
        """Return one agent.

        Args:
            days: How far back the figures look.
        """
        return await self._connection.send("GET", "/api/v1/agents/{}", (name,), query={"days": days})
