"""Users of the organization."""

from typing import Annotated
from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import UserServiceDep
from pilothouse.access.identity.users.schemas import UserCreate, UserRead, UserUpdate
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/users", tags=["users"])

CanReadUsers = Annotated[Principal, require("users:read")]
CanWriteUsers = Annotated[Principal, require("users:write")]


@router.get("")
async def list_users(
    who: CanReadUsers, users: UserServiceDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[UserRead]:
    """Return the users of your organization, oldest first."""
    return await users.list(who, limit, cursor)


@router.post("", status_code=201)
async def create_user(who: CanWriteUsers, form: UserCreate, users: UserServiceDep, caller: CallerDep) -> UserRead:
    """Make a user with a first password."""
    return await users.create(who, form, caller)


@router.get("/{user_id}")
async def read_user(who: CanReadUsers, user_id: UUID, users: UserServiceDep) -> UserRead:
    """Return one user."""
    return await users.get(who, user_id)


@router.patch("/{user_id}")
async def update_user(
    who: CanWriteUsers, user_id: UUID, form: UserUpdate, users: UserServiceDep, caller: CallerDep
) -> UserRead:
    """Change a user; `is_active: false` signs them out everywhere and stops their keys."""
    return await users.update(who, user_id, form, caller)
