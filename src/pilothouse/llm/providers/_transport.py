"""One provider's connections. The only place that knows aiohttp: another client takes its place here."""

import asyncio
import io
from collections.abc import AsyncGenerator, Mapping
from typing import TypeAlias

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from pilothouse import __version__
from pilothouse.core.errors import TimedOut, UpstreamFailed
from pilothouse.core.http import AddressGuard, refusal_of
from pilothouse.llm.errors import AnswerCutOff

Headers: TypeAlias = CIMultiDict[str]

_CONNECT_TIMEOUT_S = 10
_KEEP_ALIVE_S = 30
_LARGE_BYTES = 1_000_000
_DNS_TTL_S = 60


class HttpAnswer:
    """An `Answer` whose bytes aiohttp reads. One timer watches the whole of it, not one per chunk."""

    __slots__ = ("_content", "_deadline", "_name", "_response", "headers", "is_stream", "status")

    def __init__(self, name: str, response: aiohttp.ClientResponse, ends_at: float) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        if "content-encoding" in response.headers:  # though we asked for none; aiohttp has taken it off
            self.headers = _without(response.headers, "content-encoding", "content-length")
        self.is_stream = self.headers.get("content-type", "").lower().startswith("text/event-stream")
        self._name = name
        self._response = response
        self._content = response.content
        self._deadline = asyncio.get_running_loop().call_at(ends_at, self._expire)

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
            chunk = await self._content.readany()
        except TimeoutError as error:
            self.close()
            raise TimedOut(f"{self._name} did not finish its answer in time.") from error
        except (aiohttp.ClientError, OSError) as error:
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
        self._response.close()

    def _expire(self) -> None:
        self._content.set_exception(TimeoutError())
        self._response.close()


class Transport:
    """Connections to one address, kept open between requests. No cookies, no redirects, no compression."""

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
        self._session: aiohttp.ClientSession | None = None

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
        session = self._session or self._open()
        data = io.BytesIO(body) if body and len(body) > _LARGE_BYTES else body  # written in parts
        try:
            async with asyncio.timeout_at(ends_at):
                response = await session.request(method, url, data=data, headers=headers, allow_redirects=False)
        except aiohttp.ServerTimeoutError as error:  # also a TimeoutError, but of the connection alone
            raise UpstreamFailed(f"{self._name} cannot be reached: no connection in {_CONNECT_TIMEOUT_S} s.") from error
        except TimeoutError as error:
            raise TimedOut(f"{self._name} did not begin to answer in time.") from error
        except (aiohttp.ClientError, OSError) as error:
            raise refusal_of(error) or UpstreamFailed(f"{self._name} cannot be reached: {_cause(error)}.") from error
        return HttpAnswer(self._name, response, ends_at)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=self._max_connections,
            keepalive_timeout=_KEEP_ALIVE_S,
            ttl_dns_cache=_DNS_TTL_S,
            socket_factory=self._guard.make_socket if self._guard else None,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_TIMEOUT_S),
            headers={"user-agent": f"pilothouse/{__version__}", "accept-encoding": "identity"},
            trust_env=False,
        )
        return self._session


def _without(headers: Mapping[str, str], *names: str) -> Headers:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in names)


def _cause(error: Exception) -> str:
    """Return one line of what went wrong; some servers put their whole page into an error."""
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
