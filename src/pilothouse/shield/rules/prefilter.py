"""Many patterns of `re`, with all that only `re` understands, asked at once: which of them might match a text?

For readers that hold some thirty patterns against each line or passage. Almost none matches almost anywhere.
"""

import os
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from pilothouse.shield.rules.engines import Hyperscan, engine_of

_ODD = re.compile("[\x1c-\x1f\u0130\u0131\u017f\u212a]")  # spaces to `re` alone; capitals and twins of i, s and k
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")  # a digit to `re`, yet in no list of digits: like no other character


class _Likenesses(dict[str, str]):
    """For each character beyond ASCII, digits aside, one that a pattern without such characters takes for the same.

    A letter is a word's character that no list of letters holds; a space is one that patterns do not name; the rest is
    neither.
    """

    def __missing__(self, letter: str) -> str:
        self[letter] = likeness = "_" if letter.isalnum() else "\f" if letter.isspace() else "\x01"
        return likeness


_LIKENESS = _Likenesses()


class Prefilter:
    """Says yes wherever a pattern matches, and sometimes where it does not.

    Only hyperscan can: it widens what it does not understand, such as look-around. With re2 the answer is always yes.
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        asked = {id(pattern): pattern for pattern in patterns}
        self._patterns = tuple(asked.values())  # kept, so that their ids stay theirs
        self._all = frozenset(asked)
        self._numbers = tuple(
            number for number, each in asked.items() if each.pattern.isascii() and not each.search("")
        )
        self._always = self._all.difference(self._numbers)
        is_possible = engine_of(os.environ.get("PILOTHOUSE_SHIELD_MATCHER")) is Hyperscan
        written = [_with_flags(asked[number]) for number in self._numbers]
        self._engine = Hyperscan(written, is_utf8=False, is_told_once=True, is_loose=True) if is_possible else None

    def might_match(self, text: str) -> AbstractSet[int]:
        """Return the `id` of each pattern that may match somewhere in a text."""
        if self._engine is None or _ODD.search(text):
            return self._all
        if not text.isascii():
            if _FOREIGN_DIGIT.search(text):
                return self._all
            text = _FOREIGN.sub(lambda letter: _LIKENESS[letter[0]], text)
        return {*self._always, *(self._numbers[number] for number, _, _ in self._engine.hits(text.encode("ascii")))}


def _with_flags(pattern: re.Pattern[str]) -> str:
    letters = ("i" if pattern.flags & re.IGNORECASE else "") + ("s" if pattern.flags & re.DOTALL else "")
    return f"(?{letters}){pattern.pattern}" if letters else pattern.pattern
