"""Reads and writes of running missions, batched: many attempts share one round trip and one commit.

The database's part is `db/functions/missions.sql`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from pilothouse.core import json
from pilothouse.core.errors import NotFound
from pilothouse.db.connection import Connection
from pilothouse.db.lane import Lane
from pilothouse.durable.attempt import Attempt, Fenced
from pilothouse.live.log import NewEvent
from pilothouse.missions.journal.tables import Mission
from pilothouse.runtime.files.tables import StoredFile

READ = "select mission from missions_read($1::jsonb) order by place"
WRITE = "select first_seq from missions_write($1::jsonb) order by place"


class Change(msgspec.Struct, frozen=True):
    """What one write of an attempt changes. Everything of it happens, or nothing.

    Attributes:
        events: appended to the mission's stream.
        steps: rows of `mission_step`, as far as they change.
        calls: rows of `mission_call`.
        mission: columns of the mission's row.
        state: of the work row, where the attempt ends with this write.
        due_in_s: seconds until the row may be claimed again, for `state` queued.
        attempts: 0 once a step was finished.
    """

    id: UUID
    organization: UUID
    epoch: int
    events: Sequence[NewEvent] = ()
    steps: Sequence[dict[str, Any]] = ()
    calls: Sequence[dict[str, Any]] = ()
    mission: dict[str, Any] = {}
    state: str | None = None
    due_in_s: float | None = None
    attempts: int | None = None


class JournalStore:
    """The two lanes of a process. One connection each, so that reads never wait for writes."""

    def __init__(self, url: str) -> None:
        self._reads, self._writes = Connection(url), Connection(url)
        self._read_lane: Lane[dict[str, Any], dict[str, Any] | None] = Lane(self._read_many)
        self._write_lane: Lane[Change, int | None] = Lane(self._write_many)

    async def read(self, attempt: Attempt) -> tuple[Mission, list[StoredFile], list[dict[str, Any]]]:
        """Return a mission, its files in order, and the rows of the steps that count.

        Raises:
            NotFound: the mission was erased.
            Unavailable: the database is away.
        """
        wanted = {"id": attempt.work_id, "organization": attempt.organization_id}
        found = await self._read_lane.submit(wanted)
        if found is None:
            raise NotFound(f"There is no mission {attempt.work_id}.")
        mission = _row(Mission, found["mission"])
        return mission, [_row(StoredFile, each) for each in found["files"]], found["steps"]

    async def write(self, change: Change) -> int:
        """Write a change and return the seq of its first event.

        Raises:
            Fenced: the claim is lost; nothing was written.
            Unavailable: the database is away; whether it was written shows at the next claim.
        """
        first_seq = await self._write_lane.submit(change)
        if first_seq is None:
            raise Fenced
        return first_seq

    async def close(self) -> None:
        """Close the connections."""
        await self._reads.close()
        await self._writes.close()

    async def _read_many(self, items: Sequence[dict[str, Any]]) -> list[dict[str, Any] | None]:
        rows = await self._reads.fetch(READ, json.dumps_text(items))
        return [json.loads(row["mission"]) if row["mission"] else None for row in rows]

    async def _write_many(self, changes: Sequence[Change]) -> list[int | None]:
        rows = await self._writes.fetch(WRITE, json.dumps_text(changes))
        return [row["first_seq"] for row in rows]


def _row(table: type[Any], values: dict[str, Any]) -> Any:
    """Build a detached row from its JSON: ids and times get their types back."""
    columns = table.__table__.columns
    return table(**{column.name: _typed(column, values[column.name]) for column in columns if column.name in values})


def _typed(column: Any, value: Any) -> Any:
    if isinstance(value, str):
        wanted = column.type.python_type
        if wanted is UUID:
            return UUID(value)
        if wanted is datetime:
            return datetime.fromisoformat(value)
    return value
