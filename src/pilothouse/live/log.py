"""The event log: append under the stream's lock, read from a seq on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.db.together import Beside, inserting, named
from pilothouse.live.tables import Event

AT_ONCE = 500  # events that one read returns at most
LARGEST_SEQ = 2**31 - 1
_APPEND = insert(cast("Table", Event.__table__))  # of plain rows: nobody wants them as objects
_COLUMNS = ("stream", "seq", "organization_id", "type", "data")
_FIRST = inserting("first_event", Event, _COLUMNS)
PRIVATE = "run."  # types that begin so are for those who follow their stream, and never for everybody's dashboards


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be appended: a type such as "mission.step", and JSON data."""

    type: str
    data: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as it stands in the log."""

    stream: UUID
    seq: int
    organization_id: UUID
    type: str
    at: datetime
    data: dict[str, Any]

    def wire(self) -> dict[str, Any]:
        """Return the envelope that browsers and API users get."""
        return {
            "id": f"{self.stream}:{self.seq}",
            "type": self.type,
            "rev": self.seq,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "data": self.data,
        }


async def append(
    session: AsyncSession, stream: UUID, organization_id: UUID, first_seq: int, events: Sequence[NewEvent]
) -> None:
    """Append events in the caller's transaction.

    Args:
        session: holds the lock of the stream's own row, under which `first_seq` was taken, so that there are no gaps
            and commits come in order.
        stream: id of the mission or turn that the events belong to.
        organization_id: whose stream it is.
        first_seq: seq of the first event; the others follow it.
        events: what happened, oldest first.
    """
    if events:
        rows = [_row(stream, organization_id, seq, event) for seq, event in enumerate(events, first_seq)]
        await session.execute(_APPEND, rows)


def beginning(stream: UUID, organization_id: UUID, event: NewEvent) -> Beside:
    """Return a stream's first event, to be written in the statement that writes the stream's own row."""
    return Beside((_FIRST,), named("first_event", _row(stream, organization_id, 1, event)))


async def read(
    session: AsyncSession, stream: UUID, after: int, limit: int = AT_ONCE, *, with_private: bool = True
) -> list[LoggedEvent]:
    """Return the events of a stream after a seq, oldest first. Row-level security decides whose streams exist."""
    query = select(Event.stream, Event.seq, Event.organization_id, Event.type, Event.at, Event.data).where(
        Event.stream == stream, Event.seq > after
    )
    if not with_private:
        query = query.where(Event.type.not_like(f"{PRIVATE}%"))
    rows = await session.execute(query.order_by(Event.seq).limit(limit))
    return [LoggedEvent(*row) for row in rows]


def _row(stream: UUID, organization_id: UUID, seq: int, event: NewEvent) -> dict[str, Any]:
    return dict(zip(_COLUMNS, (stream, seq, organization_id, event.type, event.data), strict=True))
