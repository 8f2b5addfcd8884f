"""Managing limits over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from pilothouse.access.audit.caller import CallerDep
from pilothouse.core.principal import Principal
from pilothouse.gateway.limits.deps import LimitServiceDep
from pilothouse.gateway.limits.schemas import LimitCreate, LimitedKind, LimitRead, LimitUpdate
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/limits", tags=["limits"])

CanReadBudgets = Annotated[Principal, require_permission("budgets:read")]
CanWriteBudgets = Annotated[Principal, require_permission("budgets:write")]


@router.get("")
async def list_limits(
    who: CanReadBudgets,
    limits: LimitServiceDep,
    scope_kind: LimitedKind | None = None,
    scope_id: Annotated[str | None, Query(max_length=200)] = None,
) -> list[LimitRead]:
    """List the organization's limits, or that of one scope, with calls in flight and tokens left."""
    return await limits.listed(who, scope_kind, scope_id)


@router.post("", status_code=201)
async def create_limit(
    wanted: LimitCreate, who: CanWriteBudgets, limits: LimitServiceDep, caller: CallerDep
) -> LimitRead:
    """Limit what a key, user, team, agent or the organization may call: models, tokens per minute, parallel calls."""
    return await limits.create(who, wanted, caller)


@router.get("/{limit_id}")
async def read_limit(limit_id: UUID, who: CanReadBudgets, limits: LimitServiceDep) -> LimitRead:
    """Return one limit."""
    return await limits.get(who, limit_id)


@router.patch("/{limit_id}")
async def edit_limit(
    limit_id: UUID, changes: LimitUpdate, who: CanWriteBudgets, limits: LimitServiceDep, caller: CallerDep
) -> LimitRead:
    """Change a limit from the next call on."""
    return await limits.edit(who, limit_id, changes, caller)


@router.delete("/{limit_id}", status_code=204)
async def delete_limit(limit_id: UUID, who: CanWriteBudgets, limits: LimitServiceDep, caller: CallerDep) -> Response:
    """Remove a limit."""
    await limits.delete(who, limit_id, caller)
    return Response(status_code=204)
