# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Keys."""

from __future__ import annotations

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Keys:
    """Keys."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_every_api(
        self, *, owner_id: str | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> Listing[schemas.OwnedApiKeyRead]:
        """Return the API keys of everybody in your organization, newest first.

        Args:
            owner_id: Of this user only.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/keys", query={"owner_id": owner_id, "limit": page_size, "cursor": cursor}
        )

    def revoke_any_api(self, key_id: str, /) -> schemas.OwnedApiKeyRead:
        """End an API key of anybody in your organization."""
        return self._connection.send("DELETE", "/api/v1/keys/{}", (key_id,))


class AsyncKeys:
    """Keys."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def list_every_api(
        self, *, owner_id: str | None = None, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[schemas.OwnedApiKeyRead]:
        """Return the API keys of everybody in your organization, newest first.

        Args:
            owner_id: Of this user only.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/keys", query={"owner_id": owner_id, "limit": page_size, "cursor": cursor}
        )

    async def revoke_any_api(self, key_id: str, /) -> schemas.OwnedApiKeyRead:
        """End an API key of anybody in your organization."""
        return await self._connection.send("DELETE", "/api/v1/keys/{}", (key_id,))
