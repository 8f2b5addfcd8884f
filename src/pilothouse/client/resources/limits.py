# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Limits."""

from __future__ import annotations

from typing import Literal, Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Limits:
    """Limits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.LimitCreate]) -> schemas.LimitRead:
        """Limit what a key, user, team, agent or the organization may call: models, tokens per minute, parallel
        calls.
        """
        return self._connection.send("POST", "/api/v1/limits", body=body)

    def delete(self, limit_id: str, /) -> None:
        """Remove a limit."""
        return self._connection.send("DELETE", "/api/v1/limits/{}", (limit_id,))

    def edit(self, limit_id: str, /, **body: Unpack[schemas.LimitUpdate]) -> schemas.LimitRead:
        """Change a limit from the next call on."""
        return self._connection.send("PATCH", "/api/v1/limits/{}", (limit_id,), body=body)

    def list(
        self,
        *,
        scope_kind: Literal["organization", "team", "user", "api_key", "agent"] | None = None,
        scope_id: str | None = None,
    ) -> Listing[schemas.LimitRead]:
        """List the organization's limits, or that of one scope, with calls in flight and tokens left."""
        return self._connection.listing("GET", "/api/v1/limits", query={"scope_kind": scope_kind, "scope_id": scope_id})

    def read(self, limit_id: str, /) -> schemas.LimitRead:
        """Return one limit."""
        return self._connection.send("GET", "/api/v1/limits/{}", (limit_id,))


class AsyncLimits:
    """Limits."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.LimitCreate]) -> schemas.LimitRead:
        """Limit what a key, user, team, agent or the organization may call: models, tokens per minute, parallel
        calls.
        """
        return await self._connection.send("POST", "/api/v1/limits", body=body)

    async def delete(self, limit_id: str, /) -> None:
        """Remove a limit."""
        return await self._connection.send("DELETE", "/api/v1/limits/{}", (limit_id,))

    async def edit(self, limit_id: str, /, **body: Unpack[schemas.LimitUpdate]) -> schemas.LimitRead:
        """Change a limit from the next call on."""
        return await self._connection.send("PATCH", "/api/v1/limits/{}", (limit_id,), body=body)

    def list(
        self,
        *,
        scope_kind: Literal["organization", "team", "user", "api_key", "agent"] | None = None,
        scope_id: str | None = None,
    ) -> AsyncListing[schemas.LimitRead]:
        """List the organization's limits, or that of one scope, with calls in flight and tokens left."""
        return self._connection.listing("GET", "/api/v1/limits", query={"scope_kind": scope_kind, "scope_id": scope_id})

    async def read(self, limit_id: str, /) -> schemas.LimitRead:
        """Return one limit."""
        return await self._connection.send("GET", "/api/v1/limits/{}", (limit_id,))
