"""The screening of one call."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from pilothouse.access.security.kinds import VALUES, Action, Family, Where, family_of
from pilothouse.access.security.policies.policy import PolicySet, TextException
from pilothouse.access.security.screening.marking import marked
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.reading import Question, Reader
from pilothouse.access.security.screening.seen import Findings
from pilothouse.access.security.screening.telling import Circumstances, Teller
from pilothouse.access.security.screening.verdict import Sighting, Verdict
from pilothouse.shield.findings import Finding
from pilothouse.shield.redaction import Vault, redact

_MARKED: frozenset[Where] = frozenset({"prompt", "tool_result"})


@dataclass(slots=True)
class Screening:
    """One policy, one set of placeholders.

    Attributes:
        vault: what placeholders stand for; empty as long as nothing was redacted.
    """

    reader: Reader
    teller: Teller
    around: Circumstances
    policies: PolicySet
    vault: Vault = field(default_factory=Vault)

    def is_off(self, where: Where, tool: str | None = None) -> bool:
        """Tell whether nothing is looked for in a place, so that nobody needs to read it."""
        return not self.policies.decisions(where, self.around.agent, tool)

    def actions(self, where: Where, tool: str | None = None) -> frozenset[Action]:
        """Return what may be done about something in a place."""
        return self.policies.actions(where, self.around.agent, tool)

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
        found = dict(zip(asked, await self.reader.find(organization_id, [*asked.values()]), strict=True))
        sightings = [self.minded(each, found.get(number, ())) for number, each in enumerate(passages)]
        redacts = redacts and any(seen.action == "redact" for each in sightings for seen in each)
        return [self.verdict(*each, redacts=redacts) for each in zip(passages, sightings, strict=True)]

    def watch(self, passage: Passage) -> None:
        """Read a text that has gone out already, for the events alone; a long one is read in a thread, unwaited for."""
        asked = self._question(passage)
        key = self.reader.key_of(self.around.principal.organization_id, asked)
        findings = self.reader.seen.get(key)
        if findings is not None:
            self.minded(passage, findings)
        elif len(passage.text) <= self.reader.inline_chars:
            self._watched(passage, key, self.reader.scan(*asked))
        else:
            scanning = asyncio.get_running_loop().run_in_executor(None, self.reader.scan, *asked)
            scanning.add_done_callback(
                lambda done: None if done.cancelled() else self._watched(passage, key, done.result())
            )

    def _watched(self, passage: Passage, key: bytes, findings: Findings) -> None:
        self.reader.seen.put(key, findings)
        self.minded(passage, findings)

    def minded(self, passage: Passage, findings: Findings) -> tuple[Sighting, ...]:
        """Return the findings that the policy minds, and let events be written of them."""
        if not findings:
            return ()
        sightings = self.judge(passage, findings)
        self.teller.tell(self.around, passage, sightings)
        return sightings

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

    def verdict(self, passage: Passage, sightings: tuple[Sighting, ...], *, redacts: bool = True) -> Verdict:
        """Say what may be passed on. Placeholders that somebody typed are told apart from those of ours."""
        text = passage.text
        if redacts:
            text = redact(text, [each.finding for each in sightings if each.action == "redact"], self.vault)
        is_marked = passage.where in _MARKED and any(each.action == "flag" for each in sightings)
        return Verdict(marked(text) if is_marked else text, sightings)

    def minds_nothing(self, passage: Passage) -> bool:
        """Tell whether the policy minds nothing in a text that was just read."""
        key = self.reader.key_of(self.around.principal.organization_id, self._question(passage))
        return not self.judge(passage, self.reader.seen.get(key) or ())

    def is_known_harmless(self, raw: bytes, *, values_only: bool) -> bool:
        """Tell whether bytes have been remembered as harmless, by the policy as it is now."""
        return self.reader.seen.get(self._key_of_raw(raw, values_only=values_only)) is not None

    def remember_harmless(self, raw: bytes, *, values_only: bool) -> None:
        """Remember bytes in which nothing is minded, so that they are not taken apart when they come again."""
        self.reader.seen.put(self._key_of_raw(raw, values_only=values_only), ())

    def _key_of_raw(self, raw: bytes, *, values_only: bool) -> bytes:
        mark = self.policies.mark(self.around.agent)
        return self.reader.key_of_raw(self.around.principal.organization_id, raw, mark, values_only=values_only)

    def _question(self, passage: Passage) -> Question:
        families = self._families(passage.where, passage.tool) if passage.text else ()
        wanted: list[Family] = [each for each in families if each in VALUES or not passage.values_only]
        return Question(passage.text, passage.where, tuple(wanted))

    def _families(self, where: Where, tool: str | None = None) -> tuple[Family, ...]:
        return tuple(self.policies.decisions(where, self.around.agent, tool))

    def _is_excepted(self, text: str, finding: Finding) -> bool:
        if not self.policies.allowed:
            return False
        fingerprint = self.teller.fingerprint(self.around.principal.organization_id, text, finding)
        return TextException(finding.detector, fingerprint) in self.policies.allowed
