"""Score tools and agents by what was seen of them, and hold back those that the policy does not trust."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, Protocol, TypeAlias
from uuid import UUID

from pilothouse.access.security.events.repository import EventRepository
from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.access.security.policies.book import PolicyBook
from pilothouse.access.security.trust.schemas import SubjectKind, TrustHistory, TrustPoint, TrustRead, TrustReason
from pilothouse.core.clock import Clock
from pilothouse.core.errors import Blocked
from pilothouse.core.principal import Principal
from pilothouse.core.remembered import Remembered
from pilothouse.db.engine import Database
from pilothouse.shield import trust
from pilothouse.shield.findings import Severity

Gate: TypeAlias = Literal["open", "approve", "refuse"]

_LOOK_BACK = timedelta(days=6 * trust.HALF_LIFE_DAYS)  # what is older counts less than a sixtieth
_FRESH_S = 15.0  # a score that a gate goes by may be that old


class NotTrusted(Blocked):
    """A tool or agent has a lower trust score than the policy asks for."""


class TrustGate(Protocol):
    """Tells whether a tool may be called."""

    async def gate(self, who: Principal, agent: str | None, tool: str) -> Gate: ...


class TrustService:
    """Scores what is named. Opens its own transactions."""

    def __init__(self, database: Database, book: PolicyBook, clock: Clock) -> None:
        self._database = database
        self._book = book
        self._clock = clock
        self._scores: Remembered[tuple[UUID, SubjectKind, str], float] = Remembered(_FRESH_S)

    async def listed(self, who: Principal, kind: SubjectKind) -> list[TrustRead]:
        """Return the tools or agents that something was seen of, least trusted first; the others have 100."""
        since = self._clock.now() - _LOOK_BACK
        async with self._database.transaction(who.organization_id) as session:
            events = EventRepository(session)
            found = {
                name: await events.of_subject(who, kind, name, since)
                for name in await events.subjects(who, kind, since)
            }
        read = [self._read(kind, name, rows) for name, rows in found.items()]
        return sorted(read, key=lambda each: (each.score, each.name))

    async def get(self, who: Principal, kind: SubjectKind, name: str, days: int) -> TrustHistory:
        """Return a score with its history. Who was never seen doing anything wrong has 100."""
        rows = await self._rows(who, kind, name)
        now = self._clock.now()
        points = trust.history(_events(rows), until=now, days=days, is_scanned=True)
        history = [TrustPoint(at=at, score=score) for at, score in points]
        return TrustHistory(**self._read(kind, name, rows).model_dump(), history=history)

    async def gate(self, who: Principal, agent: str | None, tool: str) -> Gate:
        """Tell whether a tool may be called: freely, after a person's approval, or not at all."""
        policies = await self._book.of(who.organization_id)
        policy = policies.trust_policy(agent, tool)
        if policy is None or policy.least_trust is None:
            return "open"
        subjects: list[tuple[SubjectKind, str]] = [("tool", tool)]
        if agent is not None:
            subjects.append(("agent", agent))
        for kind, name in subjects:
            if await self._score(who, kind, name) < policy.least_trust:
                return policy.low_trust
        return "open"

    async def _score(self, who: Principal, kind: SubjectKind, name: str) -> float:
        async def look_up(_key: object) -> float:
            return self._read(kind, name, await self._rows(who, kind, name)).score

        return await self._scores.get((who.organization_id, kind, name), look_up)

    async def _rows(self, who: Principal, kind: SubjectKind, name: str) -> Sequence[SecurityEvent]:
        async with self._database.transaction(who.organization_id) as session:
            return await EventRepository(session).of_subject(who, kind, name, self._clock.now() - _LOOK_BACK)

    def _read(self, kind: SubjectKind, name: str, rows: Sequence[SecurityEvent]) -> TrustRead:
        scored = trust.score(_events(rows), now=self._clock.now(), is_scanned=True)
        reasons = [TrustReason.model_validate(reason) for reason in scored.reasons]
        return TrustRead(kind=kind, name=name, score=scored.score, reasons=reasons)


def _events(rows: Sequence[SecurityEvent]) -> list[trust.Event]:
    """Return what counts: everything but false alarms."""
    return [
        trust.Event(
            "blocked" if row.action == "block" else "finding",
            row.at,
            Severity(row.severity),
            row.confidence,
            f"{row.title} ({row.detector})",
        )
        for row in rows
        if row.feedback != "false_alarm"
    ]
