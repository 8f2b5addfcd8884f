"""Ask that an organization be erased, and take that back."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.operator import is_operator
from pilothouse.access.identity.organizations.errors import LastOrganization, NotItsName, NotToBeErased
from pilothouse.access.identity.organizations.schemas import ErasureRequest, OrganizationStanding
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.roles.repository import RoleRepository
from pilothouse.access.identity.second_factor.confirmation import require_own_hand
from pilothouse.access.identity.tables import Organization, User
from pilothouse.core.principal import Principal

GRACE = timedelta(days=7)

_MARK = text("select access_mark_for_erasure(:at)")


class OrganizationService:
    """Looks after one's own organization as a whole."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    async def read(self, who: Principal) -> OrganizationStanding:
        """Return the organization."""
        async with self._parts.database.transaction(who.organization_id) as session:
            return _read(await _own(session, who))

    async def exporting(self, who: Principal, caller: Caller = LOCAL) -> None:
        """Write down that somebody takes the organization's data along."""
        async with self._parts.database.transaction(who.organization_id) as session:
            organization = ("organization", who.organization_id)
            await record(session, who, "organization.export", organization, caller=caller)

    async def request_erasure(
        self, who: Principal, form: ErasureRequest, caller: Caller = LOCAL
    ) -> OrganizationStanding:
        """Have the organization erased in seven days. Until then only its administrators get in, to take it back.

        Raises:
            NotItsName: something else was typed.
            WrongPassword, TooManyFailedLogins, SignInAgain: it is not certain that it is the user who asks.
            LastOrganization: no other would be left.
        """
        if not is_operator(who):
            await require_own_hand(self._parts, who, form.password, caller)
        async with self._parts.database.transaction(who.organization_id) as session:
            row = await _own(session, who)
            if form.name.strip() != row.name:
                raise NotItsName
            before = row.erases_at
            if await session.scalar(_MARK, {"at": self._parts.clock.now() + GRACE}) is None:
                raise LastOrganization
            await session.refresh(row)
            if before is None:
                what = f"Your organization {row.name} is to be erased on {row.erases_at:%Y-%m-%d %H:%M} UTC."
                await self._write_down(session, who, row, "organization.erase", what, caller)
            standing = _read(row)
        self._parts.cache.forget(lambda known: known.organization_id == who.organization_id)
        return standing

    async def take_back(self, who: Principal, caller: Caller = LOCAL) -> OrganizationStanding:
        """Let the organization go on.

        Raises:
            NotToBeErased: nobody asked for it, or its time has come.
        """
        async with self._parts.database.transaction(who.organization_id) as session:
            row = await _own(session, who, is_changed=True)
            if row.erases_at is None or row.erases_at <= self._parts.clock.now():
                raise NotToBeErased
            row.erases_at = None
            what = f"Your organization {row.name} is not erased; everybody gets in again."
            await self._write_down(session, who, row, "organization.restore", what, caller)
        self._parts.cache.forget(lambda known: known.organization_id == who.organization_id)
        return _read(row)

    async def _write_down(
        self, session: AsyncSession, who: Principal, row: Organization, action: str, what: str, caller: Caller
    ) -> None:
        await record(session, who, action, ("organization", row.id), caller=caller)
        administrators: Sequence[User] = await RoleRepository(session).administrators(who)
        for user in administrators:
            await self._parts.tell(session, user, what, caller)


async def _own(session: AsyncSession, who: Principal, *, is_changed: bool = False) -> Organization:
    query = select(Organization).where(Organization.id == who.organization_id)
    return (await session.scalars(query.with_for_update() if is_changed else query)).one()


def _read(row: Organization) -> OrganizationStanding:
    return OrganizationStanding(
        id=row.id,
        name=row.name,
        slug=row.slug,
        time_zone=row.time_zone,
        created_at=row.created_at,
        erases_at=row.erases_at,
    )
