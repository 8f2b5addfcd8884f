"""Questions about invitations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.errors import LinkNotValid
from pilothouse.access.identity.links import hash_of
from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.tables import Invitation, Organization, Role, User
from pilothouse.core.principal import Principal

_FIND = text("select organization_id, invitation_id from access_find_invitation(:token_hash)")


async def find_invitation(session: AsyncSession, token: str) -> Row[Any]:
    """Return organization_id and invitation_id of a token, in any organization.

    Raises:
        LinkNotValid: there is no such token.
    """
    found = (await session.execute(_FIND, {"token_hash": hash_of(token)})).one_or_none()
    if found is None:
        raise LinkNotValid
    return found


class InvitationRepository(PagedRepository[Invitation]):
    """The invitations to one organization."""

    table = Invitation
    newest_first = True
    noun = "invitation"

    def visible_to(self, principal: Principal) -> Select[Any]:
        return super().visible_to(principal).where(~Invitation.is_sign_up)

    async def usable(self, invitation_id: UUID, now: datetime) -> Invitation:
        """Return an invitation that can be accepted, and hold it until the transaction ends: nobody uses it twice.

        Raises:
            LinkNotValid: it was accepted or revoked, or has expired.
        """
        row = await self.session.scalar(
            select(Invitation).where(Invitation.id == invitation_id, *_open(now)).with_for_update()
        )
        if row is None:
            raise LinkNotValid
        return row

    async def revoke_of(self, principal: Principal, email: str, now: datetime) -> None:
        """Revoke what an address was sent before, so that one invitation of it works."""
        rows = await self.session.scalars(self.visible_to(principal).where(*_open(now)))
        for row in rows:
            if email_key(row.email) == email_key(email):
                row.revoked_at = now

    async def count_open(self, principal: Principal, now: datetime) -> int:
        """Return how many can be accepted."""
        query = select(func.count()).select_from(self.visible_to(principal).where(*_open(now)).subquery())
        return await self.session.scalar(query) or 0

    async def has_user(self, email: str) -> bool:
        """Tell whether the organization, and no other, has a user with this address."""
        same = func.coalesce(User.email_key, func.lower(User.email)) == email_key(email)
        return await self.session.scalar(select(User.id).where(same, User.deleted_at.is_(None))) is not None

    async def role_names(self, rows: list[Invitation]) -> dict[UUID, str]:
        """Return the names of the roles that invitations give, by id."""
        found = await self.session.execute(select(Role.id, Role.name).where(Role.id.in_({row.role_id for row in rows})))
        return {row.id: row.name for row in found}

    async def role(self, row: Invitation) -> Role:
        """Return the role that an invitation gives."""
        return await self.session.get_one(Role, row.role_id)

    async def organization(self, organization_id: UUID) -> Organization:
        """Return the organization that somebody is invited to."""
        return await self.session.get_one(Organization, organization_id)

    async def name_of(self, user_id: UUID) -> str:
        """Return what the user who invites is called."""
        return await self.session.scalar(select(User.name).where(User.id == user_id)) or "Somebody"

    async def revoke_all_by(self, user_id: UUID, now: datetime) -> None:
        """Revoke what a user has sent and nobody has accepted."""
        await self.session.execute(
            update(Invitation).where(Invitation.invited_by_id == user_id, *_open(now)).values(revoked_at=now)
        )


def _open(now: datetime) -> tuple[Any, ...]:
    return Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now
