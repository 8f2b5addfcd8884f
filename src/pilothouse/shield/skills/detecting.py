"""A detector over the judgement of instructions, for tool descriptions that are screened one by one."""

from collections.abc import Iterable
from functools import lru_cache

from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.detector import Candidate, Detector, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.skills.intent import judge_instructions

_SHORTEST = 40  # characters; no shorter description orders anything


def instruction_detector(
    *,
    id: str,  # noqa: A002  # as Detector calls it
    title: str,
    severity: Severity,
    explanation: str,
    remedy: str,
    references: tuple[str, ...],
) -> Detector:
    """Declare a detector of one thing that instructions may ask for."""

    def inspect(text: Text) -> Iterable[Candidate]:
        if len(text.value) < _SHORTEST:
            return
        for each in _judged(text.value):
            if each.detector == id:
                yield _candidate(each, explanation)

    return Detector(
        id=id,
        title=title,
        severity=severity,
        explanation=explanation,
        remedy=remedy,
        references=references,
        inspect=inspect,
        wants=frozenset({"tool_description"}),
        in_layers=False,
    )


@lru_cache(maxsize=4)
def _judged(text: str) -> tuple[Sighting, ...]:
    """Judge a text once for all the detectors that ask about it one after another."""
    return tuple(judge_instructions(text))


def _candidate(sighting: Sighting, explanation: str) -> Candidate:
    words = f"{sighting.why} {explanation}"
    return Candidate(sighting.start, sighting.end, sighting.confidence, sighting.severity, explanation=words)
