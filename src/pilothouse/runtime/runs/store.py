"""The writes of running runs, batched: many share one round trip and one commit (`db/functions/runtime.sql`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from pilothouse.core import json
from pilothouse.db.connection import Connection
from pilothouse.db.lane import Lane
from pilothouse.live.log import NewEvent
from pilothouse.runtime.runs.errors import RunFenced

WRITE = "select first_seq, at, is_stopped from runs_write($1::jsonb) order by place"
INTERVAL_S = 0.01  # between batches of several runs: fewer commits, and no reader sees the difference


class RunWrite(msgspec.Struct, frozen=True):
    """What one write of a running run adds. Everything of it happens, or nothing.

    Attributes:
        events: appended to the run's stream.
        calls: rows of `run_call`: {"key", "record"}.
        first_token_ms: from the request to the first text, with the write that brings it.
    """

    id: UUID
    organization: UUID
    epoch: int
    events: Sequence[NewEvent] = ()
    calls: Sequence[dict[str, Any]] = ()
    first_token_ms: int | None = None


class Written(NamedTuple):
    """What came of a write.

    Attributes:
        first_seq: seq of the first event.
        at: the moment of all events.
        is_stopped: somebody wants the run stopped; the notification of it may have been missed.
    """

    first_seq: int
    at: datetime
    is_stopped: bool


class RunStore:
    """One connection of a process, and the lane of writes on it."""

    def __init__(self, url: str) -> None:
        self._connection = Connection(url)
        self._lane: Lane[RunWrite, Written | None] = Lane(self._write_many, interval_s=INTERVAL_S)

    async def write(self, write: RunWrite) -> Written:
        """Write, and return where the events stand.

        Raises:
            RunFenced: the run is no longer this process's; nothing was written.
            DatabaseAway: nothing was sent.
            ReplyLost: whether it was written is not known.
        """
        written = await self._lane.submit(write)
        if written is None:
            raise RunFenced
        return written

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()

    async def _write_many(self, writes: Sequence[RunWrite]) -> list[Written | None]:
        rows = await self._connection.fetch(WRITE, json.dumps_text(writes))
        return [None if row["first_seq"] is None else Written(*row) for row in rows]
