"""What every process looks after beside its own runs: those nobody reads, and those that no living process has."""

import time
from uuid import UUID

from sqlalchemy import text

from pilothouse.core.telemetry import get_logger
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.hosted import HostedRun
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.repository import RunRepository

log = get_logger(__name__)

_UNATTENDED = text("select organization_id, run_id, state, epoch from runs_unattended(:lease_s, :at_most)")
_AT_MOST = 100


class Sweep:
    """Stops runs without readers, keeps what dead processes left as interrupted, begins what was forgotten."""

    def __init__(self, host: RunHost, lease_s: float) -> None:
        self._host = host
        self._hosting = host.hosting
        self._lease_s = lease_s

    async def once(self) -> None:
        """Look after everything once."""
        for hosted in self._host.hosted():
            await self._check_readers(hosted)
        async with self._hosting.database.transaction() as session:
            parameters = {"lease_s": self._lease_s, "at_most": _AT_MOST}
            unattended = (await session.execute(_UNATTENDED, parameters)).all()
        for organization_id, run_id, state, epoch in unattended:
            if state == states.QUEUED:
                await self._host.claim(organization_id, run_id)
            else:
                await self.interrupt(organization_id, run_id, epoch)

    async def interrupt(self, organization_id: UUID, run_id: UUID, epoch: int) -> None:
        """Keep what a run said whose process is gone: interrupted, or stopped when that was asked for before."""
        async with self._hosting.database.transaction(organization_id) as session:
            # a process that was frozen in a transaction keeps its lock for a while: the others are not to wait for it
            run = await RunRepository(session).locked(run_id, if_free=True)
            if run is None or run.epoch != epoch or run.state != states.RUNNING:
                return
            state = states.STOPPED if run.stop_requested_at else states.INTERRUPTED
            await self._hosting.ender.end_unhosted(session, run, state)
        log.warning("run_interrupted", run_id=str(run_id))

    async def _check_readers(self, hosted: HostedRun) -> None:
        grace_s = self._hosting.settings.reader_grace_s
        unread_s = time.monotonic() - hosted.unread_since
        if hosted.run.is_detached or hosted.readers or unread_s < grace_s:
            return
        async with self._hosting.database.transaction(hosted.run.organization_id) as session:
            is_read = await RunRepository(session).read_within(hosted.run.id, grace_s)
        if not is_read:
            log.info("run_unread", run_id=str(hosted.run.id))
            hosted.cancel("stop")
