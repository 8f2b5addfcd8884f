"""Questions about users and the roles they hold."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, delete, func, or_, select, union_all, update
from sqlalchemy.exc import IntegrityError

from pilothouse.access.identity.errors import NameTaken, UnknownRole
from pilothouse.access.identity.names import shown_name
from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.passkeys.tables import Passkey
from pilothouse.access.identity.second_factor.tables import AuthenticatorApp
from pilothouse.access.identity.tables import (
    ApiKey,
    LoginSession,
    Organization,
    Role,
    Team,
    TeamMember,
    User,
    UserRole,
)
from pilothouse.access.identity.users.schemas import UserFilter
from pilothouse.core.principal import Principal

# Asked with every list that shows people, so it is made once.
_USER_IDS = bindparam("user_ids", type_=ARRAY(Uuid))
_NAMES = select(User.id, User.name, User.kind).where(User.id == any_(_USER_IDS))


class UserRepository(PagedRepository[User]):
    """The users of one organization."""

    table = User
    noun = "user"

    async def add(self, row: User) -> User:
        """Insert a user.

        Raises:
            NameTaken: somebody has this e-mail.
        """
        try:
            return await super().add(row)
        except IntegrityError as error:
            raise NameTaken(f"The e-mail {row.email} is used already.") from error

    async def names(self, user_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the names of users by id, also of those who are no longer active."""
        rows = await self.session.execute(_NAMES, {"user_ids": list(user_ids)})
        return {row.id: shown_name(row.name, row.kind) for row in rows}

    async def roles_of(self, user_ids: Iterable[UUID]) -> dict[UUID, list[Role]]:
        """Return the roles that users hold, by user, sorted by name."""
        held: defaultdict[UUID, list[Role]] = defaultdict(list)
        rows = await self.session.execute(
            select(UserRole.user_id, Role)
            .join(Role, Role.id == UserRole.role_id)
            .where(UserRole.user_id.in_(list(user_ids)))
            .order_by(Role.name)
        )
        for user_id, role in rows:
            held[user_id].append(role)
        return held

    async def roles_named(self, principal: Principal, names: Iterable[str]) -> list[Role]:
        """Return roles of the organization by name.

        Raises:
            UnknownRole: it has none of that name.
        """
        wanted = set(names)
        query = select(Role).where(Role.organization_id == principal.organization_id, Role.name.in_(wanted))
        roles = list(await self.session.scalars(query))
        if unknown := wanted - {role.name for role in roles}:
            raise UnknownRole(unknown)
        return roles

    async def teams_of(self, user_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
        """Return the names of the teams that users are in, by user, sorted."""
        found: defaultdict[UUID, list[str]] = defaultdict(list)
        rows = await self.session.execute(
            select(TeamMember.user_id, Team.name)
            .join(Team, Team.id == TeamMember.team_id)
            .where(TeamMember.user_id.in_(list(user_ids)))
            .order_by(Team.name)
        )
        for user_id, name in rows:
            found[user_id].append(name)
        return found

    async def last_seen(self, user_ids: Iterable[UUID]) -> dict[UUID, datetime]:
        """Return when users last refreshed a login session or used a key; those who never did are left out."""
        ids = list(user_ids)
        sessions = select(LoginSession.user_id, LoginSession.rotated_at.label("at")).where(
            LoginSession.user_id.in_(ids)
        )
        keys = select(ApiKey.user_id, ApiKey.last_used_at).where(
            ApiKey.user_id.in_(ids), ApiKey.last_used_at.is_not(None)
        )
        seen = union_all(sessions, keys).subquery()
        rows = await self.session.execute(select(seen.c.user_id, func.max(seen.c.at).label("at")).group_by("user_id"))
        return {row.user_id: row.at for row in rows}

    async def with_second_factor(self, user_ids: Iterable[UUID]) -> set[UUID]:
        """Return which of these users have an authenticator app or a passkey."""
        ids = list(user_ids)
        apps = select(AuthenticatorApp.user_id).where(AuthenticatorApp.added_at.is_not(None))
        found = union_all(apps, select(Passkey.user_id)).subquery()
        return set(await self.session.scalars(select(found.c.user_id).where(found.c.user_id.in_(ids))))

    def filtered(self, principal: Principal, wanted: UserFilter) -> Select[User]:
        """Select the organization's users by what is wanted of them."""
        query = self.visible_to(principal)
        if wanted.q:
            query = query.where(or_(*(each.icontains(wanted.q, autoescape=True) for each in (User.name, User.email))))
        if wanted.is_active is not None:
            query = query.where(User.is_active == wanted.is_active)
        if wanted.kind:
            query = query.where(User.kind == wanted.kind)
        if wanted.role:
            held = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id).where(Role.name == wanted.role)
            query = query.where(User.id.in_(held))
        return query

    async def set_roles(self, user: User, roles: Iterable[Role]) -> None:
        """Let a user hold these roles and no others."""
        await self.session.execute(delete(UserRole).where(UserRole.user_id == user.id))
        self.session.add_all(
            UserRole(organization_id=user.organization_id, user_id=user.id, role_id=role.id) for role in roles
        )
        await self.session.flush()

    async def end_login_sessions(
        self, user_id: UUID, at: datetime, reason: str = "deactivated", *, except_id: UUID | None = None
    ) -> int:
        """End every login session of a user, save one where named; return how many were ended."""
        running = LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None), LoginSession.expires_at > at
        ended = await self.session.scalars(
            update(LoginSession)
            .where(*running, *([LoginSession.id != except_id] if except_id else []))
            .values(revoked_at=at, revoked_reason=reason)
            .returning(LoginSession.id)
        )
        return len(ended.all())

    async def take_turns(self, principal: Principal) -> None:
        """Let changes to users of one organization follow one another, until the transaction ends.

        So two administrators who take each other's role away at once do not both succeed.
        """
        await self.session.execute(
            select(Organization.id).where(Organization.id == principal.organization_id).with_for_update()
        )
