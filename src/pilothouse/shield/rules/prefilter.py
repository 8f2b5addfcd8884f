"""Many patterns of `re`, with all that only `re` understands, asked at once: which of them might match a text?

For readers that hold some thirty patterns against each line or passage. Almost none matches almost anywhere.
"""

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pilothouse.shield.rules.engines import Hit, Hyperscan, engine_of

_ODD = (b"\x1c", b"\x1d", b"\x1e", b"\x1f")  # spaces to `re` alone; they stand for all letters that engines mistake
_TWINS = "\u0130\u0131\u017f\u212a"  # capitals and twins of i, s and k
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_MOST_KNOWN = 1 << 16  # characters that are remembered: those of all living languages, and not all that there are


class _Likenesses(dict[int, str]):
    """For each character beyond ASCII, one that a pattern without such characters takes for the same.

    A letter is a word's character that no list of letters holds; a space is one that patterns do not name; a digit is
    one in no list of digits, like no other character; the rest is neither.
    """

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        is_odd = letter in _TWINS or letter.isdecimal()
        likeness = "\x1c" if is_odd else "_" if letter.isalnum() else "\f" if letter.isspace() else "\x01"
        if len(self) < _MOST_KNOWN:
            self[code] = likeness
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
        self._engine = Hyperscan(written, is_utf8=False, is_loose=True) if is_possible else None

    def might_match(self, text: str) -> frozenset[int]:
        """Return the `id` of each pattern that may match somewhere in a text."""
        hits = self._hits(text)
        return self._all if hits is None else self._always.union([self._numbers[number] for number, _, _ in hits])

    def might_match_each(self, text: str, starts: Sequence[int]) -> list[frozenset[int]]:
        """Return the `id` of each pattern that may match within each piece of a text, told in one pass.

        Args:
            starts: where pieces begin, each at the beginning of a line; a piece goes on to the next.
        """
        hits = self._hits(text)
        if hits is None or any(first != last for _, first, last in hits):  # odd letters, or too many hits to say where
            return [self.might_match(text[start:end]) for start, end in pairwise([*starts, len(text)])]
        found = [self._always] * len(starts)
        for number, end, _ in hits if starts else ():
            piece, pattern = max(bisect_left(starts, end) - 1, 0), self._numbers[number]
            if pattern not in found[piece]:
                found[piece] = found[piece] | {pattern}
        return found

    def _hits(self, text: str) -> list[Hit] | None:
        """Return what the engine says, None where it cannot know."""
        data = _plain(text) if self._engine is not None else None
        return None if self._engine is None or data is None else self._engine.hits(data)


def _plain(text: str) -> bytes | None:
    """Return a text as the engine may read it, a byte for each character; None where the engine would err."""
    if not text.isascii():
        text = _FOREIGN.sub(lambda letters: letters[0].translate(_LIKENESS), text)
    data = text.encode("ascii")
    return None if any(odd in data for odd in _ODD) else data


def _with_flags(pattern: re.Pattern[str]) -> str:
    letters = ("i" if pattern.flags & re.IGNORECASE else "") + ("s" if pattern.flags & re.DOTALL else "")
    return f"(?{letters}){pattern.pattern}" if letters else pattern.pattern
