# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Organization."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.downloads import AsyncDownload, Download


class Organization:
    """Organization."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def erase(self, **body: Unpack[schemas.ErasureRequest]) -> schemas.OrganizationStanding:
        """Have your organization erased in seven days, with everything in it. Until then only administrators get in."""
        return self._connection.send("POST", "/api/v1/organization/erasure", body=body)

    def export(self) -> Download:
        """Download everything your organization has: JSON lines per table, its files, and a README that says what is
        what.

        Passwords, keys and tokens are left out.
        """
        return self._connection.download("GET", "/api/v1/organization/export")

    def read(self) -> schemas.OrganizationStanding:
        """Return your organization, and whether it is to be erased."""
        return self._connection.send("GET", "/api/v1/organization")

    def restore(self) -> schemas.OrganizationStanding:
        """Let your organization go on: it is not erased, and everybody gets in again."""
        return self._connection.send("DELETE", "/api/v1/organization/erasure")


class AsyncOrganization:
    """Organization."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def erase(self, **body: Unpack[schemas.ErasureRequest]) -> schemas.OrganizationStanding:
        """Have your organization erased in seven days, with everything in it. Until then only administrators get in."""
        return await self._connection.send("POST", "/api/v1/organization/erasure", body=body)

    def export(self) -> AsyncDownload:
        """Download everything your organization has: JSON lines per table, its files, and a README that says what is
        what.

        Passwords, keys and tokens are left out.
        """
        return self._connection.download("GET", "/api/v1/organization/export")

    async def read(self) -> schemas.OrganizationStanding:
        """Return your organization, and whether it is to be erased."""
        return await self._connection.send("GET", "/api/v1/organization")

    async def restore(self) -> schemas.OrganizationStanding:
        """Let your organization go on: it is not erased, and everybody gets in again."""
        return await self._connection.send("DELETE", "/api/v1/organization/erasure")
