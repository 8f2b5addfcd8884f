"""The way back: which characters of a text its decoded form came from."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter


@dataclass(frozen=True, slots=True)
class SpanMap:
    """Runs of a derived text and where each came from, in order and without gaps.

    Attributes:
        starts: first derived character of each run.
        origins: (start, end) of each run in the text beneath. A run as long as its origin was copied letter by
            letter; of any other only the whole is known.
        length: of the derived text.
        outer: the way from the text beneath to the one it came from itself.
    """

    starts: tuple[int, ...]
    origins: tuple[tuple[int, int], ...]
    length: int
    outer: "SpanMap | None" = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters that a derived span came from, in the outermost text."""
        first, last = self._begin(start), self._end(max(end, start + 1))
        return (first, last) if self.outer is None else self.outer.origin(first, last)

    def then(self, outer: "SpanMap") -> "SpanMap":
        """Return the way through this map and then through another."""
        return SpanMap(self.starts, self.origins, self.length, outer)

    def _begin(self, place: int) -> int:
        run = max(0, bisect_right(self.starts, place) - 1)
        start, _ = self.origins[run]
        return start + (place - self.starts[run] if self._is_copy(run) else 0)

    def _end(self, place: int) -> int:
        run = max(0, bisect_right(self.starts, place - 1) - 1)
        start, end = self.origins[run]
        return min(end, start + place - self.starts[run]) if self._is_copy(run) else end

    def _is_copy(self, run: int) -> bool:
        until = self.starts[run + 1] if run + 1 < len(self.starts) else self.length
        start, end = self.origins[run]
        return until - self.starts[run] == end - start


@dataclass(frozen=True, slots=True)
class Derived:
    """A decoded text with its way back."""

    value: str
    spans: SpanMap


def whole(value: str, start: int, end: int) -> Derived:
    """Say that a decoded text came from a span, nothing finer."""
    return Derived(value, SpanMap((0,), ((start, end),), len(value)))


def replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> Derived:
    """Put other words in the place of spans, which are in order and do not overlap."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    length = place = 0
    for start, end, word in changes:
        for piece, origin in ((text[place:start], (place, start)), (word, (start, end))):
            if piece:
                pieces.append(piece)
                starts.append(length)
                origins.append(origin)
                length += len(piece)
        place = end
    if place < len(text) or not pieces:
        pieces.append(text[place:])
        starts.append(length)
        origins.append((place, len(text)))
        length += len(text) - place
    return Derived("".join(pieces), SpanMap(tuple(starts), tuple(origins), length))


def excerpts(text: str, places: Iterable[tuple[int, int]], margin: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of a text around places in order, as one where they touch: one word costs no second reading."""
    start = end = -1
    for first, last in places:
        if start >= 0 and first - margin <= end:
            end = min(len(text), max(end, last + margin))
            continue
        if start >= 0:
            yield start, end
        start, end = max(0, first - margin), min(len(text), last + margin)
    if start >= 0:
        yield start, end


def replaced_within(text: str, span: tuple[int, int], changes: Iterable[tuple[int, int, str]]) -> Derived:
    """Take a stretch of a text, and put other words in the place of spans, which are counted from its start."""
    derived = replaced(text[slice(*span)], changes)
    return Derived(derived.value, derived.spans.then(SpanMap((0,), (span,), span[1] - span[0])))


def replaced_near(text: str, changes: Sequence[tuple[int, int, str]], margin: int) -> Derived:
    """Put other words in the place of spans, and leave out what lies further than a margin from all of them."""
    kept = list(excerpts(text, ((start, end) for start, end, _ in changes), margin))
    borders = [0, *(place for span in kept for place in span), len(text)]
    gaps = [(start, end, "\n") for start, end in zip(borders[::2], borders[1::2], strict=True) if start < end]
    return replaced(text, sorted([*changes, *gaps], key=itemgetter(0)))
