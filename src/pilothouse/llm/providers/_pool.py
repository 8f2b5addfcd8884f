"""Kept connections to one origin. The most recently used goes first, so that those not needed any more fall asleep."""

import asyncio
import socket
import ssl
from collections import deque
from functools import cache
from typing import Any, TypeAlias, cast

import aiohappyeyeballs

from pilothouse.core.http import AddressGuard
from pilothouse.llm.providers._http1 import Connection

_CONNECT_TIMEOUT_S = 10
_KEEP_ALIVE_S = 30
_DNS_TTL_S = 60
_HEAD_START_S = 0.25  # of the preferred address family; source: RFC 8305, section 8

_Addresses: TypeAlias = list[tuple[Any, ...]]  # as `socket.getaddrinfo` returns them


class NotConnected(OSError):
    """No connection could be made in time."""


class Pool:
    """Connections to one scheme, host and port."""

    def __init__(self, scheme: str, host: str, port: int, max_busy: int, guard: AddressGuard | None) -> None:
        """Describe the origin; the first connection is made when one is taken.

        Args:
            max_busy: exchanges at the same time; further ones wait.
            guard: of the addresses that may be reached; None lets all be.
        """
        self._is_secure = scheme == "https"
        self._host = host
        self._port = port
        self._guard = guard
        self._slots = asyncio.Semaphore(max_busy)
        self._idle: deque[Connection] = deque()
        self._addresses: _Addresses = []
        self._resolved_at = 0.0
        self._reaper: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def take(self, ends_at: float) -> Connection:
        """Return an idle connection, or a new one.

        Args:
            ends_at: moment of the event loop's clock until which to wait.

        Raises:
            TimeoutError: that moment has come.
            OSError: no connection could be made.
        """
        if self._slots.locked():
            async with asyncio.timeout_at(ends_at):
                await self._slots.acquire()
        else:
            await self._slots.acquire()
        try:
            return self._kept() or await self._connect(ends_at)
        except BaseException:
            self._slots.release()
            raise

    def close(self) -> None:
        """Close what is idle; what is busy closes when its exchange ends."""
        self._is_closed = True
        if self._reaper is not None:
            self._reaper.cancel()
        while self._idle:
            self._idle.pop().close()

    def _kept(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
        return None

    def _ended(self, connection: Connection) -> None:
        """Take a connection back when its exchange is over, whether or not it can be used again."""
        self._slots.release()
        if self._is_closed:
            connection.close()
        elif connection.is_open:
            self._idle.append(connection)
            if self._reaper is None:
                self._reaper = asyncio.get_running_loop().call_later(_KEEP_ALIVE_S, self._reap)

    def _reap(self) -> None:
        """Close what nobody used for a while."""
        loop = asyncio.get_running_loop()
        while self._idle and self._idle[0].idle_since <= loop.time() - _KEEP_ALIVE_S:
            self._idle.popleft().close()
        self._reaper = loop.call_later(_KEEP_ALIVE_S, self._reap) if self._idle else None

    async def _connect(self, ends_at: float) -> Connection:
        given_up_at = asyncio.get_running_loop().time() + _CONNECT_TIMEOUT_S
        try:
            async with asyncio.timeout_at(min(given_up_at, ends_at)):
                return await self._open()
        except TimeoutError as error:
            if ends_at < given_up_at:
                raise
            raise NotConnected(f"no connection in {_CONNECT_TIMEOUT_S} s") from error

    async def _open(self) -> Connection:
        made = await aiohappyeyeballs.start_connection(
            cast("Any", await self._resolve()),
            happy_eyeballs_delay=_HEAD_START_S,
            interleave=1,
            socket_factory=cast("Any", self._guard.make_socket if self._guard else None),
        )
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        security: dict[str, Any] = {"ssl": _security(), "server_hostname": self._host} if self._is_secure else {}
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: Connection(self._ended), sock=made, **security)
        return connection

    async def _resolve(self) -> _Addresses:
        loop = asyncio.get_running_loop()
        if not self._addresses or loop.time() - self._resolved_at > _DNS_TTL_S:
            self._addresses = cast(
                "_Addresses", await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
            )
            self._resolved_at = loop.time()
        return self._addresses


@cache
def _security() -> ssl.SSLContext:
    """Make the TLS context once: reading the machine's certificates takes tens of milliseconds."""
    return ssl.create_default_context()
