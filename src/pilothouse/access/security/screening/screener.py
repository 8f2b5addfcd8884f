"""The one home of screening: every text that enters or leaves a model, tool, upload or memory passes here."""

import asyncio
import contextvars
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.events.note import EventNote, EventSink, LoggedEvents
from pilothouse.access.security.kinds import (
    FAMILIES,
    KINDS,
    PLACES,
    VALUES,
    Action,
    Family,
    Where,
    detectors_of,
    family_of,
)
from pilothouse.access.security.policies.policy import LEAST_CONFIDENCE, PolicySet, TextException
from pilothouse.access.security.screening.evidence import shown
from pilothouse.access.security.screening.marking import marked
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.seen import Findings, SeenTexts, ToldLately
from pilothouse.access.security.screening.verdict import Sighting, Verdict
from pilothouse.core.clock import Clock, SystemClock
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import request_id
from pilothouse.shield.findings import Finding, cut_evidence
from pilothouse.shield.redaction import Vault, redact
from pilothouse.shield.scanner import Scanner, scanner
from pilothouse.shield.skills.tools import ToolDescription, scan_tools

INLINE_CHARS = 24_000  # half a millisecond; what takes longer goes to a thread, so that the loop never stands still
_MOST_TOLD = 50  # findings of one text that become events, worst first; all are acted upon
_LONGEST_NAME = 200
_NUMBERS = {where: number for number, where in enumerate(PLACES)}
_BITS = {family: 1 << number for number, family in enumerate(FAMILIES)}
_MARKED: frozenset[Where] = frozenset({"prompt", "tool_result"})

Fingerprint = Callable[[UUID, str], bytes]


class Policies(Protocol):
    """Knows the policies of organizations."""

    async def of(self, organization_id: UUID, session: AsyncSession | None = None) -> PolicySet:
        """Return an organization's policies; a session that is open for it is used where they must be read."""
        ...


class StandardPolicies:
    """The standard for everybody, where there is no database."""

    _standard = PolicySet()

    async def of(self, organization_id: UUID, session: AsyncSession | None = None) -> PolicySet:
        del organization_id, session
        return self._standard


@dataclass(frozen=True, slots=True)
class Circumstances:
    """For whom and in what a text is screened."""

    principal: Principal
    agent: str | None = None
    conversation_id: UUID | None = None
    mission_id: UUID | None = None


class Screener:
    """Screens texts under the policies of organizations. One for each process; without arguments it holds the standard.

    Only a text that was not seen before is scanned; one that would hold up the event loop is scanned in a thread.
    """

    def __init__(
        self,
        policies: Policies | None = None,
        events: EventSink | None = None,
        *,
        fingerprint: Fingerprint | None = None,
        clock: Clock | None = None,
        engine: Callable[[], Scanner] = scanner,
        inline_chars: int = INLINE_CHARS,
    ) -> None:
        self.policies = policies or StandardPolicies()
        self.events = events or LoggedEvents()
        self.fingerprint = fingerprint or _plain_fingerprint
        self.clock = clock or SystemClock()
        self.seen = SeenTexts()
        self.told = ToldLately(time.monotonic)
        self.engine = engine
        self.inline_chars = inline_chars
        self._is_warm = False  # the first scan compiles the rules, which takes seconds: not on the event loop

    async def screen(
        self,
        principal: Principal,
        text: str,
        where: Where,
        *,
        agent: str | None = None,
        tool: str | None = None,
        conversation_id: UUID | None = None,
        session: AsyncSession | None = None,
    ) -> Verdict:
        """Screen one text.

        Args:
            session: the caller's transaction, where one is open.

        Returns:
            The verdict. What is redacted cannot be restored: who wants that begins a `Screening`.
        """
        around = Circumstances(principal, agent, conversation_id)
        return await (await self.begin(around, session)).screen(text, where, tool=tool)

    async def begin(self, around: Circumstances, session: AsyncSession | None = None) -> "Screening":
        """Begin to screen the texts of one call, which share placeholders."""
        return Screening(self, around, await self.policies.of(around.principal.organization_id, session))

    async def find(self, organization_id: UUID, asked: Sequence["Question"]) -> list[Findings]:
        """Return the findings of texts, worst first."""
        keys = [self.key_of(organization_id, each) for each in asked]
        found = [self.seen.get(key) for key in keys]
        missing = [number for number, each in enumerate(found) if each is None]
        fresh = await self._scanned([asked[number] for number in missing])
        for number, findings in zip(missing, fresh, strict=True):
            self.seen.put(keys[number], findings)
            found[number] = findings
        return [each or () for each in found]

    def scan(self, text: str, where: Where, families: tuple[Family, ...] | frozenset[Family] = FAMILIES) -> Findings:
        """Scan one text here and now for some families of findings."""
        chosen = detectors_of(families)
        report = self.engine().scan(text, kind=KINDS[where], detectors=chosen, least_confidence=LEAST_CONFIDENCE)
        self._is_warm = True
        if where != "tool_description":
            return report.findings
        return (*scan_tools([ToolDescription("", text)]), *report.findings)

    def values_in(self, text: str) -> Findings:
        """Return the secrets and personal data in a text."""
        return self.scan(text, "prompt", VALUES)

    def key_of(self, organization_id: UUID, asked: "Question") -> bytes:
        """Return under what the findings of a text are remembered."""
        label = bytes((_NUMBERS[asked.where], _mask(asked.families)))
        return self.seen.key_of(organization_id, label, asked.text.encode("utf-8", "surrogatepass"))

    async def _scanned(self, asked: Sequence["Question"]) -> list[Findings]:
        if self._is_warm and sum(len(each.text) for each in asked) <= self.inline_chars:
            return [self.scan(*each) for each in asked]
        return await asyncio.to_thread(lambda: [self.scan(*each) for each in asked])


