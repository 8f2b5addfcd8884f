"""Let people choose a new password: by a link from their mail or an administrator, or knowing the present one."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.account_tokens import AccountTokenRepository, find_account_token
from pilothouse.access.identity.own_password import require_own_password
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.permissions import require_grantable
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.recovery.schemas import PasswordChange, PasswordLink
from pilothouse.access.identity.second_factor.repository import SecondFactorRepository
from pilothouse.access.identity.sessions.repository import find_sign_in
from pilothouse.access.identity.tables import AccountToken, User
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.errors import Conflict
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import request_id

_PAGE = "reset-password"


class RecoveryService:
    """Sets new passwords. Each ends the user's login sessions, save the one it is set in, and is told by mail."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    def allow(self, email: str, caller: Caller = LOCAL) -> None:
        """Count a request for a link; the same for every address.

        Raises:
            TooManyLetters: this address or this caller asked too often.
        """
        self._parts.letters.count(email, caller)

    async def send_link(self, email: str, caller: Caller = LOCAL) -> None:
        """Send a link to the user with an e-mail; nothing when nobody has it. Call it when the answer has left."""
        parts = self._parts
        async with parts.database.transaction() as session:
            found = await find_sign_in(session, email)
        if found is None:
            return
        async with parts.database.transaction(found.organization_id) as session:
            user = await PrincipalRepository(session).active_user(UserId(found.user_id))
            if user is None or user.kind != "person":
                return
            row, link = await self._issue(session, user)
            session.add(_asked(user, caller))
            await parts.mail.reset_password(
                session,
                user.organization_id,
                address=user.email,
                name=user.name,
                link=link,
                expires_at=row.expires_at,
                key=f"reset_password:{row.id}",
            )

    async def make_link(self, who: Principal, user_id: UUID, caller: Caller = LOCAL) -> PasswordLink:
        """Make a link for an administrator to hand over; the user is told by mail.

        Raises:
            NotFound: the organization has no such user.
            Conflict: a service account, which has no password, or one that is not active.
            BeyondYourPermissions: the user holds what the principal does not.
        """
        parts = self._parts
        async with parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, user_id)
            principals = PrincipalRepository(session)
            require_grantable(await principals.as_of_now(who), (await principals.of_user(user)).permissions)
            if user.kind != "person" or not user.is_active:
                raise Conflict("Only people whose account is active choose passwords.")
            row, link = await self._issue(session, user)
            await record(session, who, "password.link", ("user", user.id), caller=caller)
            await self._tell(session, user, "An administrator made a link to choose a new password.", row.id)
        return PasswordLink(email=user.email, link=link, expires_at=row.expires_at)

    async def reset(self, token: str, password: str, caller: Caller = LOCAL) -> None:
        """Set the password of whoever a link was sent to, end all their login sessions and all their links.

        Raises:
            LinkNotValid: it is unknown, was used or replaced, or has expired.
            WeakPassword: it is not to be used; the link goes on working.
        """
        parts = self._parts
        async with parts.database.transaction() as session:
            found = await find_account_token(session, token)
        async with parts.database.transaction(found.organization_id) as session:
            _, user = await AccountTokenRepository(session).lock(found.token_id, "reset_password", parts.clock.now())
        parts.passwords.require_strong(password, user.email)
        password_hash = await parts.passwords.hash(password)
        async with parts.database.transaction(found.organization_id) as session:
            row, user = await AccountTokenRepository(session).lock(found.token_id, "reset_password", parts.clock.now())
            if row.email == user.email:
                user.email_verified_at = user.email_verified_at or parts.clock.now()
            who = Principal(OrganizationId(user.organization_id), UserId(user.id))
            await self._set(session, user, password_hash, who, "password.reset", caller)
        parts.cache.forget(lambda principal: principal.user_id == user.id)
        parts.failed_logins.succeed(user.email, caller.ip_address)

    async def change(self, who: Principal, form: PasswordChange, caller: Caller = LOCAL) -> None:
        """Set the password of somebody who is signed in; every other login session of theirs ends.

        Raises:
            WrongPassword, TooManyFailedLogins: the present one is not right.
            WeakPassword: the new one is not to be used.
        """
        parts = self._parts
        user = await require_own_password(parts, who, form.current_password, caller)
        parts.passwords.require_strong(form.password, user.email)
        password_hash = await parts.passwords.hash(form.password)
        async with parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, who.user_id)
            await self._set(session, user, password_hash, who, "password.change", caller)
        parts.cache.forget(lambda known: known.user_id == who.user_id and known.session_id != who.session_id)

    async def _issue(self, session: AsyncSession, user: User) -> tuple[AccountToken, str]:
        parts = self._parts
        row, token = await AccountTokenRepository(session).issue(
            user, "reset_password", user.email, parts.clock.now(), parts.settings.reset_link_lifetime_s
        )
        return row, parts.links.to(_PAGE, token)

    async def _set(
        self, session: AsyncSession, user: User, password_hash: str, who: Principal, action: str, caller: Caller
    ) -> None:
        now = self._parts.clock.now()
        user.password_hash = password_hash
        await AccountTokenRepository(session).end_all(user.id, now)
        await SecondFactorRepository(session).end_steps(user.id, now)
        await UserRepository(session).end_login_sessions(user.id, now, "password", except_id=who.session_id)
        await record(session, who, action, ("user", user.id), caller=caller)
        await self._tell(session, user, "Your password was changed.", now.isoformat(), caller)

    async def _tell(
        self, session: AsyncSession, user: User, what: str, event: UUID | str, caller: Caller = LOCAL
    ) -> None:
        await self._parts.mail.security_event(
            session,
            user.organization_id,
            address=user.email,
            name=user.name,
            what=what,
            key=f"password:{user.id}:{event}",
            ip_address=caller.ip_address,
            user_agent=caller.user_agent,
        )


def _asked(user: User, caller: Caller) -> AuditEvent:
    """Return the audit row of a request that nobody had to sign in for."""
    return AuditEvent(
        organization_id=user.organization_id,
        actor_kind="anonymous",
        action="password.forgot",
        resource=f"user:{user.id}",
        outcome="success",
        request_id=request_id(),
        ip_address=caller.ip_address,
        user_agent=caller.user_agent,
    )
