# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Permissions."""

from __future__ import annotations

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Permissions:
    """Permissions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Listing[schemas.PermissionRead]:
        """Return every permission that a role or a key can have, and what it allows."""
        return self._connection.listing("GET", "/api/v1/permissions")


class AsyncPermissions:
    """Permissions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def list(self) -> AsyncListing[schemas.PermissionRead]:
        """Return every permission that a role or a key can have, and what it allows."""
        return self._connection.listing("GET", "/api/v1/permissions")
