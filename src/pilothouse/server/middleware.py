"""What every request passes: its id, security headers, and a limit on its body. Plain ASGI, so streams stay streams."""

import secrets
import time
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pilothouse.core.errors import TooLarge
from pilothouse.core.telemetry import bound_contextvars, get_logger, new_request_id
from pilothouse.server.errors import crash_response, error_response
from pilothouse.server.headers import add_security_headers

log = get_logger(__name__)


class RequestContext:
    """Gives every request an id, in its logs and its answer, the security headers, and an answer when it crashes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        identifier = new_request_id(Headers(scope=scope).get("x-request-id"))
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["csp_nonce"] = nonce
        started = time.perf_counter()
        is_answered = scope["type"] != "http"

        async def send_with_headers(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = identifier
                add_security_headers(headers, nonce=nonce, scheme=scope.get("scheme", "http"))
                log.debug(
                    "request",
                    method=scope.get("method"),
                    path=scope["path"],
                    status=message["status"],
                    duration_ms=round((time.perf_counter() - started) * 1000, 1),
                )
            await send(message)

        with bound_contextvars(request_id=identifier):
            try:
                await self.app(scope, receive, send_with_headers)
            except Exception:
                log.exception("request_crashed", method=scope.get("method"), path=scope["path"])
                if is_answered:
                    raise  # the server cuts the connection, so that nobody takes half an answer for the whole
                await crash_response()(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses bodies beyond a limit: by their declared length at once, else when they pass it."""

    def __init__(self, app: ASGIApp, default_bytes: int, exceptions: Iterable[tuple[str, int]] = ()) -> None:
        self.app = app
        self.default_bytes = default_bytes
        self.exceptions = tuple(exceptions)

    def _limit(self, path: str) -> int:
        return next((limit for prefix, limit in self.exceptions if path.startswith(prefix)), self.default_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        too_large = TooLarge(f"The body may have {limit / 1_000_000:g} MB at most.", details={"limit_bytes": limit})
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            await error_response(too_large)(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise too_large
            return message

        await self.app(scope, receive_within_limit, send)
