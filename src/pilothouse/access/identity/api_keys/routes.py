"""API keys of the user who asks."""

from typing import Annotated
from uuid import UUID

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRead
from pilothouse.access.identity.deps import ApiKeyServiceDep
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/auth/api-keys", tags=["auth"])

CanReadKeys = Annotated[Principal, require("keys:read")]
CanWriteKeys = Annotated[Principal, require("keys:write")]


@router.get("")
async def list_api_keys(
    who: CanReadKeys, keys: ApiKeyServiceDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[ApiKeyRead]:
    """Return your API keys, newest first."""
    return await keys.list(who, limit, cursor)


@router.post("", status_code=201)
async def create_api_key(
    who: CanWriteKeys, form: ApiKeyCreate, keys: ApiKeyServiceDep, caller: CallerDep
) -> ApiKeyCreated:
    """Make an API key. The answer is the only place where it is ever shown."""
    return await keys.create(who, form, caller)


@router.delete("/{key_id}")
async def revoke_api_key(who: CanWriteKeys, key_id: UUID, keys: ApiKeyServiceDep, caller: CallerDep) -> ApiKeyRead:
    """End an API key."""
    return await keys.revoke(who, key_id, caller)
