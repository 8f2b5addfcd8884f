"""A process's lease: a row it beats from a thread of its own, so that a busy event loop does not look dead."""

import asyncio
import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any, cast

import asyncpg

from pilothouse.core.errors import Unavailable
from pilothouse.core.ids import ProcessId, new_id
from pilothouse.core.telemetry import get_logger
from pilothouse.db.away import DRIVER_ERRORS
from pilothouse.durable.settings import DurableSettings

log = get_logger(__name__)

_CONNECT_S = 3
_FIRST_BEAT_S = 10
_BEAT = """insert into process_lease (id, name) values ($1, $2)
on conflict (id) do update set beat_at = clock_timestamp()"""


class Lease:
    """Says that this process lives. Used by runners (fencing) and by the ledger (reservations belong to a process)."""

    def __init__(self, url: str, settings: DurableSettings) -> None:
        self.process_id = ProcessId(new_id())
        self._url = url
        self._settings = settings
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._last_beat = 0.0
        self._stop = threading.Event()
        self._first = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def is_fresh(self) -> bool:
        """Tell whether the lease still holds, with a beat to spare. A late process starts no step.

        Monotonic time, so that a changed wall clock does not matter; it runs on while the process is stopped.
        """
        return time.monotonic() - self._last_beat < self._settings.lease_s - self._settings.beat_s

    async def start(self) -> None:
        """Begin to beat; return once the first beat is in the database.

        Raises:
            Unavailable: the database did not take it in time.
        """
        self._thread.start()
        if not await asyncio.to_thread(self._first.wait, _FIRST_BEAT_S):
            raise Unavailable(f"The database did not take this process's lease within {_FIRST_BEAT_S:g} s.")

    async def stop(self) -> None:
        """Stop beating and give the lease up, so that work moves on at once."""
        self._stop.set()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, 5)

    def _run(self) -> None:
        asyncio.run(self._beat())

    async def _beat(self) -> None:
        connection: Any = None  # the driver has no types
        while not self._stop.is_set():
            started = time.monotonic()
            try:
                if connection is None or connection.is_closed():
                    connection = cast("Any", await asyncpg.connect(self._url, timeout=_CONNECT_S))
                await connection.execute(_BEAT, self.process_id, self._name, timeout=self._settings.lease_s)
                self._last_beat = started  # when it was sent: the database's clock reads later, never earlier
                self._first.set()
            except Exception as error:  # noqa: BLE001  # if this thread ended, the process would be late for good
                log.warning("lease_beat_failed", error=str(error))
                connection = await self._drop(connection)
            await asyncio.to_thread(self._stop.wait, self._settings.beat_s)
        if connection is not None:
            with suppress(*DRIVER_ERRORS):
                await connection.execute("delete from process_lease where id = $1", self.process_id, timeout=2)
            await self._drop(connection)

    async def _drop(self, connection: Any) -> None:
        if connection is not None:
            connection.terminate()
