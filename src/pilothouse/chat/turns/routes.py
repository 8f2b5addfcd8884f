"""Talking over HTTP: begin a turn, follow it, stop it, continue it."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Request
from starlette.responses import Response, StreamingResponse

from pilothouse.chat.conversations.deps import CanChat
from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.service import ConversationService
from pilothouse.chat.errors import ChatLimitReached
from pilothouse.chat.limits.service import Allowance
from pilothouse.chat.turns.deps import ChatLimitServiceDep, TurnRepositoryDep, TurnServiceDep
from pilothouse.chat.turns.repository import TurnRepository
from pilothouse.chat.turns.schemas import AnswerRead, LimitsRead, TurnCreate, TurnRead, UsageRead
from pilothouse.chat.turns.tables import Turn
from pilothouse.chat.turns.usage import usage_of
from pilothouse.core.principal import Principal
from pilothouse.runtime.hosting.deps import RunHostDep
from pilothouse.runtime.hosting.stream import After, LastEventId, after_of, run_stream
from pilothouse.runtime.runs.tables import AgentRun
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.errors import error_response
from pilothouse.server.session import ClockDep
from pilothouse.server.sse import EVENTS, EVENTS_UNLESS_OVER

router = ApiRouter(prefix="/api/v1/chat", tags=["chat"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=200, description="Sending twice with one key makes one turn."
    ),
]

DEPRECATED_AT = "@1793491200"  # 2026-11-01, when streaming came; RFC 9745
SUNSET_AT = "Mon, 01 Nov 2027 00:00:00 GMT"  # RFC 8594


@router.post("/stream", response_class=StreamingResponse, responses=EVENTS)
async def start_turn(
    body: TurnCreate, who: CanChat, turns: TurnServiceDep, host: RunHostDep, key: IdempotencyKey = None
) -> Response:
    """Say something and stream the answer.

    Events are `start`, `text`, `tool_start`, `tool_progress`, `tool_result`, `approval`, `complete` and `error`, with
    ids `<turn>:<seq>`. The turn runs on when the connection drops; `GET /stream/{turn_id}` goes on with it.
    """
    try:
        begun = await turns.begin(who, body, key)
    except ChatLimitReached as error:
        return _limit_reached(error)
    response = run_stream(host, who.organization_id, begun.turn_id, 0)
    response.headers["X-Turn-Id"] = str(begun.turn_id)
    response.headers["X-Conversation-Id"] = str(begun.conversation_id)
    _count_down(response, begun.allowance)
    return response


@router.get("/stream/{turn_id}", response_class=StreamingResponse, responses=EVENTS_UNLESS_OVER)
async def follow_turn(
    turn_id: UUID, who: CanChat, request: Request, host: RunHostDep, after: After = 0, last_event_id: LastEventId = None
) -> Response:
    """Go on with a turn's stream, on any replica; 204 when it is over and nothing is left."""
    async with request.app.state.database.transaction(who.organization_id) as session:
        _, run = await TurnRepository(session).get(who, turn_id)
    seen = after_of(last_event_id, after)
    if run.finished_at is not None and run.last_seq <= seen:
        return Response(status_code=204)
    return run_stream(host, who.organization_id, turn_id, seen)


@router.get("/turns/{turn_id}")
async def read_turn(turn_id: UUID, who: CanChat, turns: TurnRepositoryDep) -> TurnRead:
    """Return how far a turn is."""
    return _read(*await turns.get(who, turn_id))


@router.post("/turns/{turn_id}/stop")
async def stop_turn(turn_id: UUID, who: CanChat, request: Request, host: RunHostDep) -> TurnRead:
    """Stop a turn, down to the provider; what it said stays. One that is over stays as it is."""
    await _own_turn(request, who, turn_id)
    await host.stop(who, turn_id)
    return await _own_turn(request, who, turn_id)


@router.post("/turns/{turn_id}/continue", status_code=202)
async def continue_turn(turn_id: UUID, who: CanChat, request: Request, turns: TurnServiceDep) -> TurnRead:
    """Let an interrupted, stopped or failed turn go on where it was; finished calls are not made again."""
    await turns.resume(who, turn_id)
    return await _own_turn(request, who, turn_id)


@router.post("", deprecated=True)
async def answer_whole(
    body: TurnCreate,
    who: CanChat,
    request: Request,
    response: Response,
    turns: TurnServiceDep,
    host: RunHostDep,
    key: IdempotencyKey = None,
) -> AnswerRead:
    """Say something and wait for the whole answer. For older clients; use `/stream`."""
    begun = await turns.begin(who, body, key)
    await host.wait(who.organization_id, begun.turn_id)
    response.headers["Deprecation"] = DEPRECATED_AT
    response.headers["Sunset"] = SUNSET_AT
    response.headers["Link"] = '</api/v1/chat/stream>; rel="successor-version"'
    _count_down(response, begun.allowance)
    state = request.app.state
    async with state.database.transaction(who.organization_id) as session:
        conversations = ConversationRepository(session)
        service = ConversationService(conversations, state.registry, state.settings.chat, turns.clock)
        turn, run = await TurnRepository(session).get(who, begun.turn_id)
        answer = await conversations.message(who, turn.answer_id)
        title = (await conversations.get(who, turn.conversation_id)).title
        return AnswerRead(turn=_read(turn, run), message=(await service.read_messages([answer]))[0], title=title)


@router.get("/usage")
async def read_usage(
    who: CanChat,
    turns: TurnRepositoryDep,
    clock: ClockDep,
    days: Annotated[int, Query(ge=1, le=366, description="How many days to look back.")] = 30,
) -> UsageRead:
    """Return what you used in chat: turns, tokens, cost, and the share that came from providers' caches."""
    return await usage_of(turns, who, days, clock)


@router.get("/limits")
async def read_limits(who: CanChat, request: Request, limits: ChatLimitServiceDep) -> LimitsRead:
    """Return how much you may send, and what is left of this hour."""
    left = await limits.look(who)
    return LimitsRead(
        max_message_bytes=request.app.state.settings.chat.max_message_bytes,
        messages_per_hour=left.limit if left else None,
        remaining=left.remaining if left else None,
        resets_at=left.resets_at if left else None,
    )


async def _own_turn(request: Request, who: Principal, turn_id: UUID) -> TurnRead:
    async with request.app.state.database.transaction(who.organization_id) as session:
        return _read(*await TurnRepository(session).get(who, turn_id))


def _read(turn: Turn, run: AgentRun) -> TurnRead:
    return TurnRead.model_validate(
        {
            "id": turn.id,
            "conversation_id": turn.conversation_id,
            "question_id": turn.question_id,
            "answer_id": turn.answer_id,
            "agent": run.agent,
            "state": run.state,
            "seq": run.last_seq,
            "error": run.error,
            "created_at": turn.created_at,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
        }
    )


def _count_down(response: Response, allowance: Allowance | None) -> None:
    if allowance is not None:
        response.headers.update(allowance.headers())


def _limit_reached(error: ChatLimitReached) -> Response:
    response = error_response(error)
    _count_down(response, error.allowance)
    return response
