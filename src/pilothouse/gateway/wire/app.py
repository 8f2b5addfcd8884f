"""The door of the wires. It stands before the web framework: a call costs microseconds here, and milliseconds there."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from pilothouse.core.errors import PilothouseError
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import bind_contextvars, get_logger, new_request_id
from pilothouse.gateway.calls.events import Settled
from pilothouse.gateway.wire.asking import WireAsking
from pilothouse.gateway.wire.body import WireBody
from pilothouse.gateway.wire.caller import call_context, credential_in
from pilothouse.gateway.wire.counting import count_tokens
from pilothouse.gateway.wire.door import Door
from pilothouse.gateway.wire.errors import error_answer, error_fields, status_of
from pilothouse.gateway.wire.http import CallerGone, Exchange
from pilothouse.gateway.wire.models import MODELS_PATH, answer_models
from pilothouse.gateway.wire.operations import PRICED, WireOperation
from pilothouse.gateway.wire.passing import Head, WirePiece
from pilothouse.gateway.wire.stored import answer_stored, is_stored_path, provider_of
from pilothouse.llm.dialects import dialect
from pilothouse.server.auth import check_permission
from pilothouse.server.errors import Wire

if TYPE_CHECKING:
    from pilothouse.gateway.calls.service import Gateway

log = get_logger(__name__)

Endpoint = Callable[[Exchange, Principal, str], Awaitable[None]]
_COUNT_PATH = "/v1/messages/count_tokens"
_STREAM_HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),  # nginx would collect the stream otherwise
)
_JSON_HEADERS = ((b"content-type", b"application/json"),)
_LARGE_BODY_BYTES = 512_000  # takes longer to read than the loop should stand still


class WireApp:
    """Answers the wires' paths; everything else goes on to the web application."""

    def __init__(
        self,
        app: ASGIApp,
        gateway: "Callable[[], Gateway]",
        door: Door,
    ) -> None:
        """Stand before an application.

        Args:
            app: what answers other paths.
            gateway: of this process, once it is open.
            door: who may come in.
        """
        self._app = app
        self._gateway = gateway
        self._door = door
        self._operations = {operation.path: operation for operation in PRICED}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        found = self._endpoint(scope["method"], path)
        if found is None:
            await self._app(scope, receive, send)
            return
        wire, endpoint = found
        await self._answer(wire, endpoint, scope, receive, send)

    def _endpoint(self, method: str, path: str) -> tuple[Wire | None, Endpoint] | None:
        """Find what answers; the wire is None where the caller's headers decide."""
        operation = self._operations.get(path)
        if operation is not None and method == "POST":
            return operation.wire, partial(self._call, operation)
        if path == _COUNT_PATH and method == "POST":
            return "anthropic", self._count
        if is_stored_path(method, path):
            return "openai", partial(self._stored, method, path)
        if method == "GET" and (path == MODELS_PATH or path.startswith(MODELS_PATH + "/")):
            return None, partial(self._models, path)
        return None

    async def _answer(self, wire: Wire | None, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        proposed = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), None)
        request_id = new_request_id(proposed)
        own = [(b"x-request-id", request_id.encode()), (b"request-id", request_id.encode())]
        exchange = Exchange(scope, receive, send, [*own, (b"x-content-type-options", b"nosniff")])
        wire = wire or ("anthropic" if "anthropic-version" in exchange.headers else "openai")
        bind_contextvars(request_id=request_id)  # for ever, as the server runs every request in a context of its own
        who: Principal | None = None
        try:
            who = await self._door.principal_of(credential_in(exchange.headers))
            await self._door.admit(who)
            check_permission(who, "models:invoke" if scope["method"] == "POST" else "models:read")
            await endpoint(exchange, who, request_id)
        except CallerGone:
            log.debug("caller_gone")
        except PilothouseError as error:
            budget_status = self._gateway().settings.budget_status
            answer = error_answer(wire, error, request_id, budget_status=budget_status)
            if who is not None:
                await self._door.refused(scope, who, answer[0])
            await exchange.answer(*answer)
        except Exception:
            log.exception("wire_call_crashed", path=scope["path"])
            if exchange.has_started:
                raise  # the server cuts the connection, so that nobody takes half an answer for the whole
            crash = PilothouseError("Something went wrong on our side. Quote the request id when you report it.")
            await exchange.answer(*error_answer(wire, crash, request_id))
        finally:
            exchange.close()

    async def _call(self, operation: WireOperation, exchange: Exchange, who: Principal, request_id: str) -> None:
        gateway = self._gateway()
        raw = await exchange.body(gateway.settings.max_body_bytes)
        large = len(raw) > _LARGE_BODY_BYTES
        body = await asyncio.to_thread(WireBody, operation, raw) if large else WireBody(operation, raw)
        call = call_context(who, exchange.headers, request_id)
        if body.continues is not None:
            await provider_of(gateway, who, body.continues)  # nobody goes on with another organization's talk
        asking = WireAsking(body, exchange.headers)
        relay = _stream if body.is_streaming else _whole
        async with aclosing(gateway.ask(call, asking)) as pieces:
            try:
                await relay(exchange, pieces, gateway.settings.drain_s)
            except PilothouseError as error:
                if not exchange.has_started:
                    raise
                told = b"" if asking.was_told else _error_event(operation, asking.model, error)
                await exchange.end(told)

    async def _models(self, path: str, exchange: Exchange, who: Principal, _request_id: str) -> None:
        await answer_models(self._gateway().router, exchange, who, path)

    async def _stored(self, method: str, path: str, exchange: Exchange, who: Principal, _request_id: str) -> None:
        await answer_stored(self._gateway(), exchange, who, method, path)

    async def _count(self, exchange: Exchange, who: Principal, _request_id: str) -> None:
        gateway = self._gateway()
        raw = await exchange.body(gateway.settings.max_body_bytes)
        await exchange.answer(*await count_tokens(gateway, who, raw, exchange.headers))


