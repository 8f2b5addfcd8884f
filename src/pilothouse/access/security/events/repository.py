"""Queries over events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from pilothouse.access.security.events.schemas import EventFilter
from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.server.paging import decode_place, encode_cursor

EventSubject: TypeAlias = Literal["tool", "agent", "api_key"]

_PLACE = (SecurityEvent.at, SecurityEvent.id)
_SUBJECTS: dict[EventSubject, InstrumentedAttribute[Any]] = {
    "tool": SecurityEvent.tool,
    "agent": SecurityEvent.agent,
    "api_key": SecurityEvent.api_key_id,
}


class EventRepository(Repository[SecurityEvent]):
    """Events of an organization."""

    table = SecurityEvent
    noun = "security event"

    async def page(
        self, who: Principal, wanted: EventFilter, limit: int, cursor: str | None
    ) -> tuple[Sequence[SecurityEvent], str | None]:
        """Return a page, newest first, and the cursor of the next.

        Raises:
            InvalidInput: the cursor is not one that this list gave out.
        """
        rows = self.visible_to(who).where(*wanted.conditions()).order_by(*(column.desc() for column in _PLACE))
        if cursor is not None:
            rows = rows.where(tuple_(*_PLACE) < tuple_(*decode_place(cursor)))
        found = (await self.session.scalars(rows.limit(limit + 1))).all()
        last = found[limit - 1] if len(found) > limit else None
        return found[:limit], encode_cursor(last.at, last.id) if last else None

    async def trend(
        self, who: Principal, since: datetime, by: Literal["hour", "day"]
    ) -> Sequence[Row[Any, str, str, int]]:
        """Return moment, family, action and how many, oldest first; days are those of UTC."""
        moment = func.date_trunc(by, SecurityEvent.at, "UTC").label("at")
        counted = (
            select(moment, SecurityEvent.family, SecurityEvent.action, func.count().label("events"))
            .where(SecurityEvent.organization_id == who.organization_id, SecurityEvent.at >= since)
            .group_by(moment, SecurityEvent.family, SecurityEvent.action)
            .order_by(moment, SecurityEvent.family, SecurityEvent.action)
        )
        return (await self.session.execute(counted)).all()

    async def counts_by_detector(self, who: Principal, since: datetime) -> dict[str, int]:
        """Return how many events each detector has made."""
        counted = (
            select(SecurityEvent.detector, func.count())
            .where(SecurityEvent.organization_id == who.organization_id, SecurityEvent.at >= since)
            .group_by(SecurityEvent.detector)
        )
        return {row[0]: row[1] for row in await self.session.execute(counted)}

    async def latest(self, who: Principal, since: datetime, limit: int) -> Sequence[SecurityEvent]:
        """Return the events since a moment, newest first, as many as there may be."""
        rows = self.visible_to(who).where(SecurityEvent.at >= since).order_by(*(column.desc() for column in _PLACE))
        return (await self.session.scalars(rows.limit(limit))).all()

    async def of_subject(
        self, who: Principal, kind: EventSubject, name: str, since: datetime
    ) -> Sequence[SecurityEvent]:
        """Return the events of a tool, agent or API key since a moment, oldest first.

        Raises:
            NotFound: an API key is named by something else than an id.
        """
        is_it = _SUBJECTS[kind] == (_key_id(name) if kind == "api_key" else name)
        rows = self.visible_to(who).where(is_it, SecurityEvent.at >= since).order_by(*_PLACE)
        return (await self.session.scalars(rows)).all()

    async def by_subject(self, who: Principal, kind: EventSubject, since: datetime) -> dict[str, list[SecurityEvent]]:
        """Return the events since a moment by the tool, agent or id of the API key that they speak of, oldest first."""
        column = _SUBJECTS[kind]
        rows = self.visible_to(who).where(column.is_not(None), SecurityEvent.at >= since).order_by(*_PLACE)
        found: dict[str, list[SecurityEvent]] = {}
        for row in await self.session.scalars(rows):
            found.setdefault(str(getattr(row, column.key)), []).append(row)
        return found


def _key_id(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError as error:
        raise NotFound(f"There is no API key {name!r}; name it by its id.") from error
