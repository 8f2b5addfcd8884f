# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Tools."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Tools:
    """Tools."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(
        self, *, q: str | None = None, category: str | None = None, days: int | None = None
    ) -> Listing[schemas.ToolRead]:
        """Return every tool by name, or those nearest in meaning to `q`, with how they have done.

        Args:
            q: What it should do; the nearest come first.
            days: How far back the figures look.
        """
        return self._connection.listing("GET", "/api/v1/tools", query={"q": q, "category": category, "days": days})

    def read(self, name: str, /, *, days: int | None = None) -> schemas.ToolRead:
        """Return one tool.

        Args:
            days: How far back the figures look.
        """
        return self._connection.send("GET", "/api/v1/tools/{}", (name,), query={"days": days})

    def run(self, name: str, /, **body: Unpack[schemas.ToolTry]) -> schemas.TriedRead:
        """Run one call of a tool, without an agent. That the tool fails is an answer too."""
        return self._connection.send("POST", "/api/v1/tools/{}/run", (name,), body=body)


class AsyncTools:
    """Tools."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def list(
        self, *, q: str | None = None, category: str | None = None, days: int | None = None
    ) -> AsyncListing[schemas.ToolRead]:
        """Return every tool by name, or those nearest in meaning to `q`, with how they have done.

        Args:
            q: What it should do; the nearest come first.
            days: How far back the figures look.
        """
        return self._connection.listing("GET", "/api/v1/tools", query={"q": q, "category": category, "days": days})

    async def read(self, name: str, /, *, days: int | None = None) -> schemas.ToolRead:
        """Return one tool.

        Args:
            days: How far back the figures look.
        """
        return await self._connection.send("GET", "/api/v1/tools/{}", (name,), query={"days": days})

    async def run(self, name: str, /, **body: Unpack[schemas.ToolTry]) -> schemas.TriedRead:
        """Run one call of a tool, without an agent. That the tool fails is an answer too."""
        return await self._connection.send("POST", "/api/v1/tools/{}/run", (name,), body=body)
