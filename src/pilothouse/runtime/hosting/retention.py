"""What has had its time: finished runs that belong to no conversation, and figures of agents and tools."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database
from pilothouse.runtime.runs.repository import RunRepository

log = get_logger(__name__)

EVERY_S = 60.0
_RUNS_AT_ONCE = 50  # with all their events: a transaction stays short
_FIGURES_AT_ONCE = 5_000
_OUTDATED = text("select organization_id, run_id from runs_outdated(:days, :at_most)")
_FORGET = text("select measurements_forget(:days, :at_most)")


class Retention:
    """Erases in small batches what is older than the installation keeps. Any number of processes may do so at once."""

    def __init__(self, database: Database, keep_days: int) -> None:
        """Make the retention of one process; with 0 days everything is kept."""
        self._database = database
        self._keep_days = keep_days

    async def once(self) -> None:
        """Erase everything that has had its time."""
        if self._keep_days == 0:
            return
        runs = 0
        while erased := await self._erase_runs():
            runs += erased
        while await self._forget_figures() == _FIGURES_AT_ONCE:
            pass
        if runs:
            log.info("runs_erased", count=runs, keep_days=self._keep_days)

    async def _erase_runs(self) -> int:
        """Erase one batch of runs; return how many went."""
        async with self._database.transaction() as session:
            found = (await session.execute(_OUTDATED, {"days": self._keep_days, "at_most": _RUNS_AT_ONCE})).all()
        by_organization: dict[UUID, list[UUID]] = defaultdict(list)
        for organization_id, run_id in found:
            by_organization[organization_id].append(run_id)
        return sum([await self._erase(organization_id, ids) for organization_id, ids in by_organization.items()])

    async def _erase(self, organization_id: UUID, run_ids: Sequence[UUID]) -> int:
        async with self._database.transaction(organization_id) as session:
            runs = RunRepository(session)
            return await runs.erase(await runs.lock_over(run_ids))  # one may have been continued meanwhile

    async def _forget_figures(self) -> int:
        async with self._database.transaction() as session:
            parameters = {"days": self._keep_days, "at_most": _FIGURES_AT_ONCE}
            return await session.scalar(_FORGET, parameters) or 0
