"""One HTTP exchange on plain ASGI: the body in, the answer out, and whether anybody still listens."""

import asyncio
from collections.abc import Iterable, Mapping

from starlette.types import Receive, Scope, Send

from pilothouse.core.errors import TooLarge

Headers = Iterable[tuple[bytes, bytes]]


class CallerGone(Exception):
    """The caller hung up before its request was complete."""


class Exchange:
    """A request and its answer.

    Attributes:
        headers: of the request, names in lower case; of repeated ones the last.
        query: of the address, still encoded.
        is_gone: the caller has hung up; known after `listen`, or when something was sent.
        has_started: the answer's head has been sent.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, own_headers: Headers) -> None:
        self.headers: Mapping[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        self.query: bytes = scope.get("query_string", b"")
        self.is_gone = False
        self.has_started = False
        self._receive = receive
        self._send = send
        self._own_headers = tuple(own_headers)
        self._listening: asyncio.Task[None] | None = None

    async def body(self, limit_bytes: int) -> bytes:
        """Read the request's body.

        Raises:
            TooLarge: it passes the limit.
            CallerGone: it never came to its end.
        """
        self._check_size(
            int(declared) if (declared := self.headers.get("content-length", "")).isdigit() else 0, limit_bytes
        )
        pieces: list[bytes] = []
        received = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise CallerGone
            pieces.append(message.get("body", b""))
            received += len(pieces[-1])
            self._check_size(received, limit_bytes)
            if not message.get("more_body"):
                break
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def listen(self) -> None:
        """Listen for the caller hanging up, which `is_gone` then tells."""
        self._listening = asyncio.create_task(self._listen())

    async def start(self, status: int, headers: Headers) -> None:
        """Send the answer's head."""
        self.has_started = True
        await self._put({"type": "http.response.start", "status": status, "headers": [*headers, *self._own_headers]})

    async def write(self, data: bytes) -> None:
        """Send a piece of the answer; waits while the caller reads more slowly than we write."""
        await self._put({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self, data: bytes = b"") -> None:
        """Send the last piece."""
        await self._put({"type": "http.response.body", "body": data})

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Send an answer that is complete."""
        length = (b"content-length", str(len(body)).encode())
        await self.start(status, [*headers, length])
        await self.end(body)

    def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()

    async def _put(self, message: dict[str, object]) -> None:
        if not self.is_gone:
            try:
                await self._send(message)
            except OSError:
                self.is_gone = True

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True

    @staticmethod
    def _check_size(size_bytes: int, limit_bytes: int) -> None:
        if size_bytes > limit_bytes:
            raise TooLarge(
                f"The body may have {limit_bytes / 1_000_000:g} MB at most.", details={"limit_bytes": limit_bytes}
            )
