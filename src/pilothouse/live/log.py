"""The event log: append under the stream's lock, read from a seq on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.live.tables import Event

AT_ONCE = 500  # events that one read returns at most
LARGEST_SEQ = 2**31 - 1
_APPEND = insert(cast("Table", Event.__table__))  # of plain rows: nobody wants them as objects
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
        await session.execute(
            _APPEND,
            [
                {
                    "stream": stream,
                    "seq": first_seq + offset,
                    "organization_id": organization_id,
                    "type": event.type,
                    "data": event.data,
                }
                for offset, event in enumerate(events)
            ],
        )


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
