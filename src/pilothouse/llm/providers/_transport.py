"""One provider's connections: opened when needed, kept for a while, guarded, and never waited for without end."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import TypeAlias

from multidict import CIMultiDict
from yarl import URL

from pilothouse import __version__
from pilothouse.core.errors import InvalidInput, TimedOut, UpstreamFailed
from pilothouse.core.http import AddressGuard, refusal_of
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.providers._http1 import Headers, Incoming
from pilothouse.llm.providers._pool import Pool

__all__ = ["Headers", "HttpAnswer", "Transport"]

_OWN_HEADERS = f"user-agent: pilothouse/{__version__}\r\naccept: */*\r\naccept-encoding: identity\r\n"

_Origin: TypeAlias = tuple[str, str, int]  # scheme, host, port


class HttpAnswer:
    """An `Answer` on a connection. One timer watches the whole of it, not one per chunk."""

    __slots__ = ("_deadline", "_incoming", "_name", "headers", "is_stream", "status")

    def __init__(self, name: str, status: int, incoming: Incoming, deadline: asyncio.TimerHandle) -> None:
        self.status = status
        self.headers: Mapping[str, str] = incoming.headers
        if "content-encoding" in incoming.headers:  # though we asked for none; it has been taken off
            self.headers = _without(incoming.headers, "content-encoding", "content-length")
        self.is_stream = self.headers.get("content-type", "").lower().startswith("text/event-stream")
        self._name = name
        self._incoming = incoming
        self._deadline = deadline

    async def read(self, limit_bytes: int) -> bytes:
        """Return the body as `Answer.read` says."""
        pieces: list[bytes] = []
        size_bytes = 0
        try:
            while piece := await self.next_chunk():
                size_bytes += len(piece)
                if size_bytes > limit_bytes:
                    raise UpstreamFailed(f"{self._name} answered with more than {limit_bytes:,} bytes.")
                pieces.append(piece)
        finally:
            self.close()
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def next_chunk(self) -> bytes:
        """Return the next bytes as `Answer.next_chunk` says."""
        try:
            chunk = await self._incoming.read()
        except TimeoutError as error:
            raise TimedOut(f"{self._name} did not finish its answer in time.") from error
        except ConnectionError as error:
            self.close()
            raise AnswerCutOff(f"{self._name} broke off in the middle of its answer.") from error
        if not chunk:
            self._deadline.cancel()
        return chunk

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield every chunk as `Answer.chunks` says."""
        while chunk := await self.next_chunk():
            yield chunk

    def close(self) -> None:
        """Let go as `Answer.close` says; once is enough, more is harmless."""
        self._deadline.cancel()
        self._incoming.close()


class Transport:
    """Connections to one provider, kept open between requests. No cookies, no redirects, no compression, no proxy."""

    def __init__(self, name: str, *, max_connections: int, guard: AddressGuard | None = None) -> None:
        """Describe the connections; the first one is made when something is sent.

        Args:
            name: of the provider, in errors.
            max_connections: open at the same time.
            guard: of the addresses that may be reached; None lets all be.
        """
        self._name = name
        self._max_connections = max_connections
        self._guard = guard
        self._pools: dict[_Origin, Pool] = {}

    async def send(self, method: str, url: URL, body: bytes | None, headers: Headers, ends_at: float) -> HttpAnswer:
        """Send a request and return when its answer begins.

        Args:
            url: parsed before, since parsing takes longer than sending.
            ends_at: moment of the event loop's clock until which the whole answer may take.

        Raises:
            AddressBlocked: the guard forbids the address.
            UpstreamFailed: no connection, or no HTTP.
            TimedOut: the answer did not begin in time.
        """
        head = _head(method, url, headers, len(body or b""))
        try:
            connection = await self._pool(url).take(ends_at)
            incoming = connection.send(head, body or b"")
            deadline = asyncio.get_running_loop().call_at(ends_at, _expire, incoming)
            try:
                return HttpAnswer(self._name, await incoming.head, incoming, deadline)
            except BaseException:
                deadline.cancel()
                incoming.close()
                raise
        except TimeoutError as error:
            raise TimedOut(f"{self._name} did not begin to answer in time.") from error
        except OSError as error:
            raise refusal_of(error) or UpstreamFailed(f"{self._name} cannot be reached: {_cause(error)}.") from error

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def _pool(self, url: URL) -> Pool:
        origin = (url.scheme, url.raw_host or "", url.port or 0)
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools[origin] = Pool(*origin, self._max_connections, self._guard)
        return pool


def _expire(incoming: Incoming) -> None:
    incoming.fail(TimeoutError())
    incoming.close()


def _head(method: str, url: URL, headers: Headers, body_bytes: int) -> bytes:
    """Write the request's line and headers."""
    lines = [f"{method} {url.raw_path_qs} HTTP/1.1\r\nhost: {url.host_port_subcomponent}\r\n{_OWN_HEADERS}"]
    for name, value in headers.items():
        if "\n" in value or "\r" in value:
            raise InvalidInput(f"The header {name} holds a line break.")
        lines.append(f"{name}: {value}\r\n")
    lines.append(f"content-length: {body_bytes}\r\n\r\n" if body_bytes or method != "GET" else "\r\n")
    return "".join(lines).encode("latin-1", "replace")


def _without(headers: Headers, *names: str) -> Headers:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in names)


def _cause(error: Exception) -> str:
    """Return one line of what went wrong."""
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
