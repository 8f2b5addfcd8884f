"""The two fast engines. Each answers one question: which rules may hit in these bytes, and whereabouts?

An engine may say yes too often, never too seldom; `matcher.py` looks for the exact places.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from typing import Any, ClassVar, Protocol, TypeAlias

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.rules.cache import cached
from pilothouse.shield.rules.dialect import MAX_WIDTH

try:
    import hyperscan as _hyperscan
except ImportError:  # no wheel for this machine: google-re2 takes its place
    _hyperscan = None
_terminated: Any = _hyperscan.ScanTerminated if _hyperscan is not None else ()

try:
    import re2 as _re2
except ImportError:
    _re2 = None


Hit: TypeAlias = tuple[int, int, int]  # number of a pattern, first and last place where matches of it end


# In tables of numbers and in endless runs there is a hit at every byte. Such texts are read piece by piece, and only
# which patterns match is asked. Prose and code have one hit in 80 bytes.
_MANY_HITS, _SOME_HITS = 4000, 200
_MOST_HITS = 40_000  # of loose patterns, which have no pieces: a hit costs far less than to ask line by line
_LONG = 4000  # bytes: has some hits or many
_PIECE = 2000  # bytes


class Engine(Protocol):
    """Many regular expressions as one.

    Args of the constructors:
        patterns: the text of rules.
        is_utf8: the bytes to come are UTF-8; otherwise one byte is one character (`matcher.py`).
        is_told_once: each pattern is named at most once, which is all that some ask and costs less.

    Attributes:
        block_bytes: how much of a text is best handed over at once.
    """

    block_bytes: ClassVar[int]

    def __init__(self, patterns: Sequence[str], *, is_utf8: bool, is_told_once: bool = False) -> None: ...

    def hits(self, data: bytes) -> list[Hit]:
        """Return which patterns match: all their matches end in one of the stretches that are named."""
        ...


class Hyperscan:
    """All patterns as one automaton: microseconds per kilobyte, however many there are."""

    block_bytes: ClassVar[int] = 1 << 16  # bounds the list of hits

    def __init__(
        self, patterns: Sequence[str], *, is_utf8: bool, is_told_once: bool = False, is_loose: bool = False
    ) -> None:
        """Compile patterns; a loose one may say what hyperscan does not understand, and hits more than it should."""
        assert _hyperscan is not None
        flags = _hyperscan.HS_FLAG_MULTILINE
        if is_loose:
            flags |= _hyperscan.HS_FLAG_PREFILTER
        if is_told_once:
            flags |= _hyperscan.HS_FLAG_SINGLEMATCH
        if is_utf8:
            flags |= _hyperscan.HS_FLAG_UTF8
        self._note = _note_most if is_loose else _note_many
        self._has_pieces = not (is_utf8 or is_loose)  # they would cut through letters, or through matches of any width
        self._count = len(patterns)
        key = "\n".join(["hyperscan", version("hyperscan"), str(flags), *patterns])
        self._database = cached(key, lambda: _compile(patterns, flags), _hyperscan.dumpb, _load)
        self._local = threading.local()  # hyperscan runs without the interpreter's lock, so each thread has its scratch

    def hits(self, data: bytes) -> list[Hit]:
        found: list[Hit] = []
        if self._scan(data, self._note if len(data) > _LONG else _note_some, found):
            return found
        if not self._has_pieces:
            return self._coarse_hits(data)
        starts = range(0, len(data), _PIECE)
        return [hit for start in starts for hit in self._piece_hits(data, max(0, start - 1), start + _PIECE)]

    def _piece_hits(self, data: bytes, start: int, end: int) -> Iterator[Hit]:
        """Yield hits of matches that begin in a piece; one character before and behind may decide about them."""
        piece = data[start : end + MAX_WIDTH + 1]
        found: list[Hit] = []
        if not self._scan(piece, _note_some, found):
            found = self._coarse_hits(piece)
        return ((number, start + first, start + last) for number, first, last in found)

    def _coarse_hits(self, data: bytes) -> list[Hit]:
        """Return which patterns match, and nothing about where."""
        found = _Numbers(self._count)
        self._scan(data, _note_number, found)
        return [(number, 0, len(data)) for number in found.numbers]

    def _scan(self, data: bytes, note: Callable[..., bool], context: object) -> bool:
        """Scan to the end, unless `note` says that it is enough."""
        scratch = getattr(self._local, "scratch", None) or self._new_scratch()
        try:
            self._database.scan(data, match_event_handler=note, context=context, scratch=scratch)
        except _terminated:
            return False
        return True

    def _new_scratch(self) -> Any:
        assert _hyperscan is not None
        scratch = self._local.scratch = _hyperscan.Scratch(self._database)
        return scratch


def _note_many(number: int, _start: int, end: int, _flags: int, found: list[Hit]) -> bool:
    found.append((number, end, end))
    return len(found) > _MANY_HITS


def _note_most(number: int, _start: int, end: int, _flags: int, found: list[Hit]) -> bool:
    found.append((number, end, end))
    return len(found) > _MOST_HITS


def _note_some(number: int, _start: int, end: int, _flags: int, found: list[Hit]) -> bool:
    found.append((number, end, end))
    return len(found) > _SOME_HITS


class _Numbers:
    """Numbers of patterns that hit, and how many there are to hit."""

    __slots__ = ("most", "numbers")

    def __init__(self, most: int) -> None:
        self.most = most
        self.numbers: set[int] = set()


def _note_number(number: int, _start: int, _end: int, _flags: int, found: _Numbers) -> bool:
    found.numbers.add(number)
    return len(found.numbers) == found.most


def _compile(patterns: Sequence[str], flags: int) -> Any:
    assert _hyperscan is not None
    database = _hyperscan.Database(mode=_hyperscan.HS_MODE_BLOCK)
    expressions = [pattern.encode() for pattern in patterns]
    try:
        database.compile(expressions=expressions, ids=list(range(len(patterns))), flags=[flags] * len(patterns))
    except _hyperscan.error as error:
        raise InvalidInput(f"These rules are no rules for hyperscan, or too large: {error}") from error
    return database


def _load(data: bytes) -> Any:
    assert _hyperscan is not None
    return _hyperscan.loadb(data, _hyperscan.HS_MODE_BLOCK)


_SPACE = re.compile(r"\\.|\[\^?|\]")


class Re2:
    """Pattern by pattern, each in linear time: for machines that hyperscan has no wheel for.

    It tells where the first match begins, nothing of the others: so its blocks are small.
    """

    block_bytes: ClassVar[int] = 2000

    def __init__(
        self,
        patterns: Sequence[str],
        *,
        is_utf8: bool,
        is_told_once: bool = False,  # noqa: ARG002 it never tells more
    ) -> None:
        assert _re2 is not None
        options: Any = _re2.Options()
        options.never_capture = True
        if not is_utf8:
            options.encoding = _re2.Options.Encoding.LATIN1
        self._patterns = [_re2.compile(f"(?m){_with_vertical_tab(each)}".encode(), options) for each in patterns]

    def hits(self, data: bytes) -> list[Hit]:
        searches = ((number, pattern.search(data)) for number, pattern in enumerate(self._patterns))
        return [(number, found.start(), len(data)) for number, found in searches if found is not None]


def _with_vertical_tab(pattern: str) -> str:
    r"""Let `\s` mean the vertical tab too: it does everywhere but in re2."""
    in_class = False
    pieces: list[str] = []
    last = 0
    for token in _SPACE.finditer(pattern):
        pieces.append(pattern[last : token.start()])
        last = token.end()
        word = token[0]
        if word.startswith("["):
            in_class = True
        elif word == "]":
            in_class = False
        elif word == r"\s":
            word = r"\s\x0b" if in_class else r"[\s\x0b]"
        pieces.append(word)
    return "".join(pieces) + pattern[last:]


def engine_of(name: str | None) -> type[Hyperscan] | type[Re2]:
    """Return the engine of a name, or the fastest that is installed.

    Raises:
        ImportError: neither is installed, or not the one asked for.
    """
    if name != "re2" and _hyperscan is not None:
        return Hyperscan
    if name != "hyperscan" and _re2 is not None:
        return Re2
    raise ImportError(
        "Scanning needs `hyperscan`, or `google-re2` where hyperscan has no wheel: pip install google-re2"
    )
