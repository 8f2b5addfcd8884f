"""Look through incidents and work on them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import tuple_

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.security.incidents.schemas import IncidentNote, IncidentRead, IncidentUpdate, Status
from pilothouse.access.security.incidents.tables import SecurityIncident
from pilothouse.core.clock import Clock
from pilothouse.core.errors import Conflict, InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.db.repository import Repository
from pilothouse.server.envelope import Page
from pilothouse.server.paging import decode_place, encode_cursor
from pilothouse.shield.findings import Severity

_PLACE = (SecurityIncident.last_at, SecurityIncident.id)
_MOST_NOTES = 200


class IncidentRepository(Repository[SecurityIncident]):
    """Incidents of an organization."""

    table = SecurityIncident
    noun = "security incident"

    async def page(
        self, who: Principal, status: Status | None, least: Severity | None, limit: int, cursor: str | None
    ) -> tuple[Sequence[SecurityIncident], str | None]:
        """Return a page, those that saw something last first, and the cursor of the next."""
        rows = self.visible_to(who).order_by(*(column.desc() for column in _PLACE))
        if status is not None:
            rows = rows.where(SecurityIncident.status == status)
        if least is not None:
            rows = rows.where(SecurityIncident.severity >= int(least))
        if cursor is not None:
            rows = rows.where(tuple_(*_PLACE) < tuple_(*decode_place(cursor)))
        found = (await self.session.scalars(rows.limit(limit + 1))).all()
        last = found[limit - 1] if len(found) > limit else None
        return found[:limit], encode_cursor(last.last_at, last.id) if last else None


class IncidentService:
    """Reads and changes incidents. Opens its own transactions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(
        self, who: Principal, status: Status | None, least: Severity | None, limit: int, cursor: str | None
    ) -> Page[IncidentRead]:
        """Return a page of incidents."""
        async with self._database.transaction(who.organization_id) as session:
            rows, next_cursor = await IncidentRepository(session).page(who, status, least, limit, cursor)
        return Page(items=[IncidentRead.of(row) for row in rows], next_cursor=next_cursor)

    async def get(self, who: Principal, incident_id: UUID) -> IncidentRead:
        """Return one incident.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        async with self._database.transaction(who.organization_id) as session:
            return IncidentRead.of(await IncidentRepository(session).get(who, incident_id))

    async def change(
        self, who: Principal, incident_id: UUID, changes: IncidentUpdate, caller: Caller = LOCAL
    ) -> IncidentRead:
        """Change the status, or add a note.

        Raises:
            NotFound: there is no such incident.
            InvalidInput: nothing is to change.
            Conflict: it has as many notes as it may have.
        """
        words = changes.note.strip()
        if changes.status is None and not words:
            raise InvalidInput("Nothing is to change: give a status, a note, or both.")
        async with self._database.transaction(who.organization_id) as session:
            row = await IncidentRepository(session).get(who, incident_id)
            if len(row.notes) >= _MOST_NOTES:
                raise Conflict(f"This incident has {_MOST_NOTES} notes already, which is the limit.")
            before = {"status": row.status, "note": None}
            row.status = changes.status or row.status
            said = words or f"Set to {row.status}."
            note = IncidentNote(at=self._clock.now(), by_id=who.user_id, words=said)
            row.notes = [*row.notes, note.model_dump(mode="json")]
            after = {"status": row.status, "note": words or None}
            resource = ("security_incident", row.id)
            changed = difference(before, after)
            await record(session, who, "security_incident.change", resource, changes=changed, caller=caller)
            await session.flush()
        return IncidentRead.of(row)
