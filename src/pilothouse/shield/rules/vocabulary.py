"""The words that rules look for: whether letters that were turned around have become language."""

import re
import string
from collections.abc import Iterable
from operator import itemgetter

from pilothouse.shield.detector import Detector
from pilothouse.shield.rules.dialect import pattern_of

_SHORTEST = 3  # letters of a word that is known
_beginning_of = itemgetter(slice(6))  # the letters that are compared: rules name stems where a language inflects
_GAPS = {code: " " for code in range(128) if chr(code) not in string.ascii_lowercase}
_ODD = re.compile(r"\\[a-z]|[^\x00-\x7f]")  # of a pattern: what is no letter, and letters of other alphabets


class Vocabulary:
    """All words in the rules of some detectors that ignore case, told by how they begin.

    In 45 of 100 words of ordinary English, and in one of 700 of the same words backwards (of four letters and more).
    """

    def __init__(self, detectors: Iterable[Detector]) -> None:
        patterns = (pattern_of(rule) for each in detectors for rule in each.rules if rule.ignore_case)
        words = _words_of(_ODD.sub(" ", "\n".join(patterns)))
        self._known = {_SHORTEST: frozenset(_beginning_of(each) for each in words if len(each) >= _SHORTEST)}

    def has_word_of(self, text: str, least: int = _SHORTEST) -> bool:
        """Say whether a word of `least` letters or more is one that a rule looks for.

        Yes where that cannot be told: in other alphabets, and without rules that know words.
        """
        if not self._known[_SHORTEST] or not text.isascii():
            return True
        if (known := self._known.get(least)) is None:
            known = self._known[least] = frozenset(each for each in self._known[_SHORTEST] if len(each) >= least)
        return not known.isdisjoint(map(_beginning_of, _words_of(text.lower())))


def _words_of(text: str) -> Iterable[str]:
    return text.translate(_GAPS).split()
