"""A run's way to its stream: events are gathered for a moment, written under the run's fence, then shown to readers."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress

from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import get_logger
from pilothouse.db.away import ReplyLost
from pilothouse.db.engine import Database
from pilothouse.live import log as event_log
from pilothouse.live.log import LoggedEvent, NewEvent
from pilothouse.runtime.hosting.transcript import joined
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.store import RunStore, RunWrite
from pilothouse.runtime.runs.tables import AgentRun

log = get_logger(__name__)

_RETRY_S = 0.5


class Outbox:
    """Writes what a run says, and keeps it for readers on this process. Nobody is shown what is not committed."""

    def __init__(
        self, store: RunStore, database: Database, run: AgentRun, coalesce_s: float, stop: Callable[[], None]
    ) -> None:
        """Make the outbox of one hosting; `stop` is called when a write finds that somebody wants the run stopped."""
        self._stop = stop
        self._store = store
        self._database = database
        self._run = run
        self._coalesce_s = coalesce_s
        self._pending: list[NewEvent] = []
        self._first_token_ms: int | None = None
        self._wake = asyncio.Event()
        self._hurry = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._news = asyncio.Event()
        self._written: list[LoggedEvent] = []
        self.is_closed = False

    def add(self, events: Sequence[NewEvent], first_token_ms: int | None = None) -> None:
        """Take events; they are written soon, texts that follow each other as one."""
        self._pending += events
        self._first_token_ms = self._first_token_ms or first_token_ms
        self._idle.clear()
        self._wake.set()

    async def pump(self) -> None:
        """Write what is added, until cancelled.

        Raises:
            RunFenced: the run is no longer this process's.
        """
        while True:
            await self._wake.wait()
            self._wake.clear()
            pending, self._pending = self._pending, []
            if pending:
                self.show(await self._write(joined(pending)))
            if self._pending:
                self._wake.set()
            else:
                self._idle.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._coalesce_s):
                    await self._hurry.wait()

    async def drain(self) -> None:
        """Wait until all that was added is written. The pump must be running."""
        self._hurry.set()
        await self._idle.wait()

    def show(self, events: Sequence[LoggedEvent]) -> None:
        """Hand committed events to readers."""
        self._written += events
        news, self._news = self._news, asyncio.Event()
        news.set()

    def close(self) -> None:
        """Let readers go: nothing more comes from this process."""
        self.is_closed = True
        self._news.set()

    @property
    def first_seq(self) -> int | None:
        """Seq of the first event that is kept here."""
        return self._written[0].seq if self._written else None

    async def read(self, after: int) -> AsyncGenerator[LoggedEvent]:
        """Yield kept events after a seq, then each as it is shown; ends when the outbox is closed.

        Whoever read on another replica may have a commit of which this process has not heard: it is not shown again.
        """
        place = 0
        while True:
            news = self._news
            while place < len(self._written):
                event = self._written[place]
                place += 1
                if event.seq > after:
                    yield event
            if self.is_closed and place == len(self._written):
                return
            if news is self._news and not self.is_closed:
                await news.wait()

    async def _write(self, events: list[NewEvent]) -> list[LoggedEvent]:
        run = self._run
        write = RunWrite(run.id, run.organization_id, run.epoch, events, first_token_ms=self._first_token_ms)
        while True:
            try:
                written = await self._store.write(write)
            except ReplyLost:
                if (found := await self._find(events)) is not None:
                    return found
            except Unavailable as error:
                log.warning("run_write_waits", run_id=str(run.id), error=str(error))
                await asyncio.sleep(_RETRY_S)
            else:
                if written.is_stopped:
                    self._stop()
                return [
                    LoggedEvent(
                        run.id, written.first_seq + place, run.organization_id, event.type, written.at, event.data
                    )
                    for place, event in enumerate(events)
                ]

    async def _find(self, events: Sequence[NewEvent]) -> list[LoggedEvent] | None:
        """Look whether a batch was written although its answer was lost: all of it stands in the stream, or nothing."""
        after = self._written[-1].seq if self._written else 0
        while True:
            try:
                async with self._database.transaction(self._run.organization_id) as session:
                    await RunRepository(session).locked(self._run.id)  # a write that is still on its way goes first
                    later = await event_log.read(session, self._run.id, after)
            except Unavailable:
                await asyncio.sleep(_RETRY_S)
                continue
            ours = [event for event in later if event.type.startswith(event_log.PRIVATE)]
            return ours if len(ours) == len(events) else None
