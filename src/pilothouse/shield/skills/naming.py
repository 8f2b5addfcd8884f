"""From what was seen to a finding: the words of its detector, the place in its file."""

import re
from bisect import bisect_left
from functools import cache, cached_property

from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.detector import Detector, find_detectors
from pilothouse.shield.findings import FLAG_AT, Finding, mask
from pilothouse.shield.skills.report import evidence_of


@cache
def detectors_by_id() -> dict[str, Detector]:
    """Return every detector by its id."""
    return {each.id: each for each in find_detectors()}


class Lines:
    """Tells the line of a character."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _breaks(self) -> list[int]:
        """Where lines end; most files have no findings, and are never asked."""
        return [match.start() for match in re.finditer("\n", self._text)]

    def number(self, place: int) -> int:
        """Return the line of a character, from 1."""
        return bisect_left(self._breaks, place) + 1


def finding_of(sighting: Sighting, text: str, path: str | None, lines: Lines) -> Finding | None:
    """Return a sighting as a finding, None when it is too weak to be one."""
    if sighting.confidence < FLAG_AT:
        return None
    detector = detectors_by_id()[sighting.detector]
    evidence = evidence_of(text, sighting.start, sighting.end)
    return Finding(
        detector=detector.id,
        title=detector.title,
        severity=sighting.severity,
        confidence=sighting.confidence,
        start=sighting.start,
        end=sighting.end,
        evidence=mask(evidence) if detector.is_secret else evidence,
        explanation=f"{sighting.why} {detector.explanation}",
        remedy=detector.remedy,
        references=detector.references,
        layers=sighting.layers,
        path=path,
        line=lines.number(sighting.start),
    )