class Question(NamedTuple):
    """A text, where it stands, and what is looked for in it."""

    text: str
    where: Where
    families: tuple[Family, ...]


@dataclass(slots=True)
class Screening:
    """The screening of one call: one policy, one set of placeholders.

    Attributes:
        vault: what placeholders stand for; empty as long as nothing was redacted.
    """

    screener: Screener
    around: Circumstances
    policies: PolicySet
    vault: Vault = field(default_factory=Vault)

    def is_off(self, where: Where, tool: str | None = None) -> bool:
        """Tell whether nothing is looked for in a place, so that nobody needs to read it."""
        return not self.policies.decisions(where, self.around.agent, tool)

    def actions(self, where: Where, tool: str | None = None) -> frozenset[Action]:
        """Return what may be done about something in a place."""
        return frozenset(each.action for each in self.policies.decisions(where, self.around.agent, tool).values())

    async def screen(self, text: str, where: Where, *, tool: str | None = None, redacts: bool = True) -> Verdict:
        """Screen one text.

        Args:
            redacts: False keeps values, for a text that passes here again on its way to a model.
        """
        (verdict,) = await self.read([Passage(text, where, tool)], redacts=redacts)
        return verdict

    async def read(self, passages: Sequence[Passage], *, redacts: bool = True) -> list[Verdict]:
        """Screen the texts of a call together, so that a value has the same placeholder in all of them."""
        asked = {number: each for number, passage in enumerate(passages) if (each := self._question(passage)).families}
        if not asked:
            return [Verdict(each.text) for each in passages]
        organization_id = self.around.principal.organization_id
        found = dict(zip(asked, await self.screener.find(organization_id, [*asked.values()]), strict=True))
        sightings = [self.minded(each, found.get(number, ())) for number, each in enumerate(passages)]
        redacts = redacts and any(seen.action == "redact" for each in sightings for seen in each)
        return [self.verdict(*each, redacts=redacts) for each in zip(passages, sightings, strict=True)]

    def holds_nothing(self, passage: Passage) -> bool:
        """Tell whether a text that was just read holds nothing, whatever a policy says."""
        asked = self._question(passage)
        return not self.screener.seen.get(self.screener.key_of(self.around.principal.organization_id, asked))

    def is_known_clean(self, raw: bytes, *, values_only: bool) -> bool:
        """Tell whether bytes have been remembered as clean, for as much as is looked for now."""
        return self.screener.seen.get(self._key_of_raw(raw, values_only=values_only)) is not None

    def remember_clean(self, raw: bytes, *, values_only: bool) -> None:
        """Remember bytes in which nothing was found, so that they are not taken apart when they come again."""
        self.screener.seen.put(self._key_of_raw(raw, values_only=values_only), ())

    def _key_of_raw(self, raw: bytes, *, values_only: bool) -> bytes:
        masks = (_mask(self._families("prompt")), _mask(self._families("tool_result")))
        label = bytes((len(_NUMBERS), *masks, values_only))
        return self.screener.seen.key_of(self.around.principal.organization_id, label, raw)

    def _question(self, passage: Passage) -> Question:
        families = self._families(passage.where, passage.tool) if passage.text else ()
        wanted: list[Family] = [each for each in families if each in VALUES or not passage.values_only]
        return Question(passage.text, passage.where, tuple(wanted))

    def _families(self, where: Where, tool: str | None = None) -> tuple[Family, ...]:
        return tuple(self.policies.decisions(where, self.around.agent, tool))

    def watch(self, passage: Passage) -> None:
        """Read a text that has gone out already, for the events alone; a long one is read in a thread, unwaited for."""
        asked = self._question(passage)
        if len(passage.text) <= self.screener.inline_chars:
            self.minded(passage, self.screener.scan(*asked))
            return
        copied = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        scanning = loop.run_in_executor(None, self.screener.scan, *asked)
        scanning.add_done_callback(lambda done: copied.run(self._watched, passage, done))

    def _watched(self, passage: Passage, scanned: "asyncio.Future[Findings]") -> None:
        if not scanned.cancelled():
            self.minded(passage, scanned.result())

    def judge(self, passage: Passage, findings: Findings) -> tuple[Sighting, ...]:
        """Return the findings that the policy minds."""
        decisions = self.policies.decisions(passage.where, self.around.agent, passage.tool)
        minded: list[Sighting] = []
        for finding in findings:
            family = family_of(finding.detector)
            decision = decisions.get(family)
            if decision is None or (passage.values_only and family not in VALUES):
                continue
            least = max(decision.least_confidence, self.policies.thresholds.get(finding.detector, 0.0))
            if finding.confidence >= least and not self._is_excepted(passage.text, finding):
                minded.append(Sighting(finding, family, decision.action))
        return tuple(minded)

    def tell(self, passage: Passage, sightings: Sequence[Sighting]) -> None:
        """Let events be written of what was seen; what was told lately only when it was blocked."""
        for each in sightings[:_MOST_TOLD]:
            self._tell(passage, each)

    def minded(self, passage: Passage, findings: Findings) -> tuple[Sighting, ...]:
        """Return the findings that the policy minds, and let events be written of them."""
        if not findings:
            return ()
        sightings = self.judge(passage, findings)
        self.tell(passage, sightings)
        return sightings

    def verdict(self, passage: Passage, sightings: tuple[Sighting, ...], *, redacts: bool = True) -> Verdict:
        """Say what may be passed on. Placeholders that somebody typed are told apart from those of ours."""
        text = passage.text
        if redacts:
            text = redact(text, [each.finding for each in sightings if each.action == "redact"], self.vault)
        is_marked = passage.where in _MARKED and any(each.action == "flag" for each in sightings)
        return Verdict(marked(text) if is_marked else text, sightings)

    def _is_excepted(self, text: str, finding: Finding) -> bool:
        return bool(self.policies.allowed) and (
            TextException(finding.detector, self._fingerprint(text, finding)) in self.policies.allowed
        )

    def _tell(self, passage: Passage, seen: Sighting) -> None:
        around, text = self.around, passage.text
        fingerprint = self._fingerprint(text, seen.finding)
        key = (around.principal.organization_id, passage.where, seen.action, seen.finding.detector, fingerprint,
               passage.tool, around.agent, around.conversation_id)  # fmt: skip
        if seen.action != "block" and not self.screener.told.is_new(key):
            return
        note = EventNote(
            id=new_id(),
            at=self.screener.clock.now(),
            principal=around.principal,
            where=passage.where,
            family=seen.family,
            action=seen.action,
            finding=msgspec.structs.replace(seen.finding, evidence=shown(text, seen.finding, self.screener.values_in)),
            fingerprint=fingerprint,
            agent=_name(around.agent),
            tool=_name(passage.tool),
            conversation_id=around.conversation_id,
            mission_id=around.mission_id,
            request_id=request_id(),
        )
        self.screener.events.put(note)

    def _fingerprint(self, text: str, finding: Finding) -> bytes:
        seen = text[finding.start : finding.end] or finding.evidence
        return self.screener.fingerprint(self.around.principal.organization_id, seen)


def _name(name: str | None) -> str | None:
    """Return a name that can be stored: those on the wires are what callers like."""
    return None if name is None else cut_evidence(name)[:_LONGEST_NAME]


def _plain_fingerprint(organization_id: UUID, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=organization_id.bytes).digest()


def _mask(families: Iterable[Family]) -> int:
    """Return a number below 256 that tells which families are meant."""
    return sum(_BITS[each] for each in families)
