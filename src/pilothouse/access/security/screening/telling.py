"""Lets events be written of what was seen."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from pilothouse.access.security.events.note import EventNote, EventSink
from pilothouse.access.security.screening.evidence import shown
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.seen import Findings, ToldLately
from pilothouse.access.security.screening.verdict import Sighting
from pilothouse.core.clock import Clock
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import request_id
from pilothouse.shield.findings import Finding, cut_evidence

_MOST_TOLD = 50  # findings of one text that become events, worst first; all are acted upon
_LONGEST_NAME = 200

Fingerprint = Callable[[UUID, str], bytes]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """For whom and in what a text is screened."""

    principal: Principal
    agent: str | None = None
    conversation_id: UUID | None = None
    mission_id: UUID | None = None


class Teller:
    """Makes events of findings, of the same one within an hour a single event unless it was blocked.

    Args:
        values_in: finds secrets and personal data in a text, which no event may show.
        fingerprint: makes of a text what tells it apart from others without showing it.
    """

    def __init__(
        self,
        events: EventSink,
        *,
        values_in: Callable[[str], Findings],
        fingerprint: Fingerprint | None,
        clock: Clock,
    ) -> None:
        self._events = events
        self._values_in = values_in
        self._fingerprint = fingerprint or _plain_fingerprint
        self._clock = clock
        self._told = ToldLately(time.monotonic)

    def fingerprint(self, organization_id: UUID, text: str, finding: Finding) -> bytes:
        """Return the fingerprint of what a finding saw in a text."""
        return self._fingerprint(organization_id, text[finding.start : finding.end] or finding.evidence)

    def tell(self, around: Circumstances, passage: Passage, sightings: Sequence[Sighting]) -> None:
        """Let events be written of what was seen in a text."""
        for each in sightings[:_MOST_TOLD]:
            self._tell(around, passage, each)

    def _tell(self, around: Circumstances, passage: Passage, seen: Sighting) -> None:
        organization_id = around.principal.organization_id
        fingerprint = self.fingerprint(organization_id, passage.text, seen.finding)
        key = (organization_id, passage.where, seen.action, seen.finding.detector, fingerprint,
               passage.tool, around.agent, around.principal.api_key_id, around.conversation_id)  # fmt: skip
        if seen.action != "block" and not self._told.is_new(key):
            return
        evidence = shown(passage.text, seen.finding, self._values_in)
        note = EventNote(
            id=new_id(),
            at=self._clock.now(),
            principal=around.principal,
            where=passage.where,
            family=seen.family,
            action=seen.action,
            finding=msgspec.structs.replace(seen.finding, evidence=evidence),
            fingerprint=fingerprint,
            agent=_name(around.agent),
            tool=_name(passage.tool),
            conversation_id=around.conversation_id,
            mission_id=around.mission_id,
            request_id=request_id(),
        )
        self._events.put(note)


def _name(name: str | None) -> str | None:
    """Return a name that can be stored: those on the wires are what callers like."""
    return None if name is None else cut_evidence(name)[:_LONGEST_NAME]


def _plain_fingerprint(organization_id: UUID, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=organization_id.bytes).digest()
