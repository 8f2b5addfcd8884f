"""The embedded engine: claim rows, run their handlers, sweep what dead processes left."""

import asyncio
import random
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import bound_contextvars, get_logger
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable.attempt import Attempt, Fenced, Handler, Outcome
from pilothouse.durable.lease import Lease
from pilothouse.durable.settings import DurableSettings

log = get_logger(__name__)

_CLAIM = text("select * from durable_claim(:runner, :kinds, :wanted, :lease_s)")
_SWEEP = text("select durable_sweep(:lease_s)")
_LONGEST_PAUSE_S = 30.0


def pause_before_retry(attempts: int) -> timedelta:
    """Return how long to wait before another attempt: 1 s doubled per attempt, at most 30 s, with jitter."""
    seconds = min(2.0 ** (attempts - 1), _LONGEST_PAUSE_S)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing


class Runner:
    """Runs work of the kinds it has handlers for, several pieces at a time."""

    def __init__(
        self,
        database: Database,
        listener: Listener,
        lease: Lease,
        handlers: Iterable[Handler],
        settings: DurableSettings,
    ) -> None:
        self._database = database
        self._lease = lease
        self._handlers = {handler.kind: handler for handler in handlers}
        self._settings = settings
        self._wake = asyncio.Event()
        self._running: dict[UUID, tuple[Attempt, asyncio.Task[None]]] = {}
        listener.subscribe("pilothouse_work", lambda _payload: self._wake.set())
        listener.subscribe("pilothouse_fenced", self._stop_fenced)
        listener.on_gap(self._wake.set)

    @property
    def count(self) -> int:
        """How many pieces of work this process runs at the moment."""
        return len(self._running)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Claim, run and sweep meanwhile.

        At the end running attempts stop where they are, and their rows are handed to other runners.
        """
        loops = [asyncio.create_task(self._claim_forever()), asyncio.create_task(self._sweep_forever())]
        try:
            yield
        finally:
            held = list(self._running.values())
            tasks = [*loops, *(task for _, task in held)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(self._hand_over(attempt) for attempt, _ in held))

    async def _claim_forever(self) -> None:
        while True:
            self._wake.clear()
            claimed = 0
            try:
                claimed = await self._claim()
            except Unavailable:
                await asyncio.sleep(self._settings.poll_s)
            except Exception:
                log.exception("claim_failed")
                await asyncio.sleep(self._settings.poll_s)
            if claimed and self.count < self._settings.concurrency:
                continue  # there may be more
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.poll_s):
                    await self._wake.wait()

    async def _claim(self) -> int:
        free = self._settings.concurrency - self.count
        if free <= 0 or not self._lease.is_fresh():
            return 0
        async with self._database.transaction() as session:
            rows = await session.execute(
                _CLAIM,
                {
                    "runner": self._lease.process_id,
                    "kinds": list(self._handlers),
                    "wanted": free,
                    "lease_s": self._settings.lease_s,
                },
            )
            claimed = rows.all()
        for work_id, organization_id, kind, epoch, attempts in claimed:
            attempt = Attempt(self._database, work_id, organization_id, kind, epoch, attempts, self._lease.is_fresh)
            self._start(attempt)
        return len(claimed)

    def _start(self, attempt: Attempt) -> None:
        task = asyncio.create_task(self._drive(attempt), name=f"{attempt.kind}:{attempt.work_id}")
        self._running[attempt.work_id] = (attempt, task)

        def ended(_task: asyncio.Task[None]) -> None:
            if self._running.get(attempt.work_id, (None, None))[1] is task:
                del self._running[attempt.work_id]
            self._wake.set()

        task.add_done_callback(ended)

    async def _drive(self, attempt: Attempt) -> None:
        handler = self._handlers[attempt.kind]
        with bound_contextvars(request_id=str(attempt.work_id), kind=attempt.kind):
            try:
                while attempt.is_fresh():
                    if await handler.advance(attempt) is not Outcome.NEXT:
                        return
                # Nobody sweeps a row whose runner beats again a moment later: give it back ourselves.
                log.warning("lease_late", epoch=attempt.epoch)
                await self._put_back(attempt)
            except Fenced:
                log.debug("attempt_fenced", epoch=attempt.epoch)
            except Unavailable as error:
                log.warning("attempt_interrupted", error=str(error))
                await self._put_back(attempt)
            except Exception:
                log.exception("attempt_crashed", attempts=attempt.attempts)
                await self._put_back(attempt)

    async def _put_back(self, attempt: Attempt) -> None:
        """Queue the row again after a pause. Where even that fails, the sweep does it once the lease is gone."""
        pause = pause_before_retry(attempt.attempts)
        while True:
            try:
                async with attempt.write() as (session, _):
                    await attempt.retry(session, pause)
            except Unavailable:
                await asyncio.sleep(1)
            except Fenced:
                return
            else:
                return

    async def _hand_over(self, attempt: Attempt) -> None:
        """Queue the row again at once. Where that fails, the sweep does it once the lease is gone."""
        with suppress(Fenced, Unavailable):
            async with attempt.write() as (session, _):
                await attempt.hand_over(session)

    def _stop_fenced(self, payload: str) -> None:
        work_id, epoch = payload.split(" ")
        mine, task = self._running.get(UUID(work_id), (None, None))
        if mine is not None and task is not None and mine.epoch < int(epoch):
            task.cancel()

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(self._settings.beat_s)
            try:
                async with self._database.transaction() as session:
                    swept = await session.scalar(_SWEEP, {"lease_s": self._settings.lease_s})
            except Unavailable:
                continue
            except Exception:
                log.exception("sweep_failed")
                continue
            if swept:
                log.warning("work_taken_over", count=swept)
