"""A text in pieces, such as lines or statements, all asked at once what may match in them; few are then taken out."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

from pilothouse.shield.rules.prefilter import Prefilter

Stretches: TypeAlias = tuple[list[int], list[int]]
"""Where each starts, and where each ends: plain numbers, for a pair for each line keeps the garbage collector busy."""

MANY_WORDS = 50
"""To look for more costs more than to take all pieces out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one piece, where it stands, and the `id` of each pattern that may match in it."""

    text: str
    start: int
    end: int
    might_match: frozenset[int]


class Pieces:
    """The pieces of a text by their number.

    Args of the constructor:
        stretches: where pieces start and where they end, both at the edges of lines.
        most_chars: of one piece; what is longer is cut.
    """

    def __init__(self, text: str, stretches: Stretches, prefilter: Prefilter, *, most_chars: int) -> None:
        self._text = text
        self._starts, self._ends = stretches
        self._most_chars = most_chars
        self._might_match = prefilter.might_match_each(text, self._starts)
        for number in self.longer_than(most_chars):  # a pattern may match where the piece is cut
            start = self._starts[number]
            self._might_match[number] = prefilter.might_match(text[start : start + most_chars])
        self._asked_for = [number for number, might_match in enumerate(self._might_match) if might_match]

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> Piece:
        start, end = self._starts[number], self._ends[number]
        return Piece(self._text[start : min(end, start + self._most_chars)], start, end, self._might_match[number])

    def asked_for(self, patterns: AbstractSet[int] | None = None) -> list[int]:
        """Return the numbers of the pieces in which one of some patterns may match, or any at all."""
        if patterns is None:
            return self._asked_for
        return [number for number in self._asked_for if not self._might_match[number].isdisjoint(patterns)]

    def longer_than(self, most_chars: int) -> list[int]:
        """Return the numbers of the pieces with more characters."""
        return [n for n, start in enumerate(self._starts) if self._ends[n] - start > most_chars]

    def with_words(self, words: Collection[str]) -> Iterator[int]:
        """Yield the numbers of the pieces in which one of some words stands, if only within another word.

        All pieces are named where there are many words to look for.
        """
        if len(words) > MANY_WORDS:
            yield from range(len(self))
            return
        last = self._ends[-1] if self._ends else 0
        for word in words:
            place = self._text.find(word, 0, last)
            while place >= 0:
                number = max(bisect_right(self._starts, place) - 1, 0)
                yield number
                place = self._text.find(word, max(place + 1, self._ends[number]), last)


def lines_of(text: str, *, most: int) -> Stretches:
    """Return where each line starts and ends, of the first ones."""
    starts, ends = [0], list[int]()
    for line in text.split("\n", most)[:most]:
        ends.append(starts[-1] + len(line))
        starts.append(ends[-1] + 1)
    return starts[:-1], ends
