"""Questions about users and the roles they hold."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from pilothouse.access.identity.errors import NameTaken, UnknownRole
from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.tables import LoginSession, Organization, Role, User, UserRole
from pilothouse.core.principal import Principal


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
        rows = await self.session.execute(select(User.id, User.name).where(User.id.in_(list(user_ids))))
        return {row.id: row.name for row in rows}

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
