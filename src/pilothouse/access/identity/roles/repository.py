"""Questions about roles."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.errors import NameTaken
from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.permissions import ADMIN, BUILT_IN_ROLES, compact
from pilothouse.access.identity.tables import Role, User, UserRole
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal


class RoleRepository(PagedRepository[Role]):
    """The roles of one organization."""

    table = Role
    noun = "role"

    async def add(self, row: Role) -> Role:
        """Insert a role.

        Raises:
            NameTaken: the organization has one of that name.
        """
        try:
            return await super().add(row)
        except IntegrityError as error:
            raise NameTaken(f"There is a role {row.name} already.") from error

    async def rename(self, row: Role, name: str) -> None:
        """Give a role another name.

        Raises:
            NameTaken: the organization has one of that name.
        """
        row.name = name
        try:
            await self.session.flush()
        except IntegrityError as error:
            raise NameTaken(f"There is a role {name} already.") from error

    async def granted_by(self, name: str, principal: Principal) -> Sequence[str] | None:
        """Return what a role grants that a principal's user holds; None when the user holds no role of that name."""
        held = select(Role.permissions).join(UserRole, UserRole.role_id == Role.id)
        return await self.session.scalar(held.where(UserRole.user_id == principal.user_id, Role.name == name))

    async def holders(self, role_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Return how many active users hold each role; a role that none holds is left out."""
        rows = await self.session.execute(
            select(UserRole.role_id, func.count().label("held"))
            .join(User, User.id == UserRole.user_id)
            .where(UserRole.role_id.in_(list(role_ids)), User.is_active, User.deleted_at.is_(None))
            .group_by(UserRole.role_id)
        )
        return {row.role_id: row.held for row in rows}

    async def has_administrator(self, principal: Principal) -> bool:
        """Tell whether any active person of the organization holds "admin": a service account could let nobody in."""
        return bool(await self.administrators(principal))

    async def administrators(self, principal: Principal) -> Sequence[User]:
        """Return the active people of the organization who hold "admin"."""
        holders = (
            select(UserRole.user_id)
            .join(Role, Role.id == UserRole.role_id)
            .where(Role.organization_id == principal.organization_id, Role.permissions.contains([ADMIN]))
        )
        people = User.kind == "person", User.is_active, User.deleted_at.is_(None)
        return (await self.session.scalars(select(User).where(User.id.in_(holders), *people))).all()

    async def is_held(self, role_id: UUID) -> bool:
        """Tell whether any user holds a role."""
        return (
            await self.session.scalar(select(UserRole.user_id).where(UserRole.role_id == role_id).limit(1)) is not None
        )


async def lay_built_in_roles(session: AsyncSession, organization_id: UUID) -> dict[str, Role]:
    """Give a new organization the roles that every one has; return them by name."""
    roles = {
        name: Role(
            id=new_id(),
            organization_id=organization_id,
            name=name,
            permissions=compact(permissions),
            is_builtin=True,
        )
        for name, permissions in BUILT_IN_ROLES.items()
    }
    session.add_all(roles.values())
    await session.flush()
    return roles
