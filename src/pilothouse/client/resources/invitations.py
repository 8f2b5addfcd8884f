# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Invitations."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Invitations:
    """Invitations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.InvitationCreate]) -> schemas.InvitationRead:
        """Invite somebody by e-mail. An earlier invitation of the same address stops working."""
        return self._connection.send("POST", "/api/v1/invitations", body=body)

    def list(self, *, page_size: int | None = None, cursor: str | None = None) -> Listing[schemas.InvitationRead]:
        """Return the invitations to your organization, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/invitations", query={"limit": page_size, "cursor": cursor})

    def revoke(self, invitation_id: str, /) -> schemas.InvitationRead:
        """Take an invitation back; its link stops working."""
        return self._connection.send("DELETE", "/api/v1/invitations/{}", (invitation_id,))


class AsyncInvitations:
    """Invitations."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.InvitationCreate]) -> schemas.InvitationRead:
        """Invite somebody by e-mail. An earlier invitation of the same address stops working."""
        return await self._connection.send("POST", "/api/v1/invitations", body=body)

    def list(self, *, page_size: int | None = None, cursor: str | None = None) -> AsyncListing[schemas.InvitationRead]:
        """Return the invitations to your organization, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/invitations", query={"limit": page_size, "cursor": cursor})

    async def revoke(self, invitation_id: str, /) -> schemas.InvitationRead:
        """Take an invitation back; its link stops working."""
        return await self._connection.send("DELETE", "/api/v1/invitations/{}", (invitation_id,))
