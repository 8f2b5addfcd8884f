"""All rules of all detectors against one text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.detector import Detector, Match, Rule, Text
from pilothouse.shield.rules.dialect import pattern_of, width_of
from pilothouse.shield.rules.engines import Engine, engine_of

# Characters that are handed to the engine at once. Small, because the exact search reads the whole piece for each rule
# that hit; not smaller, because a call of the engine costs about two microseconds.
PIECE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class _Entry:
    detector: Detector
    rule: Rule
    pattern: str
    exact: re.Pattern[str]
    width: int

    @classmethod
    def of(cls, detector: Detector, rule: Rule) -> "_Entry":
        try:
            width = width_of(rule)
        except InvalidInput as error:
            raise InvalidInput(f"Detector {detector.id}: {error.message}") from error
        pattern = pattern_of(rule)
        return cls(detector, rule, pattern, re.compile(pattern, re.ASCII | re.MULTILINE), width)


class _Table:
    """Rules that read one form of the text, compiled together.

    Almost all rules are ASCII. For them one byte stands for one character, whatever the text's alphabet: gaps such as
    `.{0,40}` cost an engine far less so than in UTF-8.
    """

    def __init__(self, entries: Sequence[_Entry], engine: type[Engine], *, is_utf8: bool) -> None:
        self.entries = entries
        self.widest = max((entry.width for entry in entries), default=0)
        self._encode = _encode_utf8 if is_utf8 else _encode_narrow
        self._engine = engine([entry.pattern for entry in entries], is_utf8=is_utf8)

    def find(self, subject: str, text: Text, into: dict[str, list[Match]]) -> None:
        """Add all matches in `subject`, which is one form of the text's value."""
        resume: dict[int, int] = {}
        for start in range(0, len(subject), PIECE_CHARS):
            end = start + PIECE_CHARS
            for number in self._engine.hits(self._encode(subject[max(0, start - self.widest) : end])):
                entry = self.entries[number]
                if entry.detector.sees(text):
                    begin = max(resume.get(number, 0), start - entry.width)
                    resume[number] = _search(entry, subject, (begin, end), text, into)


def _encode_utf8(piece: str) -> bytes:
    return piece.encode("utf-8", "replace")


def _encode_narrow(piece: str) -> bytes:
    """Write each character as one byte: itself, or 255 for all that have no place."""
    if piece.isascii():
        return piece.encode("ascii")
    codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(codes, 255).astype(np.uint8).tobytes()


def _search(entry: _Entry, subject: str, span: tuple[int, int], text: Text, into: dict[str, list[Match]]) -> int:
    """Find a rule's places that begin in a span; return where the next search begins."""
    place, end = span
    while place < end and (found := entry.exact.search(subject, place, end + entry.width)) and found.start() < end:
        into.setdefault(entry.detector.id, []).append(Match(entry.rule, text, found))
        place = max(found.end(), found.start() + 1)
    return place


class Matcher:
    """Compiles rules once, and finds them in any number of texts, from any thread.

    Args:
        engine: "hyperscan" or "re2"; the fastest that is installed when None.

    Raises:
        InvalidInput: a rule says what not all engines understand.
    """

    def __init__(self, detectors: Sequence[Detector], engine: str | None = None) -> None:
        kind = engine_of(engine)
        entries = [_Entry.of(detector, rule) for detector in detectors for rule in detector.rules]
        self._written = _tables([each for each in entries if not each.rule.ignore_case], kind)
        self._folded = _tables([each for each in entries if each.rule.ignore_case], kind)

    def find(self, text: Text) -> dict[str, list[Match]]:
        """Return matches by detector's id, in order of place."""
        found: dict[str, list[Match]] = {}
        for table in self._written:
            table.find(text.value, text, found)
        for table in self._folded:
            table.find(text.folded, text, found)
        for matches in found.values():
            matches.sort(key=_place)
        return found


def _place(match: Match) -> tuple[int, int, str]:
    return match.start, match.end, match.rule.pattern


def _tables(entries: Sequence[_Entry], engine: type[Engine]) -> list[_Table]:
    narrow = [each for each in entries if each.pattern.isascii()]
    wide = [each for each in entries if not each.pattern.isascii()]
    return [_Table(some, engine, is_utf8=some is wide) for some in (narrow, wide) if some]
