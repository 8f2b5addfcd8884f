# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Teams."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Teams:
    """Teams."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_member(self, team_id: str, user_id: str, /) -> schemas.TeamRead:
        """Put a user into a team."""
        return self._connection.send(
            "PUT",
            "/api/v1/teams/{}/members/{}",
            (
                team_id,
                user_id,
            ),
        )

    def create(self, **body: Unpack[schemas.TeamCreate]) -> schemas.TeamRead:
        """Make a team."""
        return self._connection.send("POST", "/api/v1/teams", body=body)

    def delete(self, team_id: str, /) -> None:
        """Dissolve a team; its members stay in the organization."""
        return self._connection.send("DELETE", "/api/v1/teams/{}", (team_id,))

    def list(self, *, page_size: int | None = None, cursor: str | None = None) -> Listing[schemas.TeamRead]:
        """Return the teams of your organization, oldest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/teams", query={"limit": page_size, "cursor": cursor})

    def remove_member(self, team_id: str, user_id: str, /) -> schemas.TeamRead:
        """Take a user out of a team."""
        return self._connection.send(
            "DELETE",
            "/api/v1/teams/{}/members/{}",
            (
                team_id,
                user_id,
            ),
        )


class AsyncTeams:
    """Teams."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_member(self, team_id: str, user_id: str, /) -> schemas.TeamRead:
        """Put a user into a team."""
        return await self._connection.send(
            "PUT",
            "/api/v1/teams/{}/members/{}",
            (
                team_id,
                user_id,
            ),
        )

    async def create(self, **body: Unpack[schemas.TeamCreate]) -> schemas.TeamRead:
        """Make a team."""
        return await self._connection.send("POST", "/api/v1/teams", body=body)

    async def delete(self, team_id: str, /) -> None:
        """Dissolve a team; its members stay in the organization."""
        return await self._connection.send("DELETE", "/api/v1/teams/{}", (team_id,))

    def list(self, *, page_size: int | None = None, cursor: str | None = None) -> AsyncListing[schemas.TeamRead]:
        """Return the teams of your organization, oldest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing("GET", "/api/v1/teams", query={"limit": page_size, "cursor": cursor})

    async def remove_member(self, team_id: str, user_id: str, /) -> schemas.TeamRead:
        """Take a user out of a team."""
        return await self._connection.send(
            "DELETE",
            "/api/v1/teams/{}/members/{}",
            (
                team_id,
                user_id,
            ),
        )
