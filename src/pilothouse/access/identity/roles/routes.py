"""Roles of the organization."""

from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import RoleServiceDep
from pilothouse.access.identity.roles.schemas import PermissionRead, RoleCreate, RoleRead, RoleUpdate
from pilothouse.access.identity.users.routes import CanReadUsers, CanWriteUsers
from pilothouse.core.principal import PERMISSION_MEANINGS
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/roles", tags=["roles"])
of_permissions = ApiRouter(prefix="/api/v1/permissions", tags=["roles"])


@of_permissions.get("", dependencies=[require_permission("users:read")])
async def list_permissions() -> list[PermissionRead]:
    """Return every permission that a role or a key can have, and what it allows."""
    return [PermissionRead(name=name, meaning=meaning) for name, meaning in PERMISSION_MEANINGS.items()]


@router.get("")
async def list_roles(
    who: CanReadUsers, roles: RoleServiceDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[RoleRead]:
    """Return the roles of your organization."""
    return await roles.list(who, limit, cursor)


@router.post("", status_code=201)
async def create_role(who: CanWriteUsers, form: RoleCreate, roles: RoleServiceDep, caller: CallerDep) -> RoleRead:
    """Make a role from permissions that you hold."""
    return await roles.create(who, form, caller)


@router.patch("/{role_id}")
async def update_role(
    who: CanWriteUsers, role_id: UUID, form: RoleUpdate, roles: RoleServiceDep, caller: CallerDep
) -> RoleRead:
    """Change a role of your own making; whoever holds it has the new permissions at once."""
    return await roles.update(who, role_id, form, caller)


@router.delete("/{role_id}")
async def delete_role(who: CanWriteUsers, role_id: UUID, roles: RoleServiceDep, caller: CallerDep) -> None:
    """Take away a role that nobody holds."""
    await roles.delete(who, role_id, caller)
