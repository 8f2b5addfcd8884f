"""Events over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from pilothouse.access.audit.caller import CallerDep
from pilothouse.access.security.deps import AFTER_EVENTS, CanReadSecurity, CanWriteSecurity, SecurityDep
from pilothouse.access.security.events.schemas import EventFilter, FeedbackWrite, SecurityEventRead, TrendRead
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/security", tags=["security"], dependencies=[AFTER_EVENTS])


class EventQuery(EventFilter):
    """A filter, and where the page begins."""

    limit: Limit = 50
    cursor: Cursor = None


@router.get("/events")
async def list_events(
    who: CanReadSecurity, security: SecurityDep, wanted: Annotated[EventQuery, Query()]
) -> Page[SecurityEventRead]:
    """List what was seen and what was done about it, newest first."""
    return await security.events.page(who, wanted, wanted.limit, wanted.cursor)


@router.get("/events/{event_id}")
async def read_event(event_id: UUID, who: CanReadSecurity, security: SecurityDep) -> SecurityEventRead:
    """Return one event."""
    return await security.events.get(who, event_id)


@router.put("/events/{event_id}/feedback")
async def give_feedback(
    event_id: UUID, said: FeedbackWrite, who: CanWriteSecurity, security: SecurityDep, caller: CallerDep
) -> SecurityEventRead:
    """Call an event confirmed or a false alarm; of a false alarm, let the like of it pass from now on."""
    return await security.events.give_feedback(who, event_id, said, caller)


@router.get("/trend")
async def read_trend(
    who: CanReadSecurity,
    security: SecurityDep,
    days: Annotated[int, Query(ge=1, le=90)] = 7,
    by: Literal["hour", "day"] = "day",
) -> TrendRead:
    """Count events by hour or day, family and action."""
    return await security.events.trend(who, days, by)
