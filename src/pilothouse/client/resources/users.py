# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Users."""

from __future__ import annotations

from typing import Literal, Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Users:
    """Users."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.UserCreate]) -> schemas.UserRead:
        """Make a user with a first password."""
        return self._connection.send("POST", "/api/v1/users", body=body)

    def list(
        self,
        *,
        q: str | None = None,
        role: str | None = None,
        kind: Literal["person", "service"] | None = None,
        is_active: bool | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.UserRead]:
        """Return the users of your organization, oldest first.

        Args:
            q: Text that the name or the e-mail holds.
            role: A role that they hold.
            kind: People, or service accounts.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/users",
            query={"q": q, "role": role, "kind": kind, "is_active": is_active, "limit": page_size, "cursor": cursor},
        )

    def make_password_link(self, user_id: str, /) -> schemas.PasswordLink:
        """Make a link with which a user chooses a new password, to hand over where no mail arrives. They are told."""
        return self._connection.send("POST", "/api/v1/users/{}/password-link", (user_id,))

    def read(self, user_id: str, /) -> schemas.UserRead:
        """Return one user."""
        return self._connection.send("GET", "/api/v1/users/{}", (user_id,))

    def reset_second_factor(self, user_id: str, /) -> None:
        """Remove every second factor of a user whose devices are lost. They are signed out, and told by mail."""
        return self._connection.send("DELETE", "/api/v1/users/{}/second-factor", (user_id,))

    def sign_out(self, user_id: str, /) -> schemas.SignedOut:
        """Sign a user out everywhere. Their keys go on; `is_active: false` stops those too."""
        return self._connection.send("DELETE", "/api/v1/users/{}/sessions", (user_id,))

    def update(self, user_id: str, /, **body: Unpack[schemas.UserUpdate]) -> schemas.UserRead:
        """Change a user; `is_active: false` signs them out everywhere and stops their keys."""
        return self._connection.send("PATCH", "/api/v1/users/{}", (user_id,), body=body)


class AsyncUsers:
    """Users."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.UserCreate]) -> schemas.UserRead:
        """Make a user with a first password."""
        return await self._connection.send("POST", "/api/v1/users", body=body)

    def list(
        self,
        *,
        q: str | None = None,
        role: str | None = None,
        kind: Literal["person", "service"] | None = None,
        is_active: bool | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.UserRead]:
        """Return the users of your organization, oldest first.

        Args:
            q: Text that the name or the e-mail holds.
            role: A role that they hold.
            kind: People, or service accounts.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/users",
            query={"q": q, "role": role, "kind": kind, "is_active": is_active, "limit": page_size, "cursor": cursor},
        )

    async def make_password_link(self, user_id: str, /) -> schemas.PasswordLink:
        """Make a link with which a user chooses a new password, to hand over where no mail arrives. They are told."""
        return await self._connection.send("POST", "/api/v1/users/{}/password-link", (user_id,))

    async def read(self, user_id: str, /) -> schemas.UserRead:
        """Return one user."""
        return await self._connection.send("GET", "/api/v1/users/{}", (user_id,))

    async def reset_second_factor(self, user_id: str, /) -> None:
        """Remove every second factor of a user whose devices are lost. They are signed out, and told by mail."""
        return await self._connection.send("DELETE", "/api/v1/users/{}/second-factor", (user_id,))

    async def sign_out(self, user_id: str, /) -> schemas.SignedOut:
        """Sign a user out everywhere. Their keys go on; `is_active: false` stops those too."""
        return await self._connection.send("DELETE", "/api/v1/users/{}/sessions", (user_id,))

    async def update(self, user_id: str, /, **body: Unpack[schemas.UserUpdate]) -> schemas.UserRead:
        """Change a user; `is_active: false` signs them out everywhere and stops their keys."""
        return await self._connection.send("PATCH", "/api/v1/users/{}", (user_id,), body=body)
