"""API keys: one's own, and for administrators those of everybody."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.api_keys.schemas import (
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyRead,
    ApiKeyRotate,
    OwnedApiKeyRead,
)
from pilothouse.access.identity.deps import ApiKeyServiceDep
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/auth/api-keys", tags=["auth"])
of_organization = ApiRouter(prefix="/api/v1/keys", tags=["users"])

CanReadKeys = Annotated[Principal, require_permission("keys:read")]
CanWriteKeys = Annotated[Principal, require_permission("keys:write")]


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


@router.post("/{key_id}/rotate", status_code=201)
async def rotate_api_key(
    who: CanWriteKeys, key_id: UUID, form: ApiKeyRotate, keys: ApiKeyServiceDep, caller: CallerDep
) -> ApiKeyCreated:
    """Replace an API key by a new one; the old one goes on for the overlap."""
    return await keys.rotate(who, key_id, form, caller)


@of_organization.get("")
async def list_every_api_key(
    who: Annotated[Principal, require_permission("users:read")],
    keys: ApiKeyServiceDep,
    owner_id: Annotated[UUID | None, Query(description="Of this user only.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OwnedApiKeyRead]:
    """Return the API keys of everybody in your organization, newest first."""
    return await keys.list_all(who, limit, cursor, owner_id)


@of_organization.delete("/{key_id}")
async def revoke_any_api_key(
    who: Annotated[Principal, require_permission("users:write")],
    key_id: UUID,
    keys: ApiKeyServiceDep,
    caller: CallerDep,
) -> OwnedApiKeyRead:
    """End an API key of anybody in your organization."""
    return await keys.revoke_any(who, key_id, caller)
