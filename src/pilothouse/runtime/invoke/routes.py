"""Running an agent over HTTP."""

from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request
from starlette.responses import JSONResponse, Response

from pilothouse.core.errors import ErrorKind
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import request_id
from pilothouse.runtime.hosting.deps import CanInvoke, RunHostDep
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.request import StartedRun
from pilothouse.runtime.hosting.routes import describe
from pilothouse.runtime.hosting.schemas import RunRead
from pilothouse.runtime.hosting.stream import LastEventId, after_of, run_stream
from pilothouse.runtime.invoke.routing import Candidate, choose_agent
from pilothouse.runtime.invoke.schemas import InvokeCreate, InvokeRead
from pilothouse.runtime.invoke.service import InvokeService, location_of
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.server.envelope import ApiRouter, Envelope, Meta
from pilothouse.server.errors import STATUS, error_body

router = ApiRouter(prefix="/api/v1/agents", tags=["agents and tools"])

IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=200, description="Asking twice with one key runs once."),
]
Prefer = Annotated[
    str | None, Header(max_length=200, description="`respond-async`: answer 202 at once; poll what Location names.")
]
Accept = Annotated[str | None, Header(max_length=500, description="`text/event-stream`: answer as a stream.")]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "The answer, or its stream"},
    202: {"model": Envelope[RunRead], "description": "At work, or waiting for a person; poll `Location`"},
}


async def get_invoke_service(request: Request, host: RunHostDep) -> InvokeService:
    """Build the service of this request."""
    return InvokeService(host, request.app.state.registry)


InvokeServiceDep = Annotated[InvokeService, Depends(get_invoke_service)]


@router.post("/invoke", response_model=Envelope[InvokeRead], responses=_ANSWERS)
async def invoke_fitting_agent(
    body: InvokeCreate,
    who: CanInvoke,
    request: Request,
    invoke: InvokeServiceDep,
    host: RunHostDep,
    accept: Accept = None,
    prefer: Prefer = None,
    idempotency_key: IdempotencyKey = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Let the agent answer whose description is nearest to the prompt; the answer says which, and how sure that is."""
    chosen, candidates = choose_agent(request.app.state.registry, body.prompt, who)
    wants = _Wants(accept, prefer, last_event_id)
    started = await invoke.start(who, chosen.agent, body, is_detached=wants.is_async, idempotency_key=idempotency_key)
    return await wants.respond(who, host, invoke, started, chosen, candidates)


@router.post("/{name}/invoke", response_model=Envelope[InvokeRead], responses=_ANSWERS)
async def invoke_agent(
    name: Annotated[str, Path(max_length=200)],
    body: InvokeCreate,
    who: CanInvoke,
    invoke: InvokeServiceDep,
    host: RunHostDep,
    accept: Accept = None,
    prefer: Prefer = None,
    idempotency_key: IdempotencyKey = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Let an agent answer: in one piece, as a stream, or later. A call that waits for a person answers 202."""
    wants = _Wants(accept, prefer, last_event_id)
    started = await invoke.start(who, name, body, is_detached=wants.is_async, idempotency_key=idempotency_key)
    return await wants.respond(who, host, invoke, started, None, [])


class _Wants:
    """How a caller wants its answer."""

    def __init__(self, accept: str | None, prefer: str | None, last_event_id: str | None) -> None:
        self.is_async = "respond-async" in (prefer or "")
        self._is_stream = "text/event-stream" in (accept or "")
        self._after = after_of(last_event_id)

    async def respond(
        self,
        who: Principal,
        host: RunHost,
        invoke: InvokeService,
        started: StartedRun,
        chosen: Candidate | None,
        candidates: list[Candidate],
    ) -> Response:
        run_id = started.run_id
        if self.is_async:
            return _later(RunRead.of(started.run))
        if self._is_stream:
            return run_stream(host, who.organization_id, run_id, self._after)
        await host.wait(who.organization_id, run_id)
        async with host.hosting.database.transaction(who.organization_id) as session:
            run = await describe(session, who, await RunRepository(session).get(who, run_id))
        if run.state in states.BUSY:
            return _later(run)
        if run.state != states.COMPLETED:
            return _failed(run)
        return _enveloped(Envelope(data=invoke.answer(run, chosen, candidates), meta=Meta(request_id=request_id())))


def _later(run: RunRead) -> Response:
    envelope = Envelope(data=run, meta=Meta(request_id=request_id()))
    return _enveloped(envelope, 202, {"Location": location_of(run.id), "Preference-Applied": "respond-async"})


def _failed(run: RunRead) -> Response:
    """Answer with what ended the run, as any other failed request."""
    error = run.error or {"code": "stopped", "message": "This run was stopped.", "kind": ErrorKind.CONFLICT}
    details = {**error.get("details", {}), "run_id": str(run.id), "state": run.state}
    body = error_body(error["code"], error["message"], details)
    return JSONResponse(body, STATUS[ErrorKind(error["kind"])])


def _enveloped(
    envelope: Envelope[InvokeRead] | Envelope[RunRead], status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(envelope.model_dump_json(), status, headers, "application/json")
