"""Accept an invitation: the account is made by whoever reads the invited mail, with a password of their own."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.errors import InvitationsClosed, LinkNotValid, NameTaken, SignUpClosed
from pilothouse.access.identity.invitations.repository import InvitationRepository, find_invitation
from pilothouse.access.identity.invitations.schemas import InvitationAccept, InvitationShown
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.sessions.service import LoginService, SignedIn
from pilothouse.access.identity.tables import Invitation, Role, User
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal


class JoiningService:
    """Lets people in who were invited, or who signed up and now confirm it."""

    def __init__(self, parts: AccountParts, logins: LoginService) -> None:
        self._parts = parts
        self._logins = logins

    async def look(self, token: str) -> InvitationShown:
        """Return what an invitation is to.

        Raises:
            LinkNotValid: it is unknown, was accepted or revoked, or has expired.
        """
        parts = self._parts
        async with parts.database.transaction() as session:
            found = await find_invitation(session, token)
        async with parts.database.transaction(found.organization_id) as session:
            invitations = InvitationRepository(session)
            row = await invitations.usable(found.invitation_id, parts.clock.now())
            return InvitationShown(
                email=row.email,
                organization=(await invitations.organization(row.organization_id)).name,
                role=(await invitations.role(row)).name,
                name=row.name,
                expires_at=row.expires_at,
            )

    async def accept(self, form: InvitationAccept, caller: Caller = LOCAL) -> SignedIn:
        """Make the account that an invitation is for, and sign it in.

        Raises:
            LinkNotValid: it is unknown, was accepted or revoked, or has expired.
            InvitationsClosed, SignUpClosed: the operator has closed this way in since.
            WeakPassword, NameTaken: a field cannot be as it is; the link goes on working.
        """
        row = await self._open(form.token)
        self._parts.passwords.require_strong(form.password, row.email)
        password_hash = await self._parts.passwords.hash(form.password)
        user = await self._accept(row, form.name, password_hash, caller)
        return await self._logins.begin(user.organization_id, user.id, caller)

    async def accept_for(self, token: str, email: str, name: str | None, caller: Caller = LOCAL) -> tuple[UUID, UUID]:
        """Make the account of somebody whom another side vouches for, without a password; return organization and user.

        Raises:
            LinkNotValid: as for `accept`, or the invitation is for another e-mail.
            InvitationsClosed, SignUpClosed, NameTaken: as for `accept`.
        """
        row = await self._open(token)
        if email_key(row.email) != email_key(email):
            raise LinkNotValid
        user = await self._accept(row, name, None, caller)
        return user.organization_id, user.id

    async def _open(self, token: str) -> Invitation:
        parts = self._parts
        async with parts.database.transaction() as session:
            found = await find_invitation(session, token)
        async with parts.database.transaction(found.organization_id) as session:
            row = await InvitationRepository(session).usable(found.invitation_id, parts.clock.now())
        self._require_open(row)
        return row

    async def _accept(self, row: Invitation, name: str | None, password_hash: str | None, caller: Caller) -> User:
        async with self._parts.database.transaction(row.organization_id) as session:
            invitations = InvitationRepository(session)
            row = await invitations.usable(row.id, self._parts.clock.now())
            user = await self._join(session, row, await invitations.role(row), name, password_hash)
            who = Principal(OrganizationId(user.organization_id), UserId(user.id))
            changes = {"email": (None, user.email), "name": (None, user.name)}
            await record(session, who, "invitation.accept", ("invitation", row.id), changes=changes, caller=caller)
        return user

    def _require_open(self, row: Invitation) -> None:
        sign_up = self._parts.settings.sign_up
        if row.is_sign_up and sign_up != "open":
            raise SignUpClosed
        if sign_up == "closed":
            raise InvitationsClosed

    async def _join(
        self, session: AsyncSession, row: Invitation, role: Role, name: str | None, password_hash: str | None
    ) -> User:
        now, users = self._parts.clock.now(), UserRepository(session)
        user = User(
            id=new_id(),
            organization_id=row.organization_id,
            email=row.email,
            email_key=email_key(row.email),
            email_verified_at=now,
            name=name or row.name or row.email.partition("@")[0],
            password_hash=password_hash,
        )
        try:
            await users.add(user)
        except NameTaken as error:
            raise NameTaken(
                f"There is an account with {user.email} already, and an account belongs to one organization. "
                "Sign in with it, or ask to be invited at another address."
            ) from error
        await users.set_roles(user, [role])
        row.accepted_at = now
        return user
