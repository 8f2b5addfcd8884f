"""Score what was seen or scanned, and hold back tools that the policy does not trust."""

from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.events.repository import EventRepository
from pilothouse.access.security.policies.book import PolicyBook
from pilothouse.access.security.scans.repository import ScanRepository
from pilothouse.access.security.trust.pasts import Past, ScannedPast, SeenPast
from pilothouse.access.security.trust.schemas import SubjectKind, TrustHistory, TrustPoint, TrustRead, TrustReason
from pilothouse.core.clock import Clock
from pilothouse.core.errors import Blocked
from pilothouse.core.principal import Principal
from pilothouse.core.remembered import Remembered
from pilothouse.db.engine import Database
from pilothouse.shield.trust import HALF_LIFE_DAYS

Gate: TypeAlias = Literal["open", "approve", "refuse"]

_LOOK_BACK = timedelta(days=6 * HALF_LIFE_DAYS)  # what is older counts less than a sixtieth
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
        """Return what something was seen or scanned of, least trusted first; of the others nothing bad is known."""
        async with self._database.transaction(who.organization_id) as session:
            pasts = await self._pasts(session, who, kind)
        read = [self._read(kind, name, past) for name, past in pasts.items()]
        return sorted(read, key=lambda each: (each.score, each.name))

    async def get(self, who: Principal, kind: SubjectKind, name: str, days: int) -> TrustHistory:
        """Return a score with its history.

        Raises:
            NotFound: an API key is named by something else than an id.
        """
        past = await self._past(who, kind, name)
        now = self._clock.now()
        moments = [now - timedelta(days=back) for back in range(days - 1, -1, -1)]
        history = [TrustPoint(at=each, score=past.trust_at(each).score) for each in moments]
        return TrustHistory(**self._read(kind, name, past).model_dump(), history=history)

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
            return (await self._past(who, kind, name)).trust_at(self._clock.now()).score

        return await self._scores.get((who.organization_id, kind, name), look_up)

    async def _past(self, who: Principal, kind: SubjectKind, name: str) -> Past:
        async with self._database.transaction(who.organization_id) as session:
            if kind == "skill":
                return ScannedPast((await ScanRepository(session).skills(who)).get(name, []))
            return SeenPast(await EventRepository(session).of_subject(who, kind, name, self._since()))

    async def _pasts(self, session: AsyncSession, who: Principal, kind: SubjectKind) -> dict[str, Past]:
        if kind == "skill":
            return {name: ScannedPast(scans) for name, scans in (await ScanRepository(session).skills(who)).items()}
        seen = await EventRepository(session).by_subject(who, kind, self._since())
        return {name: SeenPast(events) for name, events in seen.items()}

    def _read(self, kind: SubjectKind, name: str, past: Past) -> TrustRead:
        trust = past.trust_at(self._clock.now())
        reasons = [TrustReason.model_validate(reason) for reason in trust.reasons]
        return TrustRead(kind=kind, name=name, score=trust.score, reasons=reasons)

    def _since(self) -> datetime:
        return self._clock.now() - _LOOK_BACK
