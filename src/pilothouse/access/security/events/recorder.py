"""Notes become rows beside the path: in batches, never waited for, never lost without a word."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.service import record
from pilothouse.access.security.events.note import EventNote
from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.access.security.incidents.grouping import is_of_an_incident, join_incident, source_of
from pilothouse.access.security.incidents.tables import SecurityIncident
from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import bound_contextvars, get_logger
from pilothouse.db.engine import Database
from pilothouse.notify.outbox import Notice, Outbox

log = get_logger(__name__)

TOPIC = "security.event"
_CAPACITY = 10_000  # notes that wait while the database is away
_BATCH = 200
_RETRY_S = 1.0
_LAST_S = 5.0  # what the last notes of a process get to be written


class EventRecorder:
    """Writes the notes of a process.

    Attributes:
        dropped: notes that found no room, or could not be written.
    """

    def __init__(self, database: Database, outbox: Outbox | None = None, capacity: int = _CAPACITY) -> None:
        self.dropped = 0
        self._database = database
        self._outbox = outbox
        self._capacity = capacity
        self._waiting: deque[EventNote] = deque()
        self._in_hand: list[EventNote] = []
        self._there_are = asyncio.Event()
        self._all_written = asyncio.Event()
        self._all_written.set()

    def put(self, note: EventNote) -> None:
        """Take a note; with no room left it is counted and logged instead."""
        if len(self._waiting) >= self._capacity:
            self._drop([note], "full")
            return
        self._waiting.append(note)
        self._all_written.clear()
        self._there_are.set()

    async def written(self, within_s: float = 2.0) -> None:
        """Wait until what was put so far is written, or the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._all_written.wait()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["EventRecorder"]:
        """Write meanwhile; at the end write what is left."""
        task = asyncio.create_task(self._write_all(), name="security-events")
        try:
            yield self
        finally:
            await self.written(_LAST_S)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._drop([*self._in_hand, *self._waiting], "stopped")

    async def _write_all(self) -> None:
        while True:
            await self._there_are.wait()
            self._in_hand = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            by_organization: dict[UUID, list[EventNote]] = defaultdict(list)
            for note in self._in_hand:
                by_organization[note.principal.organization_id].append(note)
            for organization_id, notes in by_organization.items():
                await self._write(organization_id, notes)
            if not self._waiting:
                self._there_are.clear()
                self._all_written.set()

    async def _write(self, organization_id: UUID, notes: Sequence[EventNote]) -> None:
        """Write an organization's notes in one transaction, as soon as the database is there."""
        while True:
            try:
                async with self._database.transaction(organization_id) as session:
                    await self._write_notes(session, notes)
            except Unavailable:
                await asyncio.sleep(_RETRY_S)
                continue
            except Exception:
                log.exception("security_events_not_written")
                self._drop(notes, "failed")
            self._in_hand = [note for note in self._in_hand if note.principal.organization_id != organization_id]
            return

    async def _write_notes(self, session: AsyncSession, notes: Sequence[EventNote]) -> None:
        incidents: dict[UUID, UUID] = {}
        grave = sorted(filter(is_of_an_incident, notes), key=lambda note: (note.finding.detector, source_of(note)))
        for note in grave:
            incident, is_new = await join_incident(session, note)
            incidents[note.id] = incident.id
            if is_new and self._outbox is not None:
                await self._outbox.notify(session, _news(incident, note))
        await session.flush()
        await session.execute(insert(SecurityEvent), [_row(note, incidents.get(note.id)) for note in notes])
        for note in notes:
            if note.action == "block":
                await _audit(session, note)

    def _drop(self, notes: Sequence[EventNote], why: str) -> None:
        if notes:
            self.dropped += len(notes)
            detectors = sorted({note.finding.detector for note in notes})
            log.error("security_events_dropped", count=len(notes), total=self.dropped, reason=why, detectors=detectors)


async def _audit(session: AsyncSession, note: EventNote) -> None:
    changes = {"detector": (None, note.finding.detector), "where": (None, note.where)}
    changes |= {name: (None, value) for name, value in _subjects(note) if value is not None}
    with bound_contextvars(request_id=note.request_id):
        await record(
            session,
            note.principal,
            "security.block",
            ("security_event", note.id),
            outcome="refused",
            changes=changes,
        )


def _subjects(note: EventNote) -> Iterable[tuple[str, str | None]]:
    return ("agent", note.agent), ("tool", note.tool)


def _news(incident: SecurityIncident, note: EventNote) -> Notice:
    payload = {
        "incident_id": str(incident.id),
        "title": incident.title,
        "words": f"{note.finding.explanation} It came from {incident.source}; what was done: {note.action}.",
        "severity": note.finding.severity.name.lower(),
        "detector": incident.detector,
        "source": incident.source,
        "action": note.action,
        "path": f"/security?incident={incident.id}",
    }
    return Notice(note.principal.organization_id, TOPIC, f"security_incident:{incident.id}", payload, note.at)


def _row(note: EventNote, incident_id: UUID | None) -> dict[str, Any]:
    finding = note.finding
    about = {
        "explanation": finding.explanation,
        "remedy": finding.remedy,
        "references": list(finding.references),
        "layers": list(finding.layers),
    }
    same = (
        "agent",
        "tool",
        "conversation_id",
        "mission_id",
        "request_id",
        "family",
        "action",
        "fingerprint",
        "id",
        "at",
    )
    return {name: getattr(note, name) for name in same} | {
        "organization_id": note.principal.organization_id,
        "user_id": note.principal.user_id,
        "api_key_id": note.principal.api_key_id,
        "place": note.where,
        "detector": finding.detector,
        "title": finding.title,
        "severity": int(finding.severity),
        "confidence": finding.confidence,
        "evidence": finding.evidence,
        "about": about,
        "incident_id": incident_id,
    }
