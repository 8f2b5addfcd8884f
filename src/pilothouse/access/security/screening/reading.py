"""Reads texts with the engine: each once, a long one in a thread."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from pilothouse.access.security.kinds import FAMILIES, KINDS, PLACES, VALUES, Family, Where, detectors_of
from pilothouse.access.security.policies.policy import LEAST_CONFIDENCE
from pilothouse.access.security.screening.seen import Findings, SeenTexts
from pilothouse.shield.scanner import Scanner, scanner
from pilothouse.shield.skills.tools import ToolDescription, scan_tools

INLINE_CHARS = 24_000  # half a millisecond; what takes longer goes to a thread, so that the loop never stands still
_NUMBERS = {where: number for number, where in enumerate(PLACES)}
_BITS = {family: 1 << number for number, family in enumerate(FAMILIES)}


class Question(NamedTuple):
    """A text, where it stands, and what is looked for in it."""

    text: str
    where: Where
    families: tuple[Family, ...]


class Reader:
    """Finds what texts hold. Only a text that was not seen before is scanned."""

    def __init__(self, engine: Callable[[], Scanner] = scanner, *, inline_chars: int = INLINE_CHARS) -> None:
        self.engine = engine
        self.inline_chars = inline_chars
        self.seen = SeenTexts()
        self._is_warm = False  # the first scan compiles the rules, which takes seconds: not on the event loop

    async def find(self, organization_id: UUID, asked: Sequence[Question]) -> list[Findings]:
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

    def key_of(self, organization_id: UUID, asked: Question) -> bytes:
        """Return under what the findings of a text are remembered."""
        label = bytes((_NUMBERS[asked.where], _mask(asked.families)))
        return self.seen.key_of(organization_id, label, asked.text.encode("utf-8", "surrogatepass"))

    def key_of_raw(self, organization_id: UUID, raw: bytes, mark: bytes, *, values_only: bool) -> bytes:
        """Return under what a piece of a body is remembered, by the mark of the policy that it was read for."""
        label = bytes((len(_NUMBERS), values_only)) + mark
        return self.seen.key_of(organization_id, label, raw)

    async def _scanned(self, asked: Sequence[Question]) -> list[Findings]:
        if self._is_warm and sum(len(each.text) for each in asked) <= self.inline_chars:
            return [self.scan(*each) for each in asked]
        return await asyncio.to_thread(lambda: [self.scan(*each) for each in asked])


def _mask(families: Iterable[Family]) -> int:
    """Return a number below 256 that tells which families are meant."""
    return sum(_BITS[each] for each in families)
