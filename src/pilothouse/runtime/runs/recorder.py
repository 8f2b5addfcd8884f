"""The recorder of a run: finished calls as rows, so that a resumed run goes on behind them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from pilothouse.core.json import dumps, loads
from pilothouse.db.away import ReplyLost
from pilothouse.db.engine import Database
from pilothouse.runtime.runs.store import RunStore, RunWrite
from pilothouse.runtime.runs.tables import RunCall


class RunRecorder:
    """Keeps finished calls under the run's fence."""

    def __init__(
        self, store: RunStore, run_id: UUID, organization_id: UUID, epoch: int, known: dict[str, dict[str, Any]]
    ) -> None:
        """Make the recorder of one hosting.

        Args:
            store: where calls are kept.
            run_id: whose calls they are.
            organization_id: whose run it is.
            epoch: under which this process has the run.
            known: what earlier hostings kept; empty for a run that begins.
        """
        self._store = store
        self._run = run_id, organization_id, epoch
        self._known = known

    async def find(self, key: str) -> dict[str, Any] | None:
        return self._known.get(key)

    async def keep(self, key: str, record: dict[str, Any]) -> None:
        """Store a finished call for good. Raises `RunFenced` when the run is another process's by now."""
        write = RunWrite(*self._run, calls=[{"key": key, "record": record}])
        try:
            await self._store.write(write)
        except ReplyLost:  # a second time changes nothing
            await self._store.write(write)
        self._known[key] = loads(dumps(record))


async def load_calls(database: Database, organization_id: UUID, run_id: UUID) -> dict[str, dict[str, Any]]:
    """Return what earlier hostings of a run kept, by key."""
    async with database.transaction(organization_id) as session:
        rows = await session.execute(select(RunCall.key, RunCall.record).where(RunCall.run_id == run_id))
        return {row.key: row.record for row in rows}
