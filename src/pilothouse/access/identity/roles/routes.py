"""Roles of the organization."""

from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import RoleServiceDep
from pilothouse.access.identity.roles.schemas import RoleCreate, RoleRead
from pilothouse.access.identity.users.routes import CanReadUsers, CanWriteUsers
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/roles", tags=["roles"])


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


@router.delete("/{role_id}")
async def delete_role(who: CanWriteUsers, role_id: UUID, roles: RoleServiceDep, caller: CallerDep) -> None:
    """Take away a role that nobody holds."""
    await roles.delete(who, role_id, caller)
