"""Who stands behind a login session or an API key, read in one transaction of their organization."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.credential_cache import Known
from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.permissions import effective
from pilothouse.access.identity.tables import ApiKey, LoginSession, Organization, Role, TeamMember, User, UserRole
from pilothouse.core.ids import ApiKeyId, LoginSessionId, OrganizationId, TeamId, UserId
from pilothouse.core.principal import Principal

# A key's organization is to be erased; it is the only one that a transaction sees.
_IS_LEAVING = exists().where(Organization.id == ApiKey.organization_id, Organization.erases_at.is_not(None))
_USED_EVERY = timedelta(minutes=1)  # `last_used_at` is for people; a write per request would be for nobody


class PrincipalRepository:
    """Turns credentials that are in force into principals; whatever has ended or is inactive is nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_session(self, session_id: LoginSessionId, now: datetime) -> Known | None:
        """Return who is signed in with a login session, if it goes on."""
        row = await self._session.scalar(
            select(LoginSession).where(
                LoginSession.id == session_id, LoginSession.revoked_at.is_(None), LoginSession.expires_at > now
            )
        )
        user = row and await self.active_user(UserId(row.user_id))
        if not row or not user:
            return None
        return Known(await self.of_user(user, session_id=session_id), row.expires_at, row.csrf_token)

    async def of_key(self, key_id: ApiKeyId, now: datetime) -> Known | None:
        """Return who acts with an API key, if it is in force: its owner, within the key's scopes."""
        row = await self._session.scalar(
            select(ApiKey).where(
                ApiKey.id == key_id,
                ApiKey.revoked_at.is_(None),
                or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now),
                ~_IS_LEAVING,
            )
        )
        user = row and await self.active_user(UserId(row.user_id))
        if not row or not user:
            return None
        if row.last_used_at is None or row.last_used_at <= now - _USED_EVERY:
            await self._session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now))
        who = await self.of_user(user, scopes=effective(row.scopes), key_id=key_id)
        return Known(replace(who, rate_limit_per_minute=row.rate_limit_per_minute), row.expires_at)

    async def active_user(self, user_id: UserId) -> User | None:
        """Return a user who may act. In an organization that is to be erased only administrators may, until it is."""
        row = (
            await self._session.execute(
                select(User, Organization.erases_at, Organization.erases_at > func.now())
                .join(Organization, Organization.id == User.organization_id)
                .where(User.id == user_id, User.is_active, User.deleted_at.is_(None))
            )
        ).one_or_none()
        if row is None:
            return None
        user, erases_at, may_be_restored = row
        if erases_at is None:
            return user
        is_administrator = user.kind == "person" and "admin" in await self._permissions(user_id)
        return user if may_be_restored and is_administrator else None

    async def as_of_now(self, who: Principal) -> Principal:
        """Return a principal with no more than it holds at this moment, for decisions that a cache must not take.

        Raises:
            NotSignedIn: its user is no longer active.
        """
        user = await self.active_user(who.user_id)
        if user is None:
            raise NotSignedIn("This account is not active.")
        return replace(who, permissions=effective(who.permissions) & await self._permissions(who.user_id))

    async def of_user(
        self,
        user: User,
        *,
        scopes: frozenset[str] | None = None,
        session_id: LoginSessionId | None = None,
        key_id: ApiKeyId | None = None,
    ) -> Principal:
        """Return a user as a principal, with what their roles grant, no more than `scopes` where given."""
        user_id = UserId(user.id)
        permissions = await self._permissions(user_id)
        return Principal(
            organization_id=OrganizationId(user.organization_id),
            user_id=user_id,
            kind=_kind(user, key_id),
            permissions=permissions if scopes is None else permissions & scopes,
            team_ids=await self._teams(user_id),
            api_key_id=key_id,
            session_id=session_id,
        )

    async def _permissions(self, user_id: UserId) -> frozenset[str]:
        held = await self._session.scalars(
            select(Role.permissions).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == user_id)
        )
        return effective(permission for permissions in held for permission in permissions)

    async def _teams(self, user_id: UserId) -> tuple[TeamId, ...]:
        teams = await self._session.scalars(
            select(TeamMember.team_id).where(TeamMember.user_id == user_id).order_by(TeamMember.team_id)
        )
        return tuple(TeamId(team) for team in teams)


def _kind(user: User, key_id: ApiKeyId | None) -> Literal["user", "api_key", "service"]:
    if user.kind == "service":
        return "service"
    return "api_key" if key_id else "user"
