"""What this room needs from the rooms above it, handed over when a process opens its parts."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from pilothouse.core.principal import Principal


class Sealer(Protocol):
    """Keeps secrets unreadable in the database; `access.secrets.seal.Seal` is one."""

    def close(self, value: SecretStr, place: str) -> bytes:
        """Seal a secret for a place."""
        ...

    def open(self, sealed: bytes, place: str) -> SecretStr:
        """Open what was sealed for a place."""
        ...


class Directory(Protocol):
    """Knows people and what they may see."""

    async def addresses(self, session: AsyncSession, user_ids: Collection[UUID], permission: str) -> Mapping[UUID, str]:
        """Return the e-mail of each of these users who is active and holds a permission ("" means any)."""
        ...


class Recorder(Protocol):
    """Writes the audit log in the caller's transaction."""

    async def __call__(
        self,
        session: AsyncSession,
        principal: Principal,
        action: str,
        resource: tuple[str, UUID],
        *,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        connection: HTTPConnection,
    ) -> None:
        """Record what was done to what, with the fields before and after."""
        ...
