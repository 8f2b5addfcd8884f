# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Models."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Models:
    """Models."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def delete_price(self, model: str, /) -> None:
        """Take back a price that was set by hand.

        Args:
            model: Name of a model, or "*".
        """
        return self._connection.send("DELETE", "/api/v1/models/{}/price", (model,))

    def list(self) -> Listing[schemas.ServedModelRead]:
        """List the models that can be called, with their prices."""
        return self._connection.listing("GET", "/api/v1/models")

    def list_prices(self) -> Listing[schemas.PriceOverrideRead]:
        """List the prices that your organization set by hand."""
        return self._connection.listing("GET", "/api/v1/models/prices")

    def put_price(self, model: str, /, **body: Unpack[schemas.PriceWrite]) -> schemas.PriceOverrideRead:
        """Set what a model costs your organization, from the next call on. "*" prices every model without a price.

        Args:
            model: Name of a model, or "*".
        """
        return self._connection.send("PUT", "/api/v1/models/{}/price", (model,), body=body)

    def read_status(self) -> schemas.ModelStatusRead:
        """Tell whether a language model is connected, and how to connect one."""
        return self._connection.send("GET", "/api/v1/models/status")


class AsyncModels:
    """Models."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def delete_price(self, model: str, /) -> None:
        """Take back a price that was set by hand.

        Args:
            model: Name of a model, or "*".
        """
        return await self._connection.send("DELETE", "/api/v1/models/{}/price", (model,))

    def list(self) -> AsyncListing[schemas.ServedModelRead]:
        """List the models that can be called, with their prices."""
        return self._connection.listing("GET", "/api/v1/models")

    def list_prices(self) -> AsyncListing[schemas.PriceOverrideRead]:
        """List the prices that your organization set by hand."""
        return self._connection.listing("GET", "/api/v1/models/prices")

    async def put_price(self, model: str, /, **body: Unpack[schemas.PriceWrite]) -> schemas.PriceOverrideRead:
        """Set what a model costs your organization, from the next call on. "*" prices every model without a price.

        Args:
            model: Name of a model, or "*".
        """
        return await self._connection.send("PUT", "/api/v1/models/{}/price", (model,), body=body)

    async def read_status(self) -> schemas.ModelStatusRead:
        """Tell whether a language model is connected, and how to connect one."""
        return await self._connection.send("GET", "/api/v1/models/status")
