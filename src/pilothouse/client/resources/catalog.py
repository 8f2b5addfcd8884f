# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Catalog."""

from __future__ import annotations

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Catalog:
    """Catalog."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(
        self,
        *,
        provider: str | None = None,
        search: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.CatalogModelRead]:
        """List every model that has a price, connected or not, with your organization's prices where it set some.

        Args:
            search: Part of a model's name.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/catalog",
            query={"provider": provider, "search": search, "limit": page_size, "cursor": cursor},
        )

    def read_source(self) -> schemas.CatalogRead:
        """Tell which price table is in use, how new it is, and which providers it has."""
        return self._connection.send("GET", "/api/v1/catalog/source")


class AsyncCatalog:
    """Catalog."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def list(
        self,
        *,
        provider: str | None = None,
        search: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.CatalogModelRead]:
        """List every model that has a price, connected or not, with your organization's prices where it set some.

        Args:
            search: Part of a model's name.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/catalog",
            query={"provider": provider, "search": search, "limit": page_size, "cursor": cursor},
        )

    async def read_source(self) -> schemas.CatalogRead:
        """Tell which price table is in use, how new it is, and which providers it has."""
        return await self._connection.send("GET", "/api/v1/catalog/source")
