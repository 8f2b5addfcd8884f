"""A detector over the analysis of code: a few literals wake it up, the analysis decides."""

from collections.abc import Iterable
from functools import lru_cache

from pilothouse.shield.code.analysis import analyse_source
from pilothouse.shield.code.languages import Language, language_of
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.detector import Candidate, Detector, Rule, Text
from pilothouse.shield.findings import Severity

REMEDY = "Do not run it. Remove the code, or take the skill from a publisher you trust; change the keys it could reach."


def code_detector(
    name: str,
    title: str,
    severity: Severity,
    explanation: str,
    *,
    wakes: Iterable[str],
    references: tuple[str, ...],
    remedy: str = REMEDY,
) -> Detector:
    """Declare a detector of one behaviour of code.

    Args:
        wakes: patterns in lower case, in the dialect of rules; a text in which none is found is not analysed.
    """

    def inspect(text: Text) -> Iterable[Candidate]:
        for each in _analysed(text.value):
            if each.detector == name and each.confidence >= 0.5:
                yield Candidate(
                    each.start, each.end, each.confidence, each.severity, explanation=f"{each.why} {explanation}"
                )

    return Detector(
        id=name,
        title=title,
        severity=severity,
        explanation=explanation,
        remedy=remedy,
        references=references,
        rules=tuple(Rule(pattern, ignore_case=True) for pattern in wakes),
        inspect=inspect,
        needs_match=True,
    )


@lru_cache(maxsize=4)
def _analysed(text: str) -> tuple[Sighting, ...]:
    """Analyse a text once for all the detectors that ask about it one after another."""
    language = language_of(None, text)
    return tuple(analyse_source(text, Language.SHELL if language is Language.OTHER else language))
