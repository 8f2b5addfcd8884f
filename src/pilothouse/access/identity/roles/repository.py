"""Questions about roles."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.errors import NameTaken
from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.permissions import BUILT_IN_ROLES, compact
from pilothouse.access.identity.tables import Role, UserRole
from pilothouse.core.ids import new_id


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
