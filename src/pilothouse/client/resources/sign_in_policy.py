# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""SignInPolicy."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection


class SignInPolicy:
    """Sign in policy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> schemas.SignInPolicy:
        """Return what your organization asks of its members when they sign in."""
        return self._connection.send("GET", "/api/v1/sign-in-policy")

    def set(self, **body: Unpack[schemas.SignInPolicy]) -> schemas.SignInPolicy:
        """Require a second factor of every member, or no longer. API keys go on working."""
        return self._connection.send("PUT", "/api/v1/sign-in-policy", body=body)


class AsyncSignInPolicy:
    """Sign in policy."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def read(self) -> schemas.SignInPolicy:
        """Return what your organization asks of its members when they sign in."""
        return await self._connection.send("GET", "/api/v1/sign-in-policy")

    async def set(self, **body: Unpack[schemas.SignInPolicy]) -> schemas.SignInPolicy:
        """Require a second factor of every member, or no longer. API keys go on working."""
        return await self._connection.send("PUT", "/api/v1/sign-in-policy", body=body)
