"""Read events, and take what people say of them."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.security.events.recorder import EventRecorder
from pilothouse.access.security.events.repository import EventRepository
from pilothouse.access.security.events.schemas import (
    EventFilter,
    FeedbackWrite,
    SecurityEventRead,
    TrendPoint,
    TrendRead,
)
from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.access.security.kinds import ACTIONS, Action
from pilothouse.access.security.policies.book import PolicyBook, announce_change
from pilothouse.access.security.policies.repository import ExceptionRepository
from pilothouse.core.clock import Clock
from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page

_STEP = 0.01  # by which a detector must be surer than it was in a false alarm


class EventService:
    """Answers questions about events. Opens its own transactions."""

    def __init__(self, database: Database, book: PolicyBook, recorder: EventRecorder, clock: Clock) -> None:
        self._database = database
        self._book = book
        self._recorder = recorder
        self._clock = clock

    async def page(
        self, who: Principal, wanted: EventFilter, limit: int, cursor: str | None
    ) -> Page[SecurityEventRead]:
        """Return a page of events, newest first."""
        async with self._database.transaction(who.organization_id) as session:
            rows, next_cursor = await EventRepository(session).page(who, wanted, limit, cursor)
        return Page(items=[SecurityEventRead.of(row) for row in rows], next_cursor=next_cursor)

    async def get(self, who: Principal, event_id: UUID) -> SecurityEventRead:
        """Return one event.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        async with self._database.transaction(who.organization_id) as session:
            return SecurityEventRead.of(await EventRepository(session).get(who, event_id))

    async def trend(self, who: Principal, days: int, by: Literal["hour", "day"]) -> TrendRead:
        """Count the events of the last days."""
        since = self._clock.now() - timedelta(days=days)
        async with self._database.transaction(who.organization_id) as session:
            rows = await EventRepository(session).trend(who, since, by)
        points = [TrendPoint(at=row.at, family=row.family, action=row.action, events=row.events) for row in rows]
        totals: dict[Action, int] = dict.fromkeys(ACTIONS[1:], 0)
        for point in points:
            totals[point.action] += point.events
        return TrendRead(points=points, totals=totals, dropped=self._recorder.dropped)

    async def give_feedback(
        self, who: Principal, event_id: UUID, said: FeedbackWrite, caller: Caller = LOCAL
    ) -> SecurityEventRead:
        """Note what a person says of an event, and make the exception they ask for.

        Raises:
            NotFound: there is no such event.
            InvalidInput: an exception is wanted of what was confirmed.
        """
        if said.allow is not None and said.verdict != "false_alarm":
            raise InvalidInput("Only a false alarm is let pass from now on.", details={"field": "allow"})
        async with self._database.transaction(who.organization_id) as session:
            row = await EventRepository(session).get(who, event_id)
            before = {"feedback": row.feedback, "allow": None}
            row.feedback, row.feedback_note = said.verdict, said.note or None
            if said.allow is not None:
                await _except(ExceptionRepository(session), who, row, said.allow)
                await announce_change(session, who.organization_id)
            changes = difference(before, {"feedback": said.verdict, "allow": said.allow})
            resource = ("security_event", row.id)
            await record(session, who, "security_event.feedback", resource, changes=changes, caller=caller)
            await session.flush()
        self._book.forget(who.organization_id)
        return SecurityEventRead.of(row)


async def _except(exceptions: ExceptionRepository, who: Principal, row: SecurityEvent, allow: str) -> None:
    if allow == "this_text":
        await exceptions.allow_text(who, row.detector, row.fingerprint, row.evidence)
    else:
        await exceptions.raise_threshold(who, row.detector, row.confidence + _STEP, row.evidence)
