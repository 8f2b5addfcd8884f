"""Prove that an address is somebody's: a link is sent there, and whoever follows it reads its mail."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.account_tokens import AccountTokenRepository, find_account_token
from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.errors import NameTaken
from pilothouse.access.identity.own_password import require_own_password
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.tables import User
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.access.identity.verification.schemas import EmailChange
from pilothouse.core.errors import Conflict
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal

_PAGE = "verify-email"


class VerificationService:
    """Sends links to addresses, and believes an address when its link is followed."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    async def send(self, who: Principal, caller: Caller = LOCAL) -> None:
        """Send the principal a link that proves their present address.

        Raises:
            Conflict: it is proved already.
            TooManyLetters: it was asked for too often.
        """
        async with self._parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, who.user_id)
            if user.email_verified_at is not None:
                raise Conflict(f"{user.email} is confirmed already.")
            self._parts.letters.count(user.email, caller)
            await self._send(session, who, user, user.email, caller)

    async def change(self, who: Principal, form: EmailChange, caller: Caller = LOCAL) -> None:
        """Send a link to a new address, which takes the old one's place when it is followed.

        Says the same whether somebody has that address or not.

        Raises:
            WrongPassword, TooManyFailedLogins: the password is not right.
            TooManyLetters: it was asked for too often.
        """
        await require_own_password(self._parts, who, form.password, caller)
        self._parts.letters.count(form.email, caller)
        async with self._parts.database.transaction(who.organization_id) as session:
            user = await UserRepository(session).get(who, who.user_id)
            await self._send(session, who, user, form.email, caller)

    async def confirm(self, token: str, caller: Caller = LOCAL) -> str:
        """Believe the address that a link was sent to, and make it the user's; return it.

        Raises:
            LinkNotValid: it is unknown, was used or replaced, or has expired.
            NameTaken: somebody else has the address.
        """
        parts = self._parts
        async with parts.database.transaction() as session:
            found = await find_account_token(session, token)
        async with parts.database.transaction(found.organization_id) as session:
            tokens = AccountTokenRepository(session)
            row, user = await tokens.lock(found.token_id, "verify_email", parts.clock.now())
            row.ended_at = user.email_verified_at = parts.clock.now()
            who = Principal(OrganizationId(user.organization_id), UserId(user.id))
            if row.email != user.email:
                await tokens.end_all(user.id, parts.clock.now())  # links that went to the old address, too
                await self._replace(session, who, user, row.email, caller)
            else:
                await record(session, who, "email.verify", ("user", user.id), caller=caller)
            return row.email

    async def _send(self, session: AsyncSession, who: Principal, user: User, address: str, caller: Caller) -> None:
        parts = self._parts
        row, token = await AccountTokenRepository(session).issue(
            user, "verify_email", address, parts.clock.now(), parts.settings.verification_link_lifetime_s
        )
        changes = {"sent_to": (None, address)}
        await record(session, who, "email.send_link", ("user", user.id), changes=changes, caller=caller)
        await parts.mail.verify_email(
            session,
            user.organization_id,
            address=address,
            name=user.name,
            link=parts.links.to(_PAGE, token),
            expires_at=row.expires_at,
            key=f"verify_email:{row.id}",
        )

    async def _replace(self, session: AsyncSession, who: Principal, user: User, address: str, caller: Caller) -> None:
        before, now = user.email, self._parts.clock.now()
        user.email, user.email_key = address, email_key(address)
        try:
            await session.flush()
        except IntegrityError as error:
            raise NameTaken(f"The e-mail {address} is used already.") from error
        changes = {"email": (before, address)}
        await record(session, who, "email.change", ("user", user.id), changes=changes, caller=caller)
        await self._parts.mail.security_event(
            session,
            user.organization_id,
            address=before,
            name=user.name,
            what=f"The e-mail of your account is now {address}.",
            key=f"email:{user.id}:{now.isoformat()}",
            ip_address=caller.ip_address,
            user_agent=caller.user_agent,
        )
