# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Runs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Literal, Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.events import Event
from pilothouse.client.listing import AsyncListing, Listing


class Runs:
    """Runs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def continue_run(self, run_id: str, /) -> schemas.RunRead:
        """Let a run that was interrupted, stopped or failed go on behind what it has finished."""
        return self._connection.send("POST", "/api/v1/runs/{}/continue", (run_id,))

    def delete_feedback(
        self,
        run_id: str,
        /,
        *,
        subject: Literal["run", "tool_call", "message"] | None = None,
        subject_id: str | None = None,
    ) -> None:
        """Take back what you said."""
        return self._connection.send(
            "DELETE", "/api/v1/runs/{}/feedback", (run_id,), query={"subject": subject, "subject_id": subject_id}
        )

    def list(
        self,
        *,
        agent: str | None = None,
        state: str | None = None,
        source: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.RunRead]:
        """List your own runs, newest first.

        Args:
            state: States, separated by commas.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/runs",
            query={"agent": agent, "state": state, "source": source, "limit": page_size, "cursor": cursor},
        )

    def list_feedback(self, run_id: str, /) -> Listing[schemas.FeedbackRead]:
        """Return what you said about a run and its parts."""
        return self._connection.listing("GET", "/api/v1/runs/{}/feedback", (run_id,))

    def put_feedback(self, run_id: str, /, **body: Unpack[schemas.FeedbackPut]) -> schemas.FeedbackRead:
        """Say what you think of a run, a tool call or a message; a second time replaces the first."""
        return self._connection.send("PUT", "/api/v1/runs/{}/feedback", (run_id,), body=body)

    def read(self, run_id: str, /) -> schemas.RunRead:
        """Return one of your runs, with its tool calls, artifacts and what waits for a person."""
        return self._connection.send("GET", "/api/v1/runs/{}", (run_id,))

    def stop(self, run_id: str, /) -> schemas.RunRead:
        """End a run; what it said is kept. One that is at work on another server ends a moment later."""
        return self._connection.send("POST", "/api/v1/runs/{}/stop", (run_id,))

    def stream(self, run_id: str, /, *, after: int | None = None) -> Iterator[Event]:
        """Stream a run's events, past ones first; ends when it is over or waits for a person.

        Answers 204 when that is so and no event is left: browsers then stop to reconnect.

        Args:
            after: Seq of the last event you have.
        """
        return self._connection.events("GET", "/api/v1/runs/{}/stream", (run_id,), query={"after": after})


class AsyncRuns:
    """Runs."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def continue_run(self, run_id: str, /) -> schemas.RunRead:
        """Let a run that was interrupted, stopped or failed go on behind what it has finished."""
        return await self._connection.send("POST", "/api/v1/runs/{}/continue", (run_id,))

    async def delete_feedback(
        self,
        run_id: str,
        /,
        *,
        subject: Literal["run", "tool_call", "message"] | None = None,
        subject_id: str | None = None,
    ) -> None:
        """Take back what you said."""
        return await self._connection.send(
            "DELETE", "/api/v1/runs/{}/feedback", (run_id,), query={"subject": subject, "subject_id": subject_id}
        )

    def list(
        self,
        *,
        agent: str | None = None,
        state: str | None = None,
        source: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.RunRead]:
        """List your own runs, newest first.

        Args:
            state: States, separated by commas.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/runs",
            query={"agent": agent, "state": state, "source": source, "limit": page_size, "cursor": cursor},
        )

    def list_feedback(self, run_id: str, /) -> AsyncListing[schemas.FeedbackRead]:
        """Return what you said about a run and its parts."""
        return self._connection.listing("GET", "/api/v1/runs/{}/feedback", (run_id,))

    async def put_feedback(self, run_id: str, /, **body: Unpack[schemas.FeedbackPut]) -> schemas.FeedbackRead:
        """Say what you think of a run, a tool call or a message; a second time replaces the first."""
        return await self._connection.send("PUT", "/api/v1/runs/{}/feedback", (run_id,), body=body)

    async def read(self, run_id: str, /) -> schemas.RunRead:
        """Return one of your runs, with its tool calls, artifacts and what waits for a person."""
        return await self._connection.send("GET", "/api/v1/runs/{}", (run_id,))

    async def stop(self, run_id: str, /) -> schemas.RunRead:
        """End a run; what it said is kept. One that is at work on another server ends a moment later."""
        return await self._connection.send("POST", "/api/v1/runs/{}/stop", (run_id,))

    def stream(self, run_id: str, /, *, after: int | None = None) -> AsyncGenerator[Event]:
        """Stream a run's events, past ones first; ends when it is over or waits for a person.

        Answers 204 when that is so and no event is left: browsers then stop to reconnect.

        Args:
            after: Seq of the last event you have.
        """
        return self._connection.events("GET", "/api/v1/runs/{}/stream", (run_id,), query={"after": after})
