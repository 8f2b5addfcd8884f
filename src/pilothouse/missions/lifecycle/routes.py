"""Missions over HTTP."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Request
from starlette.responses import Response, StreamingResponse

from pilothouse.core.errors import InvalidInput
from pilothouse.db.engine import Database
from pilothouse.durable import states
from pilothouse.live import log as event_log
from pilothouse.live.hub import Hub
from pilothouse.live.log import LoggedEvent
from pilothouse.missions.lifecycle.deps import CanReadMissions, CanRunMissions, MissionReaderDep, MissionServiceDep
from pilothouse.missions.lifecycle.repository import MissionRepository
from pilothouse.missions.lifecycle.schemas import EventRead, MissionCreate, MissionRead, MissionUpdate, ProgressRead
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit
from pilothouse.server.session import SessionDep
from pilothouse.server.sse import EVENTS_UNLESS_OVER, event_stream, sse_frame

router = ApiRouter(prefix="/api/v1/missions", tags=["missions"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Submitting twice with one key makes one mission.",
    ),
]
After = Annotated[int, Query(ge=0, le=event_log.LARGEST_SEQ, description="Seq of the last event you have.")]


@router.post("", status_code=202)
async def submit_mission(
    body: MissionCreate,
    who: CanRunMissions,
    missions: MissionServiceDep,
    reader: MissionReaderDep,
    idempotency_key: IdempotencyKey = None,
) -> MissionRead:
    """Submit a mission. It is queued at once, or waits for approval, as the installation's policy has it."""
    return await reader.one(who, await missions.submit(who, body, idempotency_key))


@router.get("")
async def list_missions(
    who: CanReadMissions,
    reader: MissionReaderDep,
    state: Annotated[str | None, Query(max_length=200, description="States, separated by commas.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Text in title or objective.")] = None,
    sort: Annotated[str, Query(max_length=30, description="created_at, title, cost_usd or percent; - descends.")] = (
        "-created_at"
    ),
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[MissionRead]:
    """List missions, newest first. Artifacts are left out; `artifacts_count` says how many there are."""
    wanted = [each.strip() for each in state.split(",") if each.strip()] if state else []
    unknown = [each for each in wanted if each not in states.STATES]
    if unknown:
        raise InvalidInput(f"{unknown[0]!r} is not a state. States are {', '.join(states.STATES)}.")
    items, following, total = await reader.page(who, states=wanted, text=q, sort=sort, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following, total=total)


@router.get("/{mission_id}")
async def read_mission(mission_id: UUID, who: CanReadMissions, reader: MissionReaderDep) -> MissionRead:
    """Return one mission with its steps and artifacts."""
    return await reader.one(who, mission_id)


@router.patch("/{mission_id}")
async def edit_mission(
    mission_id: UUID,
    body: MissionUpdate,
    who: CanRunMissions,
    missions: MissionServiceDep,
    reader: MissionReaderDep,
) -> MissionRead:
    """Change a mission, also while it runs; it is applied at the next safe point."""
    await missions.edit(who, mission_id, body)
    return await reader.one(who, mission_id)


@router.get("/{mission_id}/progress")
async def read_progress(mission_id: UUID, who: CanReadMissions, reader: MissionReaderDep) -> ProgressRead:
    """Return how far a mission is."""
    return await reader.progress(who, mission_id)


@router.get("/{mission_id}/artifacts")
async def list_artifacts(mission_id: UUID, who: CanReadMissions, reader: MissionReaderDep) -> list[ArtifactRead]:
    """Return a mission's artifacts, in the order they were made."""
    return (await reader.one(who, mission_id)).artifacts


@router.get("/{mission_id}/events")
async def list_events(
    mission_id: UUID, who: CanReadMissions, session: SessionDep, after: After = 0, limit: Limit = 200
) -> list[EventRead]:
    """Return a mission's events after a seq, oldest first."""
    await MissionRepository(session).get(who, mission_id)
    events = await event_log.read(session, mission_id, after, limit)
    return [EventRead.model_validate(event.wire()) for event in events]


@router.get("/{mission_id}/stream", response_class=StreamingResponse, responses=EVENTS_UNLESS_OVER)
async def stream_events(
    mission_id: UUID,
    who: CanReadMissions,
    request: Request,
    after: After = 0,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)] = None,
) -> Response:
    """Stream a mission's events as they happen, past ones first; ends when the mission does.

    Answers 204 when it has ended and no event is left: browsers then stop to reconnect.
    """
    if last_event_id and (seq := last_event_id.rpartition(":")[2]).isdecimal():
        after = min(int(seq), event_log.LARGEST_SEQ)

    async def has_ended(seq: int) -> bool:
        database: Database = request.app.state.database
        async with database.transaction(who.organization_id) as session:
            _, work = await MissionRepository(session).get(who, mission_id)
        return work.state in states.FINAL and work.last_seq <= seq

    if await has_ended(after):
        return Response(status_code=204)
    hub: Hub = request.app.state.hub
    return event_stream(_frames(hub.follow(who.organization_id, mission_id, after), has_ended))


async def _frames(
    events: AsyncGenerator[LoggedEvent], has_ended: Callable[[int], Awaitable[bool]]
) -> AsyncGenerator[bytes]:
    async with aclosing(events) as source:
        async for event in source:
            wire = event.wire()
            yield sse_frame(event.type, wire, wire["id"])
            # an end may be followed by a retry, and an edit may follow an end: only the row knows
            if event.type in {"mission.state", "mission.edited"} and await has_ended(event.seq):
                return


@router.post("/{mission_id}/approve")
async def approve_mission(
    mission_id: UUID, who: CanRunMissions, missions: MissionServiceDep, reader: MissionReaderDep
) -> MissionRead:
    """Let a draft or a waiting mission run."""
    await missions.order(who, mission_id, "approve")
    return await reader.one(who, mission_id)


@router.post("/{mission_id}/pause")
async def pause_mission(
    mission_id: UUID, who: CanRunMissions, missions: MissionServiceDep, reader: MissionReaderDep
) -> MissionRead:
    """Hold a mission; what it finished is kept."""
    await missions.order(who, mission_id, "pause")
    return await reader.one(who, mission_id)


@router.post("/{mission_id}/resume")
async def resume_mission(
    mission_id: UUID, who: CanRunMissions, missions: MissionServiceDep, reader: MissionReaderDep
) -> MissionRead:
    """Let a paused mission go on where it was."""
    await missions.order(who, mission_id, "resume")
    return await reader.one(who, mission_id)


@router.post("/{mission_id}/cancel")
async def cancel_mission(
    mission_id: UUID, who: CanRunMissions, missions: MissionServiceDep, reader: MissionReaderDep
) -> MissionRead:
    """End a mission; its artifacts so far are kept."""
    await missions.order(who, mission_id, "cancel")
    return await reader.one(who, mission_id)


@router.post("/{mission_id}/retry")
async def retry_mission(
    mission_id: UUID, who: CanRunMissions, missions: MissionServiceDep, reader: MissionReaderDep
) -> MissionRead:
    """Run a failed or cancelled mission again; finished steps are kept."""
    await missions.order(who, mission_id, "retry")
    return await reader.one(who, mission_id)
