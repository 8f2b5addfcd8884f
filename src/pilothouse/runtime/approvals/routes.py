"""The inbox of tool calls that wait for a person."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import BackgroundTasks, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.runtime.approvals import tables as states
from pilothouse.runtime.approvals.schemas import ApprovalDecide, ApprovalRead
from pilothouse.runtime.approvals.service import ApprovalService, names_in
from pilothouse.runtime.approvals.tables import Approval
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1/approvals", tags=["approvals"])

CanInvoke = Annotated[Principal, require_permission("agents:invoke")]
Filter = Annotated[str | None, Query(max_length=200)]


async def get_approval_service(request: Request, session: SessionDep) -> ApprovalService:
    """Build the service in the request's transaction."""
    state = request.app.state
    return ApprovalService(session, state.registry, state.run_host, getattr(state, "parked_missions", None))


ApprovalServiceDep = Annotated[ApprovalService, Depends(get_approval_service)]


@router.get("")
async def list_approvals(
    who: CanInvoke,
    approvals: ApprovalServiceDep,
    session: SessionDep,
    state: Annotated[str | None, Query(max_length=200, description="States, separated by commas.")] = None,
    tool: Filter = None,
    agent: Filter = None,
    q: Annotated[str | None, Query(max_length=200, description="Text in tool, agent or arguments.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ApprovalRead]:
    """List tool calls that wait or waited for a person, newest first: your own, or all when you decide for others."""
    wanted = _states(state)
    rows, following, total = await approvals.page(who, limit, cursor, wanted=wanted, tool=tool, agent=agent, text=q)
    return Page(items=await _read(session, approvals, who, rows), next_cursor=following, total=total)


@router.get("/{approval_id}")
async def read_approval(
    approval_id: UUID, who: CanInvoke, approvals: ApprovalServiceDep, session: SessionDep
) -> ApprovalRead:
    """Return one tool call with its arguments and their schema."""
    return (await _read(session, approvals, who, [await approvals.get(who, approval_id)]))[0]


@router.post("/{approval_id}/decide")
async def decide_approval(
    approval_id: UUID,
    body: ApprovalDecide,
    who: CanInvoke,
    approvals: ApprovalServiceDep,
    session: SessionDep,
    caller: CallerDep,
    after: BackgroundTasks,
) -> ApprovalRead:
    """Approve a call, also with other arguments, or refuse it. Its run goes on where the decision is taken."""
    decided = await approvals.decide(who, approval_id, body.decision, body.arguments, body.reason, caller)
    after.add_task(_wake, approvals, decided)  # the transaction is committed before background tasks begin
    return (await _read(session, approvals, who, [decided]))[0]


async def _wake(approvals: ApprovalService, decided: Approval) -> None:
    approvals.parked(decided).wake(decided)


async def _read(
    session: AsyncSession, approvals: ApprovalService, who: Principal, rows: list[Approval]
) -> list[ApprovalRead]:
    names = await UserRepository(session).names(names_in(rows))
    schemas: dict[str, dict[str, Any]] = {row.tool: approvals.input_schema(row.tool) for row in rows}
    threads = await RunRepository(session).conversations_of([row.run_id for row in rows if row.run_id])
    return [
        ApprovalRead.of(row, who, names, schemas[row.tool], threads.get(row.run_id) if row.run_id else None)
        for row in rows
    ]


def _states(given: str | None) -> list[str]:
    wanted = [each.strip() for each in given.split(",") if each.strip()] if given else []
    if unknown := [each for each in wanted if each not in states.STATES]:
        raise InvalidInput(f"{unknown[0]!r} is not a state. States are {', '.join(states.STATES)}.")
    return wanted
