"""Runs as tasks of this process: started by rooms, followed and stopped from anywhere."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.registry import Registry
from pilothouse.core.errors import NotFound, Unavailable
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.db.listen import Listener
from pilothouse.db.together import Beside
from pilothouse.durable.lease import Lease
from pilothouse.live import log as event_log
from pilothouse.live.hub import Hub
from pilothouse.live.log import LoggedEvent, NewEvent
from pilothouse.runtime.approvals.tables import Approval
from pilothouse.runtime.hosting.ending import told
from pilothouse.runtime.hosting.hosted import HostedRun, Hosting
from pilothouse.runtime.hosting.parked import ParkedRuns
from pilothouse.runtime.hosting.principals import OwnerInactive, restored
from pilothouse.runtime.hosting.reading import follow_log
from pilothouse.runtime.hosting.request import BareSource, RunEnd, RunRequest, RunSource, StartedRun
from pilothouse.runtime.hosting.starting import Starter, first_event
from pilothouse.runtime.hosting.transcript import START
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.errors import WrongRunState
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.tables import AgentRun

log = get_logger(__name__)

STOP_CHANNEL = "pilothouse_run_stop"
_END_WITHIN_S = 10.0


class RunHost:
    """Hosts runs. One per process; every replica can start, follow, stop and resume any run."""

    def __init__(
        self,
        hosting: Hosting,
        sources: dict[str, RunSource],
        registry: Registry,
        hub: Hub,
        listener: Listener,
        lease: Lease,
    ) -> None:
        """Join the parts.

        Args:
            hosting: what this process hosts runs with.
            sources: of runs, by name; the one that `hosting.ender` has too.
            registry: of agents and tools.
            hub: tells of events that other processes write.
            listener: tells of runs that are to stop.
            lease: of this process, which runs that it hosts stand and fall with.
        """
        self.hosting = hosting
        self._sources = sources
        self._starter = Starter(registry, lease.process_id)
        self._hub = hub
        self._lease = lease
        self._hosted: dict[UUID, HostedRun] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._parked = ParkedRuns(self._claim_soon)
        listener.subscribe(STOP_CHANNEL, self._stop_here)

    @property
    def count(self) -> int:
        """How many runs this process is at work on."""
        return len(self._hosted)

    def hosted(self) -> list[HostedRun]:
        """Return the runs that this process is at work on."""
        return list(self._hosted.values())

    def register(self, source: str, room: RunSource) -> None:
        """Let a room hand over parts of its runs and hear of their end."""
        self._sources[source] = room

    async def start(
        self, session: AsyncSession, who: Principal, request: RunRequest, beside: Beside | None = None
    ) -> StartedRun:
        """Write a run's row and the first event of its stream in the caller's transaction.

        Args:
            session: of the caller's transaction.
            who: on whose behalf it works.
            request: what is asked.
            beside: rows of the caller's that belong to the run, written in the same statement.

        Returns:
            What to hand to `launch` once the transaction is committed.

        Raises:
            NotFound: there is no such agent.
            PermissionDenied: a tool needs a permission the principal does not have.
            ConversationBusy: another run of the conversation is at work, and the request does not want to queue.
            RunIdempotencyConflict: the key came before with another request.
            IntegrityError: with `beside`: another run of the conversation began at the same moment; look again.
        """
        return await self._starter.start(session, who, request, beside)

    def launch(self, started: StartedRun) -> None:
        """Put a started run to work, now that its row is committed."""
        run, who = started.run, started.who
        if not started.is_new:
            return
        if run.state == states.QUEUED:
            self._claim_soon(run.organization_id, run.id)
        elif run.id not in self._hosted:
            first = first_event(run)
            event = LoggedEvent(run.id, 1, run.organization_id, first.type, run.created_at, first.data)
            self._host(run, who, [event])

    async def resume(self, session: AsyncSession, who: Principal, run_id: UUID) -> StartedRun:
        """Queue a run that was interrupted, stopped or failed, to go on behind its finished calls.

        Raises:
            NotFound: there is none, or it is somebody else's.
            WrongRunState: it is at work, waits, or is completed.
        """
        runs = RunRepository(session)
        run = await self._own(runs, who, run_id)
        if run.state not in states.RESUMABLE:
            raise WrongRunState("continue", run.state)
        again: dict[str, Any] = {"error": None, "finished_at": None, "stop_requested_at": None}
        await runs.move(run, [], from_states=states.RESUMABLE, state=states.QUEUED, **again)
        return StartedRun(await self._own(runs, who, run_id), who, is_new=True)

    async def stop(self, who: Principal, run_id: UUID) -> None:
        """End a run wherever it is; one that is over stays as it is.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        async with self.hosting.database.transaction(who.organization_id) as session:
            runs = RunRepository(session)
            run = await self._own(runs, who, run_id)
            if run.state == states.RUNNING:
                await runs.request_stop(run_id)
            elif run.state not in states.OVER:
                await self.hosting.ender.end_unhosted(session, run, states.STOPPED)
        with suppress(Unavailable):
            await self._go_on(run, run.state)

    async def follow(self, organization_id: UUID, run_id: UUID, after: int = 0) -> AsyncGenerator[LoggedEvent]:
        """Yield a run's events after a seq, past ones first; ends when the run is over or waits.

        Where this process hosts the run, events come from memory, each after its commit.
        """
        hosted = self._hosted.get(run_id)
        if hosted is not None and hosted.run.organization_id == organization_id:
            async with aclosing(hosted.read(after)) as events:
                async for event in events:
                    after = event.seq
                    if event.type.startswith(event_log.PRIVATE):
                        yield event
                    if event.seq == hosted.end_seq:
                        return
        grace_s = self.hosting.settings.reader_grace_s
        async with aclosing(
            follow_log(self.hosting.database, self._hub, organization_id, run_id, after, grace_s / 3)
        ) as events:
            async for event in events:
                yield event

    async def wait(self, organization_id: UUID, run_id: UUID) -> AgentRun:
        """Follow a run until it is over or waits, and return its row.

        Raises:
            NotFound: there is none.
        """
        async with aclosing(self.follow(organization_id, run_id)) as events:
            async for _ in events:
                pass
        async with self.hosting.database.transaction(organization_id) as session:
            run = await RunRepository(session).one(run_id)
        if run is None:
            raise NotFound(f"There is no run {run_id}.")
        return run

    async def lock(self, session: AsyncSession, approval: Approval) -> None:
        """Lock an approval's run; see `approvals.service.Parked`."""
        await self._parked.lock(session, approval)

    async def decided(self, session: AsyncSession, approval: Approval, *, is_last: bool) -> None:
        """Let an approval's run go on; see `approvals.service.Parked`."""
        await self._parked.decided(session, approval, is_last=is_last)

    def wake(self, approval: Approval) -> None:
        """Take an approval's run to this process; see `approvals.service.Parked`."""
        self._parked.wake(approval)

    async def claim(self, organization_id: UUID, run_id: UUID) -> bool:
        """Take a queued run to this process and put it to work; False when it is not its turn, or somebody's."""
        if not self._lease.is_fresh():
            return False
        async with self.hosting.database.transaction(organization_id) as session:
            runs = RunRepository(session)
            run = await runs.claim(run_id, self._lease.process_id)
            if run is None:
                return False
            who = await _principal(session, run)
            if run.epoch > 1:
                again = NewEvent(START, {**first_event(run).data, "resumed": True})
                await runs.move(run, [again], from_states=frozenset({states.RUNNING}))
            shown = await runs.events(run_id)
        if who is None:
            await self.hosting.ender.end(run, RunEnd(states.FAILED, "", error=told(OwnerInactive())))
            return True
        self._host(run, who, shown)
        return True

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["RunHost"]:
        """Host runs meanwhile. At the end those at work are interrupted, and can be continued elsewhere."""
        try:
            yield self
        finally:
            for hosted in self.hosted():
                hosted.cancel("shutdown")
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=_END_WITHIN_S)
            for task in self._tasks:
                task.cancel()

    def _host(self, run: AgentRun, who: Principal, shown: list[LoggedEvent]) -> None:
        hosted = HostedRun(self.hosting, run, who, self._source(run), shown)
        self._hosted[run.id] = hosted

        async def work() -> None:
            try:
                await hosted.host()
            except Exception:
                log.exception("hosting_failed", run_id=str(run.id))
            finally:
                if self._hosted.get(run.id) is hosted:
                    del self._hosted[run.id]
            with suppress(Unavailable):  # the sweep finds what is queued
                await self._go_on(run, hosted.ended_as)

        self._spawn(work())

    async def _go_on(self, run: AgentRun, ended_as: str | None) -> None:
        """Go on with what stood behind a run, or with the run itself when its decisions came before it was parked."""
        if ended_as == states.WAITING:
            async with self.hosting.database.transaction(run.organization_id) as session:
                is_decided = await self._parked.requeue_decided(session, run.id)
            if is_decided:
                await self.claim(run.organization_id, run.id)
        elif run.conversation_id is not None:
            async with self.hosting.database.transaction(run.organization_id) as session:
                following = await RunRepository(session).next_of(run.conversation_id)
            if following is not None:
                await self.claim(run.organization_id, following)

    def _claim_soon(self, organization_id: UUID, run_id: UUID) -> None:
        async def claim() -> None:
            with suppress(Unavailable):  # the sweep finds it again
                await self.claim(organization_id, run_id)

        self._spawn(claim())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop_here(self, payload: str) -> None:
        if (hosted := self._hosted.get(UUID(payload))) is not None:
            hosted.cancel("stop")

    def _source(self, run: AgentRun) -> RunSource:
        return self._sources.get(run.source) or BareSource()

    async def _own(self, runs: RunRepository, who: Principal, run_id: UUID) -> AgentRun:
        """Return a principal's own run, locked."""
        await runs.get(who, run_id)
        run = await runs.locked(run_id)
        if run is None:
            raise NotFound(f"There is no run {run_id}.")
        return run


async def _principal(session: AsyncSession, run: AgentRun) -> Principal | None:
    try:
        return await restored(session, run)
    except OwnerInactive:
        return None
