# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""ServiceAccounts."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection


class ServiceAccounts:
    """Service accounts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.ServiceAccountCreate]) -> schemas.UserRead:
        """Make a service account: a user that is no person, never signs in, and acts through keys that you give it."""
        return self._connection.send("POST", "/api/v1/service-accounts", body=body)

    def create_key(self, user_id: str, /, **body: Unpack[schemas.ApiKeyCreate]) -> schemas.ApiKeyCreated:
        """Give a service account an API key. The answer is the only place where it is ever shown."""
        return self._connection.send("POST", "/api/v1/service-accounts/{}/keys", (user_id,), body=body)

    def delete(self, user_id: str, /) -> None:
        """Take a service account away and revoke its keys."""
        return self._connection.send("DELETE", "/api/v1/service-accounts/{}", (user_id,))

    def rotate_key(self, user_id: str, key_id: str, /, **body: Unpack[schemas.ApiKeyRotate]) -> schemas.ApiKeyCreated:
        """Replace a key of a service account by a new one; the old one goes on for the overlap."""
        return self._connection.send(
            "POST",
            "/api/v1/service-accounts/{}/keys/{}/rotate",
            (
                user_id,
                key_id,
            ),
            body=body,
        )


class AsyncServiceAccounts:
    """Service accounts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.ServiceAccountCreate]) -> schemas.UserRead:
        """Make a service account: a user that is no person, never signs in, and acts through keys that you give it."""
        return await self._connection.send("POST", "/api/v1/service-accounts", body=body)

    async def create_key(self, user_id: str, /, **body: Unpack[schemas.ApiKeyCreate]) -> schemas.ApiKeyCreated:
        """Give a service account an API key. The answer is the only place where it is ever shown."""
        return await self._connection.send("POST", "/api/v1/service-accounts/{}/keys", (user_id,), body=body)

    async def delete(self, user_id: str, /) -> None:
        """Take a service account away and revoke its keys."""
        return await self._connection.send("DELETE", "/api/v1/service-accounts/{}", (user_id,))

    async def rotate_key(
        self, user_id: str, key_id: str, /, **body: Unpack[schemas.ApiKeyRotate]
    ) -> schemas.ApiKeyCreated:
        """Replace a key of a service account by a new one; the old one goes on for the overlap."""
        return await self._connection.send(
            "POST",
            "/api/v1/service-accounts/{}/keys/{}/rotate",
            (
                user_id,
                key_id,
            ),
            body=body,
        )
