"""Policies over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.security.deps import CanReadSecurity, CanWriteSecurity, SecurityDep
from pilothouse.access.security.policies.schemas import ExceptionRead, PolicyRead, PolicyWrite, ScopeKind
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/security", tags=["security"])

ScopeId = Annotated[str, Path(min_length=1, max_length=200, description="Name of the agent or tool, else `-`.")]


@router.get("/policies")
async def list_policies(who: CanReadSecurity, security: SecurityDep) -> list[PolicyRead]:
    """List the organization's policy, then those of its agents and tools, each with what holds in the end."""
    return await security.policies.listed(who)


@router.put("/policies/{scope_kind}/{scope_id}")
async def put_policy(
    scope_kind: ScopeKind,
    scope_id: ScopeId,
    wanted: PolicyWrite,
    who: CanWriteSecurity,
    security: SecurityDep,
    caller: CallerDep,
) -> PolicyRead:
    """Lay down what is done about findings in the whole organization, or around one agent or tool."""
    return await security.policies.put(who, scope_kind, scope_id, wanted, caller)


@router.delete("/policies/{scope_kind}/{scope_id}", status_code=204)
async def delete_policy(
    scope_kind: ScopeKind, scope_id: ScopeId, who: CanWriteSecurity, security: SecurityDep, caller: CallerDep
) -> Response:
    """Go back to what lies above: the organization's policy, or the standard."""
    await security.policies.delete(who, scope_kind, scope_id, caller)
    return Response(status_code=204)


@router.get("/exceptions")
async def list_exceptions(who: CanReadSecurity, security: SecurityDep) -> list[ExceptionRead]:
    """List what was called a false alarm, and passes since."""
    return await security.policies.exceptions(who)


@router.delete("/exceptions/{exception_id}", status_code=204)
async def delete_exception(
    exception_id: UUID, who: CanWriteSecurity, security: SecurityDep, caller: CallerDep
) -> Response:
    """Look for it again from the next text on."""
    await security.policies.delete_exception(who, exception_id, caller)
    return Response(status_code=204)
