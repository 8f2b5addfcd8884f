"""The application in this process, asked as if over HTTP, with answers that arrive while they are written."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
from starlette.types import ASGIApp, Message

_AHEAD = 100  # pieces of an answer that may wait for their reader


class InProcessTransport(httpx2.AsyncBaseTransport):
    """Runs each request as a task of its own. httpx2's own transport hands over an answer only when it is whole."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Start the application on a request; return when the answer's head is there."""
        exchange = _Exchange(await request.aread())
        exchange.begin(self._app, _scope(request))
        try:
            status, headers = await exchange.head()
        except asyncio.CancelledError:
            await exchange.cancel()
            raise
        return httpx2.Response(status, headers=headers, stream=exchange)


class _Exchange(httpx2.AsyncByteStream):
    """One request and its answer. None in the queue is the answer's end, an exception what the application raised."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._is_body_read = False
        self._is_left = asyncio.Event()
        self._pieces: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(_AHEAD)
        self._head: asyncio.Future[tuple[int, Any]] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None

    def begin(self, app: ASGIApp, scope: dict[str, Any]) -> None:
        """Put the application to work."""
        self._task = asyncio.create_task(self._run(app, scope))

    async def head(self) -> tuple[int, Any]:
        """Return status and headers."""
        return await self._head

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def aclose(self) -> None:
        """Leave, as a client does that closes its connection; background work of the request still ends."""
        self._is_left.set()
        while not self._pieces.empty():
            self._pieces.get_nowait()
        if self._task is not None:
            await asyncio.wait({self._task})

    async def cancel(self) -> None:
        """End the request, as when its caller is cancelled."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self, app: ASGIApp, scope: dict[str, Any]) -> None:
        try:
            await app(scope, self._receive, self._send)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever reads the answer
            if self._head.done():
                await self._pieces.put(error)
            else:
                self._head.set_exception(error)
        else:
            await self._pieces.put(None)

    async def _receive(self) -> Message:
        if not self._is_body_read:
            self._is_body_read = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._is_left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head.set_result((message["status"], message.get("headers", [])))
        elif message["type"] == "http.response.body" and message.get("body") and not self._is_left.is_set():
            await self._pieces.put(message["body"])


def _scope(request: httpx2.Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
