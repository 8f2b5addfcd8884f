"""Questions about login sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Text, Uuid, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.sessions.schemas import Me, OrganizationRead
from pilothouse.access.identity.tables import LoginSession, Organization, Role, User, UserRole
from pilothouse.core.principal import Principal

_FIND_SIGN_IN = text("select organization_id, user_id, password_hash from access_find_sign_in(:email)")
_FIND_SESSION = text("select organization_id, session_id from access_find_login_session(:family_hash)")
# Every page asks it first, so it is made once: a user, their organization, and the names of their roles.
_USER_ID = bindparam("user_id", type_=Uuid[UUID]())
_ROLES = select(Role.name).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == _USER_ID)
_ME = (
    select(User, Organization, func.array(_ROLES.order_by(Role.name).scalar_subquery(), type_=ARRAY(Text)))
    .join(Organization, Organization.id == User.organization_id)
    .where(User.id == _USER_ID)
)


async def find_sign_in(session: AsyncSession, email: str) -> Row[Any] | None:
    """Return organization_id, user_id and password_hash of the active user with an e-mail, in any organization."""
    return (await session.execute(_FIND_SIGN_IN, {"email": email_key(email)})).one_or_none()


async def find_login_session(session: AsyncSession, family_hash: str) -> Row[Any] | None:
    """Return organization_id and session_id of a family of refresh tokens, in any organization."""
    return (await session.execute(_FIND_SESSION, {"family_hash": family_hash})).one_or_none()


class LoginSessionRepository:
    """The login sessions of one organization."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: LoginSession) -> None:
        """Insert a login session."""
        self._session.add(row)
        await self._session.flush()

    async def lock(self, session_id: UUID) -> LoginSession | None:
        """Return a login session and hold it until the transaction ends: refreshes of one family take turns."""
        return await self._session.scalar(select(LoginSession).where(LoginSession.id == session_id).with_for_update())

    async def signed_in(self, user_id: UUID, at: datetime) -> None:
        """Note a sign-in of a user."""
        await self._session.execute(update(User).where(User.id == user_id).values(last_login_at=at))

    async def set_hash(self, user_id: UUID, password_hash: str) -> None:
        """Keep another hash of the same password."""
        await self._session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))

    async def me(self, who: Principal) -> Me:
        """Return the principal's user as the page shows them."""
        user, organization, roles = (await self._session.execute(_ME, {"user_id": who.user_id})).one()
        return Me(
            id=user.id,
            email=user.email,
            email_verified_at=user.email_verified_at,
            name=user.name,
            organization=OrganizationRead(id=organization.id, name=organization.name, slug=organization.slug),
            roles=list(roles),
            permissions=sorted(who.permissions),
            time_zone=user.time_zone or organization.time_zone,
        )
