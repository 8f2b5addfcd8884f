"""A script cut into statements, each a line or all lines until its brackets are closed, and what may match in it."""

from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pilothouse.shield.rules.prefilter import Prefilter

_MOST_LINES = 8_001
_MOST_LINES_IN_ONE = 60
MOST_CHARS_IN_ONE = 6_000


@dataclass(frozen=True, slots=True)
class Statement:
    """Text of one statement, where it stands, and the patterns that may match in it."""

    text: str
    start: int
    end: int
    might_match: frozenset[int]


class Statements:
    """The statements of a text. All are asked at once what may match in them; few are worth being taken out."""

    def __init__(self, text: str, prefilter: Prefilter) -> None:
        stretches = _stretches_of(text)
        self._text = text
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]
        self._might_match = prefilter.might_match_each(text, self._starts)
        for number in self.longer_than(MOST_CHARS_IN_ONE):  # it is cut, and a pattern may match where it ends now
            start = self._starts[number]
            self._might_match[number] = prefilter.might_match(text[start : start + MOST_CHARS_IN_ONE])
        self._asked = [number for number, might_match in enumerate(self._might_match) if might_match]

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> Statement:
        start, end = self._starts[number], self._ends[number]
        text = self._text[start : min(end, start + MOST_CHARS_IN_ONE)]
        return Statement(text, start, end, self._might_match[number])

    def asked_for(self, patterns: AbstractSet[int]) -> list[int]:
        """Return the numbers of those in which one of some patterns may match."""
        return [number for number in self._asked if not self._might_match[number].isdisjoint(patterns)]

    def longer_than(self, most_chars: int) -> list[int]:
        """Return the numbers of those with more characters."""
        return [n for n, start in enumerate(self._starts) if self._ends[n] - start > most_chars]

    def with_word(self, word: str) -> Iterator[int]:
        """Yield the numbers of those in which a word stands, if only within another word."""
        place = self._text.find(word)
        while place >= 0:
            number = bisect_right(self._starts, place) - 1
            yield max(number, 0)
            place = self._text.find(word, max(place + 1, self._ends[number]))


def _stretches_of(text: str) -> list[tuple[int, int]]:
    """Return where each statement starts and ends; what stays open at the end of a text is none."""
    found: list[tuple[int, int]] = []
    start, depth, lines, end = 0, 0, 0, -1
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        place = end + 1
        end = place + len(line)
        if depth <= 0:
            if "(" not in line and "[" not in line:  # most lines
                if line and not line.isspace():
                    found.append((place, end))
                continue
            start, depth, lines = place, 0, 0
        depth += line.count("(") + line.count("[") - line.count(")") - line.count("]")
        lines += 1
        if depth <= 0 or lines >= _MOST_LINES_IN_ONE or line.rstrip().endswith(";"):
            if not text[start:end].isspace():
                found.append((start, end))
            depth = 0
    return found
