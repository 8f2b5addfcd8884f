"""Make roles and take them away."""

from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.permissions import compact, require_grantable
from pilothouse.access.identity.roles.repository import RoleRepository
from pilothouse.access.identity.roles.schemas import RoleCreate, RoleRead
from pilothouse.access.identity.tables import Role
from pilothouse.core.errors import Conflict
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page


class RoleService:
    """Looks after the roles of an organization. Those that are built in stay as they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, who: Principal, limit: int, cursor: str | None = None) -> Page[RoleRead]:
        """Return the organization's roles, those that are built in first."""
        async with self._database.transaction(who.organization_id) as session:
            rows, next_cursor = await RoleRepository(session).page(who, limit, cursor)
        items = [RoleRead.model_validate(row) for row in rows]
        return Page(items=items, next_cursor=next_cursor)

    async def create(self, who: Principal, form: RoleCreate, caller: Caller = LOCAL) -> RoleRead:
        """Make a role of what the principal holds itself.

        Raises:
            UnknownPermission, NameTaken: a field cannot be as it is.
            BeyondYourPermissions: it would grant what the principal does not hold.
        """
        require_grantable(who, form.permissions)
        row = Role(
            id=new_id(),
            organization_id=who.organization_id,
            name=form.name,
            permissions=compact(form.permissions),
        )
        async with self._database.transaction(who.organization_id) as session:
            await RoleRepository(session).add(row)
            await session.refresh(row)
            changes = {"name": (None, row.name), "permissions": (None, row.permissions)}
            await record(session, who, "role.create", ("role", row.id), changes=changes, caller=caller)
        return RoleRead.model_validate(row)

    async def delete(self, who: Principal, role_id: UUID, caller: Caller = LOCAL) -> None:
        """Take a role away that nobody holds.

        Raises:
            NotFound: the organization has no such role.
            Conflict: it is built in, or somebody holds it.
        """
        async with self._database.transaction(who.organization_id) as session:
            roles = RoleRepository(session)
            row = await roles.get(who, role_id)
            if row.is_builtin:
                raise Conflict(f"The role {row.name} is built in and stays.")
            if await roles.is_held(role_id):
                raise Conflict(f"Somebody holds the role {row.name}; take it from them first.")
            await session.delete(row)
            changes = {"name": (row.name, None), "permissions": (row.permissions, None)}
            await record(session, who, "role.delete", ("role", row.id), changes=changes, caller=caller)
