"""Users of the organization."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.deps import UserServiceDep
from pilothouse.access.identity.users.schemas import SignedOut, UserCreate, UserFilter, UserRead, UserUpdate
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page

router = ApiRouter(prefix="/api/v1/users", tags=["users"])

CanReadUsers = Annotated[Principal, require_permission("users:read")]
CanWriteUsers = Annotated[Principal, require_permission("users:write")]


class UserListQuery(UserFilter):
    """Which users, and which page of them."""

    limit: int = Field(50, ge=1, le=200, description="How many to return at most.")
    cursor: str | None = Field(None, max_length=500, description="`meta.pagination.next_cursor` of the page before.")


@router.get("")
async def list_users(
    wanted: Annotated[UserListQuery, Query()], who: CanReadUsers, users: UserServiceDep
) -> Page[UserRead]:
    """Return the users of your organization, oldest first."""
    return await users.list(who, wanted.limit, wanted.cursor, wanted)


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


@router.delete("/{user_id}/sessions")
async def sign_out_user(who: CanWriteUsers, user_id: UUID, users: UserServiceDep, caller: CallerDep) -> SignedOut:
    """Sign a user out everywhere. Their keys go on; `is_active: false` stops those too."""
    return await users.sign_out(who, user_id, caller)
