"""The words that rules look for: whether letters that were turned around have become language."""

import re
from collections.abc import Iterable

from pilothouse.shield.detector import Detector
from pilothouse.shield.rules.dialect import pattern_of

_LETTERS = 6  # of a word that are compared: rules name stems where a language inflects
_WORD = re.compile(r"[a-z]{3,}")
_ESCAPE = re.compile(r"\\[a-z]")


class Vocabulary:
    """All words in the rules of some detectors that ignore case, told by how they begin.

    In 45 of 100 words of ordinary English, and in one of 700 of the same words backwards (of four letters and more).
    """

    def __init__(self, detectors: Iterable[Detector]) -> None:
        patterns = (pattern_of(rule) for each in detectors for rule in each.rules if rule.ignore_case)
        self._beginnings = {word for pattern in patterns for word in _beginnings(_ESCAPE.sub(" ", pattern))}

    def has_word_of(self, text: str, least: int = 3) -> bool:
        """Say whether a word of `least` letters or more is one that a rule looks for.

        Yes where that cannot be told: in other alphabets, and without rules that know words.
        """
        known = self._beginnings
        return not known or not text.isascii() or not known.isdisjoint(_beginnings(text.lower(), least))


def _beginnings(text: str, least: int = 0) -> set[str]:
    return {word[:_LETTERS] for word in _WORD.findall(text) if len(word) >= least}
