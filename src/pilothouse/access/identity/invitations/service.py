"""Invite people to an organization, take invitations back."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.errors import InvitationsClosed, NameTaken
from pilothouse.access.identity.invitations.repository import InvitationRepository
from pilothouse.access.identity.invitations.schemas import InvitationCreate, InvitationRead, State
from pilothouse.access.identity.links import hash_of, make_token
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.permissions import require_grantable
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.tables import Invitation
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.errors import Conflict
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.server.envelope import Page

INVITATION_PAGE = "accept-invitation"
MOST_OPEN = 200  # invitations of an organization that wait; more are a mistake, or not meant for colleagues


class InvitationService:
    """Looks after the invitations of an organization. Nobody gives a role that holds more than they do."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    async def list(self, who: Principal, limit: int, cursor: str | None = None) -> Page[InvitationRead]:
        """Return the organization's invitations, newest first, with those that are over."""
        async with self._parts.database.transaction(who.organization_id) as session:
            invitations = InvitationRepository(session)
            rows, next_cursor = await invitations.page(who, limit, cursor)
            roles = await invitations.role_names(rows)
        now = self._parts.clock.now()
        return Page(items=[_read(row, roles[row.role_id], now) for row in rows], next_cursor=next_cursor)

    async def create(self, who: Principal, form: InvitationCreate, caller: Caller = LOCAL) -> InvitationRead:
        """Invite somebody. An earlier invitation of the same address stops working.

        Says the same whether another organization has a user with this address or not: only who reads its mail learns.

        Raises:
            InvitationsClosed: sign-up is closed.
            UnknownRole: the organization has none of that name.
            BeyondYourPermissions: the role grants what the principal does not hold.
            NameTaken: a user of this organization has the address.
            Conflict: too many invitations wait.
            TooManyLetters: this address was sent enough.
        """
        parts = self._parts
        if parts.settings.sign_up == "closed":
            raise InvitationsClosed
        async with parts.database.transaction(who.organization_id) as session:
            users, now = UserRepository(session), parts.clock.now()
            await users.take_turns(who)
            who = await PrincipalRepository(session).as_of_now(who)
            (role,) = await users.roles_named(who, [form.role or parts.settings.default_role])
            require_grantable(who, role.permissions)
            await self._require_room(InvitationRepository(session), who, form.email, now)
            parts.letters.count(form.email, caller)
            token = make_token()
            row = Invitation(
                id=new_id(),
                organization_id=who.organization_id,
                email=form.email,
                role_id=role.id,
                is_sign_up=False,
                invited_by_id=who.user_id,
                token_hash=hash_of(token),
                created_at=now,
                expires_at=now + timedelta(seconds=parts.settings.invitation_lifetime_s),
            )
            await InvitationRepository(session).add(row)
            changes = {"email": (None, row.email), "role": (None, role.name)}
            await record(session, who, "invitation.create", ("invitation", row.id), changes=changes, caller=caller)
            await self._send(session, row, who, token)
        return _read(row, role.name, now)

    async def revoke(self, who: Principal, invitation_id: UUID, caller: Caller = LOCAL) -> InvitationRead:
        """Take an invitation back; doing it twice is the same as once.

        Raises:
            NotFound: the organization has no such invitation.
            Conflict: it was accepted.
        """
        now = self._parts.clock.now()
        async with self._parts.database.transaction(who.organization_id) as session:
            invitations = InvitationRepository(session)
            row = await invitations.get(who, invitation_id)
            await session.refresh(row, with_for_update=True)
            if row.accepted_at is not None:
                raise Conflict(f"{row.email} has accepted this invitation; deactivate the user instead.")
            if row.revoked_at is None:
                row.revoked_at = now
                await record(session, who, "invitation.revoke", ("invitation", row.id), caller=caller)
            role = await invitations.role(row)
        return _read(row, role.name, now)

    async def _require_room(self, invitations: InvitationRepository, who: Principal, email: str, now: datetime) -> None:
        if await invitations.has_user(email):
            raise NameTaken(f"{email} is a user of your organization already.")
        await invitations.revoke_of(who, email, now)
        if await invitations.count_open(who, now) >= MOST_OPEN:
            raise Conflict(f"{MOST_OPEN} invitations wait to be accepted; revoke some first.")

    async def _send(self, session: AsyncSession, row: Invitation, who: Principal, token: str) -> None:
        invitations = InvitationRepository(session)
        organization = await invitations.organization(row.organization_id)
        await self._parts.mail.invite(
            session,
            row.organization_id,
            address=row.email,
            organization=organization.name,
            invited_by=await invitations.name_of(who.user_id),
            link=self._parts.links.to(INVITATION_PAGE, token),
            expires_at=row.expires_at,
            key=f"invitation:{row.id}",
        )


def _read(row: Invitation, role: str, now: datetime) -> InvitationRead:
    return InvitationRead(
        id=row.id,
        email=row.email,
        role=role,
        state=_state(row, now),
        invited_by_id=row.invited_by_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def _state(row: Invitation, now: datetime) -> State:
    if row.accepted_at is not None:
        return "accepted"
    if row.revoked_at is not None:
        return "revoked"
    return "open" if row.expires_at > now else "expired"