async def _stream(exchange: Exchange, pieces: AsyncGenerator[WirePiece], drain_s: float) -> None:
    """Hand on a stream. When the caller leaves, go on reading within a bound, to learn what the call has cost."""
    patience = _Patience(drain_s)
    exchange.listen()
    async for piece in pieces:
        if type(piece) is bytes:
            if piece:
                await exchange.write(piece)
        elif isinstance(piece, Head):
            await exchange.start(200, [*_STREAM_HEADERS, *piece.headers])
        if exchange.is_gone and patience.is_over():
            return
    await exchange.end()


async def _whole(exchange: Exchange, pieces: AsyncGenerator[WirePiece], drain_s: float) -> None:
    """Hand on an answer whose head tells what it cost."""
    del drain_s  # the answer comes in one piece; its deadline bounds it
    head, settled, body = Head(), None, b""
    async for piece in pieces:
        if isinstance(piece, Head):
            head = piece
        elif isinstance(piece, Settled):
            settled = piece
        else:
            body = piece
    cost = to_decimal_string(settled.cost_microusd if settled else 0).encode()
    await exchange.answer(200, [*_JSON_HEADERS, *head.headers, (b"x-pilothouse-cost-usd", cost)], body)


class _Patience:
    """How long a stream is read on for a caller who has left."""

    def __init__(self, drain_s: float) -> None:
        self._drain_s = drain_s
        self._ends_at: float | None = None

    def is_over(self) -> bool:
        """Tell whether it is; the first asking starts the clock."""
        now = asyncio.get_running_loop().time()
        if self._ends_at is None:
            self._ends_at = now + self._drain_s
        return now >= self._ends_at


def _error_event(operation: WireOperation, model: str, error: PilothouseError) -> bytes:
    """Return the event that ends a stream in the middle."""
    assert operation.dialect is not None  # what has no dialect does not stream
    writer = dialect(operation.dialect).answer_writer(model, stream=True, include_usage=False)
    return writer.error(status_of(error), error_fields(operation.wire, error))
