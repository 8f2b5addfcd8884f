"""Service accounts of the organization. `/api/v1/users` lists, changes and deactivates them with everybody else."""

from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRotate
from pilothouse.access.identity.deps import ApiKeyServiceDep, ServiceAccountServiceDep
from pilothouse.access.identity.service_accounts.schemas import ServiceAccountCreate
from pilothouse.access.identity.users.routes import CanWriteUsers
from pilothouse.access.identity.users.schemas import UserRead
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/service-accounts", tags=["users"])


@router.post("", status_code=201)
async def create_service_account(
    who: CanWriteUsers, form: ServiceAccountCreate, accounts: ServiceAccountServiceDep, caller: CallerDep
) -> UserRead:
    """Make a service account: a user that is no person, never signs in, and acts through keys that you give it."""
    return await accounts.create(who, form, caller)


@router.delete("/{user_id}")
async def delete_service_account(
    who: CanWriteUsers, user_id: UUID, accounts: ServiceAccountServiceDep, caller: CallerDep
) -> None:
    """Take a service account away and revoke its keys."""
    await accounts.delete(who, user_id, caller)


@router.post("/{user_id}/keys", status_code=201)
async def create_service_account_key(
    who: CanWriteUsers, user_id: UUID, form: ApiKeyCreate, keys: ApiKeyServiceDep, caller: CallerDep
) -> ApiKeyCreated:
    """Give a service account an API key. The answer is the only place where it is ever shown."""
    return await keys.create_for(who, user_id, form, caller)


@router.post("/{user_id}/keys/{key_id}/rotate", status_code=201)
async def rotate_service_account_key(
    *,
    who: CanWriteUsers,
    user_id: UUID,
    key_id: UUID,
    form: ApiKeyRotate,
    keys: ApiKeyServiceDep,
    caller: CallerDep,
) -> ApiKeyCreated:
    """Replace a key of a service account by a new one; the old one goes on for the overlap."""
    return await keys.rotate_for(who, user_id, key_id, form, caller)
