"""Questions about passkeys."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.passkeys.errors import PasskeyKnown
from pilothouse.access.identity.passkeys.tables import Passkey
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository

_FIND = text("select organization_id, passkey_id from access_find_passkey(:credential_id)")


async def find_passkey(session: AsyncSession, credential_id: bytes) -> Row[Any] | None:
    """Return organization_id and passkey_id of a credential, in any organization."""
    return (await session.execute(_FIND, {"credential_id": credential_id})).one_or_none()


class PasskeyRepository(Repository[Passkey]):
    """The passkeys of one user. Another user's are private, so they are not found."""

    table = Passkey
    noun = "passkey"

    def visible_to(self, principal: Principal) -> Select[Any]:
        return super().visible_to(principal).where(Passkey.user_id == principal.user_id)

    async def add(self, row: Passkey) -> Passkey:
        """Insert a passkey.

        Raises:
            PasskeyKnown: somebody has it.
        """
        try:
            return await super().add(row)
        except IntegrityError as error:
            raise PasskeyKnown from error

    async def all(self, user_id: UUID) -> Sequence[Passkey]:
        """Return the passkeys of a user, oldest first."""
        query = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
        return (await self.session.scalars(query)).all()

    async def lock(self, passkey_id: UUID) -> Passkey | None:
        """Return a passkey and hold it until the transaction ends: its uses are counted one after the other."""
        return await self.session.scalar(select(Passkey).where(Passkey.id == passkey_id).with_for_update())
