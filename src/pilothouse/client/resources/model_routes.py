# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""ModelRoutes."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class ModelRoutes:
    """Model routes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.ModelRouteWrite]) -> schemas.ModelRouteRead:
        """Give a name to targets that share the calls, and to models to fall back to."""
        return self._connection.send("POST", "/api/v1/model-routes", body=body)

    def delete(self, route_id: str, /) -> None:
        """Remove a name."""
        return self._connection.send("DELETE", "/api/v1/model-routes/{}", (route_id,))

    def list(self) -> Listing[schemas.ModelRouteRead]:
        """List your organization's own names for models, with where each leads."""
        return self._connection.listing("GET", "/api/v1/model-routes")

    def replace(self, route_id: str, /, **body: Unpack[schemas.ModelRouteWrite]) -> schemas.ModelRouteRead:
        """Change where a name leads from the next call on."""
        return self._connection.send("PUT", "/api/v1/model-routes/{}", (route_id,), body=body)


class AsyncModelRoutes:
    """Model routes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.ModelRouteWrite]) -> schemas.ModelRouteRead:
        """Give a name to targets that share the calls, and to models to fall back to."""
        return await self._connection.send("POST", "/api/v1/model-routes", body=body)

    async def delete(self, route_id: str, /) -> None:
        """Remove a name."""
        return await self._connection.send("DELETE", "/api/v1/model-routes/{}", (route_id,))

    def list(self) -> AsyncListing[schemas.ModelRouteRead]:
        """List your organization's own names for models, with where each leads."""
        return self._connection.listing("GET", "/api/v1/model-routes")

    async def replace(self, route_id: str, /, **body: Unpack[schemas.ModelRouteWrite]) -> schemas.ModelRouteRead:
        """Change where a name leads from the next call on."""
        return await self._connection.send("PUT", "/api/v1/model-routes/{}", (route_id,), body=body)
