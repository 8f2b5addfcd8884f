"""One's own runs over HTTP: look, follow, stop, continue."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response, StreamingResponse

from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.runtime.approvals.repository import ApprovalRepository
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.artifacts.service import ArtifactRepository
from pilothouse.runtime.hosting.deps import CanInvoke, RunHostDep
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.schemas import RunRead, ToolUseRead
from pilothouse.runtime.hosting.stream import After, LastEventId, after_of, run_stream
from pilothouse.runtime.hosting.transcript import Transcript
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.tables import AgentRun
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit
from pilothouse.server.session import SessionDep
from pilothouse.server.sse import EVENTS_UNLESS_OVER

router = ApiRouter(prefix="/api/v1/runs", tags=["runs"])

Filter = Annotated[str | None, Query(max_length=200)]


@router.get("")
async def list_runs(
    who: CanInvoke,
    session: SessionDep,
    agent: Filter = None,
    state: Annotated[str | None, Query(max_length=200, description="States, separated by commas.")] = None,
    source: Filter = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[RunRead]:
    """List your own runs, newest first."""
    wanted = [each.strip() for each in state.split(",") if each.strip()] if state else []
    if unknown := [each for each in wanted if each not in states.STATES]:
        raise InvalidInput(f"{unknown[0]!r} is not a state. States are {', '.join(states.STATES)}.")
    runs = RunRepository(session)
    rows, following = await runs.page_of(runs.filtered(who, agent, wanted, source), limit, cursor)
    return Page(items=[RunRead.of(row) for row in rows], next_cursor=following)


@router.get("/{run_id}")
async def read_run(run_id: UUID, who: CanInvoke, session: SessionDep) -> RunRead:
    """Return one of your runs, with its tool calls, artifacts and what waits for a person."""
    return await describe(session, who, await RunRepository(session).get(who, run_id))


@router.get("/{run_id}/stream", response_class=StreamingResponse, responses=EVENTS_UNLESS_OVER)
async def stream_run(
    run_id: UUID, who: CanInvoke, host: RunHostDep, after: After = 0, last_event_id: LastEventId = None
) -> Response:
    """Stream a run's events, past ones first; ends when it is over or waits for a person.

    Answers 204 when that is so and no event is left: browsers then stop to reconnect.
    """
    after = after_of(last_event_id, after)
    async with host.hosting.database.transaction(who.organization_id) as session:  # not open while the stream is
        runs = RunRepository(session)
        await runs.get(who, run_id)
        if await runs.is_quiet(run_id, after):
            return Response(status_code=204)
    return run_stream(host, who.organization_id, run_id, after)


@router.post("/{run_id}/stop")
async def stop_run(run_id: UUID, who: CanInvoke, host: RunHostDep) -> RunRead:
    """End a run; what it said is kept. One that is at work on another server ends a moment later."""
    await host.stop(who, run_id)
    return await _read(host, who, run_id)


@router.post("/{run_id}/continue", status_code=202)
async def continue_run(run_id: UUID, who: CanInvoke, host: RunHostDep) -> RunRead:
    """Let a run that was interrupted, stopped or failed go on behind what it has finished."""
    async with host.hosting.database.transaction(who.organization_id) as session:
        started = await host.resume(session, who, run_id)
    host.launch(started)
    return await _read(host, who, run_id)


async def describe(session: AsyncSession, who: Principal, run: AgentRun) -> RunRead:
    """Return a run with everything that belongs to it."""
    tools = Transcript(await RunRepository(session).events(run.id)).tools
    artifacts = await ArtifactRepository(session).of_run(who, run.id)
    pending = await ApprovalRepository(session).pending_of(run_id=run.id)
    return RunRead.of(
        run,
        tools=[
            ToolUseRead(call_id=use.call_id, name=use.name, ok=use.ok, summary=use.summary, duration_s=use.duration_s)
            for use in tools
        ],
        artifacts=[ArtifactRead.of(row) for row in artifacts],
        approval_ids=[approval.id for approval in pending],
    )


async def _read(host: RunHost, who: Principal, run_id: UUID) -> RunRead:
    async with host.hosting.database.transaction(who.organization_id) as session:
        return await describe(session, who, await RunRepository(session).get(who, run_id))
