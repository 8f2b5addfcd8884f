# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Connections."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Connections:
    """Connections."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.ConnectionCreate]) -> schemas.ConnectionRead:
        """Connect a provider with keys of your own. Its keys are sealed before they are stored."""
        return self._connection.send("POST", "/api/v1/connections", body=body)

    def delete(self, connection_id: str, /) -> None:
        """Remove a connection with its keys. Routes that lead to it go on without it."""
        return self._connection.send("DELETE", "/api/v1/connections/{}", (connection_id,))

    def edit(self, connection_id: str, /, **body: Unpack[schemas.ConnectionUpdate]) -> schemas.ConnectionRead:
        """Change a connection from the next call on."""
        return self._connection.send("PATCH", "/api/v1/connections/{}", (connection_id,), body=body)

    def list(self) -> Listing[schemas.ConnectionRead]:
        """List your organization's own connections to providers. Keys are never shown."""
        return self._connection.listing("GET", "/api/v1/connections")

    def read(self, connection_id: str, /) -> schemas.ConnectionRead:
        """Return one connection."""
        return self._connection.send("GET", "/api/v1/connections/{}", (connection_id,))

    def test(self, connection_id: str, /) -> schemas.ConnectionTestRead:
        """Ask the provider for something that needs the key and costs nothing, and tell what it said."""
        return self._connection.send("POST", "/api/v1/connections/{}/test", (connection_id,))


class AsyncConnections:
    """Connections."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.ConnectionCreate]) -> schemas.ConnectionRead:
        """Connect a provider with keys of your own. Its keys are sealed before they are stored."""
        return await self._connection.send("POST", "/api/v1/connections", body=body)

    async def delete(self, connection_id: str, /) -> None:
        """Remove a connection with its keys. Routes that lead to it go on without it."""
        return await self._connection.send("DELETE", "/api/v1/connections/{}", (connection_id,))

    async def edit(self, connection_id: str, /, **body: Unpack[schemas.ConnectionUpdate]) -> schemas.ConnectionRead:
        """Change a connection from the next call on."""
        return await self._connection.send("PATCH", "/api/v1/connections/{}", (connection_id,), body=body)

    def list(self) -> AsyncListing[schemas.ConnectionRead]:
        """List your organization's own connections to providers. Keys are never shown."""
        return self._connection.listing("GET", "/api/v1/connections")

    async def read(self, connection_id: str, /) -> schemas.ConnectionRead:
        """Return one connection."""
        return await self._connection.send("GET", "/api/v1/connections/{}", (connection_id,))

    async def test(self, connection_id: str, /) -> schemas.ConnectionTestRead:
        """Ask the provider for something that needs the key and costs nothing, and tell what it said."""
        return await self._connection.send("POST", "/api/v1/connections/{}/test", (connection_id,))
