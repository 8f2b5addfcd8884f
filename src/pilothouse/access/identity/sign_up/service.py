"""Sign up: a letter goes to the address, and what it leads to exists for good once its link is followed.

Until then there is an organization without a user, and an invitation to it as its first administrator. Sign-ups that
nobody confirms are forgotten.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.identity.errors import SignUpClosed
from pilothouse.access.identity.links import hash_of, make_token
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.permissions import ADMIN
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.roles.repository import lay_built_in_roles
from pilothouse.access.identity.sessions.repository import find_sign_in
from pilothouse.access.identity.sign_up.schemas import RegisterRequest
from pilothouse.access.identity.slugs import slug_of
from pilothouse.access.identity.tables import Invitation, Organization
from pilothouse.core.ids import UserId, new_id

_PAGE = "confirm-sign-up"
_FORGET = text("select access_forget_sign_ups(:at_most)")
_FORGOTTEN_AT_ONCE = 50


class SignUpService:
    """Lets strangers make an organization, where the operator wants that."""

    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    def allow(self, form: RegisterRequest, caller: Caller = LOCAL) -> None:
        """Count a sign-up; the same whether anybody has the address or not.

        Raises:
            SignUpClosed: one has to be invited, or is given an account.
            TooManyLetters: this address or this caller asked too often.
        """
        if self._parts.settings.sign_up != "open":
            raise SignUpClosed
        self._parts.letters.count(form.email, caller)

    async def begin(self, form: RegisterRequest, caller: Caller = LOCAL) -> None:
        """Send a link to an address, or tell its owner that they have an account. Call it when the answer has left."""
        async with self._parts.database.transaction() as session:
            await session.execute(_FORGET, {"at_most": _FORGOTTEN_AT_ONCE})
            found = await find_sign_in(session, form.email)
        if found is None:
            await self._prepare(form)
        else:
            await self._tell_owner(found.organization_id, UserId(found.user_id), caller)

    async def _prepare(self, form: RegisterRequest) -> None:
        organization_id = new_id()
        async with self._parts.database.transaction(organization_id) as session:
            session.add(
                Organization(
                    id=organization_id, name=form.organization, slug=slug_of(form.organization, "organization")
                )
            )
            await session.flush()
            roles = await lay_built_in_roles(session, organization_id)
            now, token = self._parts.clock.now(), make_token()
            row = Invitation(
                id=new_id(),
                organization_id=organization_id,
                email=form.email,
                name=form.name,
                role_id=roles[ADMIN].id,
                is_sign_up=True,
                token_hash=hash_of(token),
                created_at=now,
                expires_at=now + timedelta(seconds=self._parts.settings.verification_link_lifetime_s),
            )
            session.add(row)
            await session.flush()
            await self._send(session, row, token)

    async def _send(self, session: AsyncSession, row: Invitation, token: str) -> None:
        await self._parts.mail.verify_email(
            session,
            row.organization_id,
            address=row.email,
            name=row.email,  # not what a stranger typed: letters of ours carry no words of theirs
            link=self._parts.links.to(_PAGE, token),
            expires_at=row.expires_at,
            key=f"sign_up:{row.id}",
        )

    async def _tell_owner(self, organization_id: UUID, user_id: UserId, caller: Caller) -> None:
        async with self._parts.database.transaction(organization_id) as session:
            user = await PrincipalRepository(session).active_user(user_id)
            if user is None:
                return
            await self._parts.mail.security_event(
                session,
                organization_id,
                address=user.email,
                name=user.name,
                what="Somebody signed up with this address, which has an account already. Sign in with that one.",
                key=f"sign_up:{new_id()}",
                ip_address=caller.ip_address,
                user_agent=caller.user_agent,
            )
