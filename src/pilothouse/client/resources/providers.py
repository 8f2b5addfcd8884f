# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Providers."""

from __future__ import annotations

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Providers:
    """Providers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Listing[schemas.ProviderRead]:
        """List the connections you can use: which models are left alone for a while, and how calls went of late."""
        return self._connection.listing("GET", "/api/v1/providers")


class AsyncProviders:
    """Providers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def list(self) -> AsyncListing[schemas.ProviderRead]:
        """List the connections you can use: which models are left alone for a while, and how calls went of late."""
        return self._connection.listing("GET", "/api/v1/providers")
