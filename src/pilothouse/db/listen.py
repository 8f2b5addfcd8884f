"""The one LISTEN connection of a process: notifications in, callbacks out, and a word when some may be missed."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import asyncpg

from pilothouse.core.telemetry import get_logger
from pilothouse.db.away import DRIVER_ERRORS

log = get_logger(__name__)

Callback = Callable[[str], None]
_RECONNECT_S = 0.5
_PROBE_S = 5.0


class Listener:
    """Hears PostgreSQL notifications. Subscribe first, then `start`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._callbacks: dict[str, list[Callback]] = defaultdict(list)
        self._on_gap: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, channel: str, callback: Callback) -> None:
        """Call back with the payload of each notification on a channel. The callback must not block."""
        self._callbacks[channel].append(callback)

    def on_gap(self, callback: Callable[[], None]) -> None:
        """Call back after a reconnect: what was notified meanwhile is lost, so catch up from the tables."""
        self._on_gap.append(callback)

    async def start(self) -> None:
        """Connect, and keep connected until `stop`."""
        connected = asyncio.Event()
        self._task = asyncio.create_task(self._run(connected), name="listener")
        with suppress(TimeoutError):  # away now: the loop goes on trying
            async with asyncio.timeout(5):
                await connected.wait()

    async def stop(self) -> None:
        """Close the connection."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, connected: asyncio.Event) -> None:
        while True:
            connection: Any = None  # the driver has no types
            try:
                connection = cast("Any", await asyncpg.connect(self._url, timeout=5))
                for channel in self._callbacks:
                    await connection.add_listener(channel, self._dispatch)
                if connected.is_set():
                    for notice in self._on_gap:
                        notice()
                connected.set()
                await self._hold(connection)
            except DRIVER_ERRORS as error:
                log.warning("listener_reconnects", error=str(error))
                await asyncio.sleep(_RECONNECT_S)
            finally:
                if connection is not None:
                    connection.terminate()

    async def _hold(self, connection: Any) -> None:
        """Return or raise once the connection is lost; where its end is not announced, a question finds out."""
        lost = asyncio.Event()

        def notice(_connection: object) -> None:
            lost.set()

        connection.add_termination_listener(notice)
        while not (lost.is_set() or connection.is_closed()):
            with suppress(TimeoutError):
                async with asyncio.timeout(_PROBE_S):
                    await lost.wait()
            await connection.execute("select 1", timeout=_PROBE_S)

    def _dispatch(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        for callback in self._callbacks[channel]:
            try:
                callback(str(payload))
            except Exception:
                log.exception("listener_callback_failed", channel=channel)
