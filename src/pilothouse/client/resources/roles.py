# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Roles."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Roles:
    """Roles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.RoleCreate]) -> schemas.RoleRead:
        """Make a role from permissions that you hold."""
        return self._connection.send("POST", "/api/v1/roles", body=body)

    def delete(self, role_id: str, /) -> None:
        """Take away a role that nobody holds."""
        return self._connection.send("DELETE", "/api/v1/roles/{}", (role_id,))

    def list(self, *, page_size: int | None = None, cursor: str | None = None) -> Listing[schemas.RoleRead]:
        """Return the roles of your organization.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/roles", query={"limit": page_size, "cursor": cursor})

    def update(self, role_id: str, /, **body: Unpack[schemas.RoleUpdate]) -> schemas.RoleRead:
        """Change a role of your own making; whoever holds it has the new permissions at once."""
        return self._connection.send("PATCH", "/api/v1/roles/{}", (role_id,), body=body)


class AsyncRoles:
    """Roles."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.RoleCreate]) -> schemas.RoleRead:
        """Make a role from permissions that you hold."""
        return await self._connection.send("POST", "/api/v1/roles", body=body)

    async def delete(self, role_id: str, /) -> None:
        """Take away a role that nobody holds."""
        return await self._connection.send("DELETE", "/api/v1/roles/{}", (role_id,))

    def list(self, *, page_size: int | None = None, cursor: str | None = None) -> AsyncListing[schemas.RoleRead]:
        """Return the roles of your organization.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/roles", query={"limit": page_size, "cursor": cursor})

    async def update(self, role_id: str, /, **body: Unpack[schemas.RoleUpdate]) -> schemas.RoleRead:
        """Change a role of your own making; whoever holds it has the new permissions at once."""
        return await self._connection.send("PATCH", "/api/v1/roles/{}", (role_id,), body=body)
