"""All rules of all detectors against one text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.detector import Detector, Match, Rule, Text
from pilothouse.shield.rules.dialect import is_wide, narrowed, pattern_of, room_around, width_of
from pilothouse.shield.rules.engines import Engine, engine_of
from pilothouse.shield.rules.gates import gated, widened

_SHORT = 4000  # bytes: an engine is done with them before arithmetic has begun
# Texts that are read together: to a rule, what lies between is a text's beginning or its end.
_BETWEEN = "\n"
Stretch = tuple[int, int]  # first and last place where matches end


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
            if rule.gate:
                width_of(replace(rule, pattern=rule.gate))
        except InvalidInput as error:
            raise InvalidInput(f"Detector {detector.id}: {error.message}") from error
        pattern = pattern_of(rule)
        return cls(detector, rule, pattern, re.compile(pattern, re.ASCII | re.MULTILINE), width)


class _Table:
    """Rules that read one form of the text, compiled together.

    A few rules would cost more than all others together. The first pass over a text looks for their gates instead, and
    a second one for the rules themselves, near the gates only.
    """

    def __init__(self, entries: Sequence[_Entry], engine: type[Engine], *, is_utf8: bool) -> None:
        patterns = [entry.pattern if is_utf8 else narrowed(entry.pattern) for entry in entries]
        gates = {} if is_utf8 else gated([entry.rule for entry in entries], patterns)
        behind = {number for numbers in gates.values() for number in numbers}
        self._told = (
            [] if is_utf8 else [(n, entry.rule.stretches) for n, entry in enumerate(entries) if entry.rule.stretches]
        )
        told = [number for number, _ in self._told]
        self.entries = entries
        self.widest = max((entry.width for entry in entries), default=0)
        self._is_utf8 = is_utf8
        behind.update(told)
        self._open = [*(number for number in range(len(entries)) if number not in behind), *told]
        self._block = engine.block_bytes
        sought = patterns if is_utf8 else [widened(pattern) for pattern in patterns]
        first_pass = [*gates, *(sought[number] for number in self._open)]
        self._engine = engine(first_pass[: len(first_pass) - len(told)], is_utf8=is_utf8)
        self._engine_for_short = engine(first_pass, is_utf8=is_utf8) if told else self._engine
        self._gates = [_Gate.of(gate, numbers, patterns, engine) for gate, numbers in gates.items()]

    def find(self, subject: str, narrow: bytes, lying: Sequence["_Lying"]) -> None:
        """Add all matches in `subject`, in which texts lie one behind the other, and in bytes `narrow`."""
        if self._is_utf8 and not any(text.may_have_other_letters for text, *_ in lying):
            return
        sheets: list[_Sheet] = []
        for start in range(0, len(subject), self._block):
            base = max(0, start - self.widest - 1)  # what follows a match may decide about it: one character more
            end = start + self._block
            found = self._hits_anywhere(subject[base:end]) if self._is_utf8 else self._hits(narrow[base:end])
            if not found:
                continue
            sheets = sheets or [_Sheet(*each) for each in lying]
            for number, stretches in found.items():
                entry = self.entries[number]
                joined = [(base + first, base + last) for first, last in _joined(stretches, entry.width)]
                for sheet in sheets if len(sheets) == 1 else _touched(sheets, joined):
                    if entry.detector.sees(sheet.text):
                        sheet.search(number, entry, joined)

    def _hits(self, data: bytes) -> dict[int, list[Stretch]]:
        """Return the numbers of rules that hit, and where their matches end."""
        is_short = len(data) <= _SHORT
        hits = (self._engine_for_short if is_short else self._engine).hits(data)
        told = () if is_short else self._told
        if not hits and not told:
            return {}
        found: dict[int, list[Stretch]] = {}
        windows: dict[int, list[Stretch]] = {}
        for number, first, last in hits:
            place = number - len(self._gates)
            into, key = (windows, number) if place < 0 else (found, self._open[place])
            into.setdefault(key, []).append((first, last))
        for number, places in windows.items():
            self._gates[number].add_hits(data, places, found)
        for number, stretches in told:
            if places := stretches(data):
                found[number] = places
        return found

    def _hits_anywhere(self, piece: str) -> dict[int, list[Stretch]]:
        """Return the numbers of rules that hit in letters of any alphabet, and where their matches end."""
        data = piece.encode("utf-8", "replace")
        found: dict[int, list[Stretch]] = {}
        for number, first, last in self._engine.hits(data):
            found.setdefault(self._open[number], []).append((first, last))
        if found:
            letters = _letters_before(data)
            for number, places in found.items():
                found[number] = [(int(letters[first]), int(letters[last])) for first, last in places]
        return found


def _letters_before(data: bytes) -> NDArray[np.int64]:
    """Count the letters that begin before each byte of UTF-8, and before its end."""
    begins = (np.frombuffer(data, np.uint8) & 0xC0) != 0x80
    counts = np.zeros(len(data) + 1, np.int64)
    np.cumsum(begins, out=counts[1:])
    return counts


@dataclass(frozen=True, slots=True)
class _Gate:
    """Rules that are looked for near one gate only, by their numbers; how far from the gate's ends that is."""

    numbers: Sequence[int]
    engine: Engine
    back: int
    ahead: int

    @classmethod
    def of(cls, gate: str, numbers: Sequence[int], patterns: Sequence[str], engine: type[Engine]) -> "_Gate":
        behind = [patterns[number] for number in numbers]
        rooms = [room_around(gate, pattern) for pattern in behind]
        back = max(before for before, _ in rooms) + width_of(Rule(gate)) + 1  # a character more may decide
        return cls(numbers, engine(behind, is_utf8=False), back, max(behind for _, behind in rooms) + 1)

    def add_hits(self, data: bytes, places: list[Stretch], into: dict[int, list[Stretch]]) -> None:
        """Add where the rules' matches end, by their numbers. All that is near a gate is read as one text."""
        windows = list(_joined([(max(0, first - self.back), last + self.ahead) for first, last in places], 0))
        pieces = [data[begin:end] for begin, end in windows]
        starts = list(accumulate((len(piece) + 1 for piece in pieces[:-1]), initial=0))
        for number, first, last in self.engine.hits(_BETWEEN.encode().join(pieces)):
            found = into.setdefault(self.numbers[number], [])
            for place in range(max(0, bisect_left(starts, first) - 1), bisect_left(starts, last)):
                start, begin = starts[place], windows[place][0]
                found.append((begin + max(0, first - start), begin + min(len(pieces[place]), last - start)))


def _joined(stretches: list[Stretch], margin: int) -> Iterator[Stretch]:
    """Yield stretches in order of place, as one where less than a margin lies between."""
    stretches.sort()
    begin, end = stretches[0]
    for first, last in stretches:
        if first - margin > end:
            yield begin, end
            begin = first
        end = max(end, last)
    yield begin, end


# A text, the form of it that is read, where it begins among others, and what was found in it.
_Lying: TypeAlias = tuple[Text, str, int, dict[str, list[Match]]]


@dataclass(slots=True)
class _Sheet:
    """One text where it lies among others that are read together, and what was found in it.

    Attributes:
        value: the form of the text that is read, the folded one or that which was given.
        start: where it begins among the others.
        next_place: where the next search for a rule begins, by the rule's number in its table.
    """

    text: Text
    value: str
    start: int
    found: dict[str, list[Match]]
    next_place: dict[int, int] = field(default_factory=dict[int, int])

    @property
    def end(self) -> int:
        return self.start + len(self.value)

    def search(self, number: int, entry: _Entry, ends: Iterable[Stretch]) -> None:
        """Find a rule's matches that end in some stretches, which are in order of place."""
        place = self.next_place.get(number, 0)
        value, width, size = self.value, entry.width, len(self.value)
        matches: list[Match] = []
        for first, last in ends:
            if first - self.start > size:
                break
            place = max(place, first - self.start - width)
            until = min(size, last - self.start)
            while (
                place < until and (seen := entry.exact.search(value, place, until + width + 1)) and seen.start() < until
            ):
                matches.append(Match(entry.rule, self.text, seen))
                place = max(seen.end(), seen.start() + 1)
        self.next_place[number] = place
        if matches:
            self.found.setdefault(entry.detector.id, []).extend(matches)


def _touched(sheets: Sequence[_Sheet], stretches: Iterable[Stretch]) -> Iterator[_Sheet]:
    """Yield the sheets that a match may end in."""
    number = 0
    for first, last in stretches:
        while number < len(sheets) and sheets[number].end < first:
            number += 1
        while number < len(sheets) and sheets[number].start < last:
            yield sheets[number]
            number += 1


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
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[Text]) -> list[dict[str, list[Match]]]:
        """Return the matches of each text: many short ones cost little more than one as long as all."""
        found: list[dict[str, list[Match]]] = [{} for _ in texts]
        written = [text.value for text in texts], [text.narrow for text in texts]
        folded = [text.folded for text in texts], [text.folded_narrow for text in texts]
        self._find(texts, *written, self._written, found)
        self._find(texts, *folded, self._folded, found)
        for each in found:
            for matches in each.values():
                if len(matches) > 1:
                    matches.sort(key=_place)
        return found

    @staticmethod
    def _find(
        texts: Sequence[Text],
        values: list[str],
        letters: list[bytes],
        tables: Iterable[_Table],
        found: list[dict[str, list[Match]]],
    ) -> None:
        subject = _BETWEEN.join(values)
        starts = accumulate((len(value) + 1 for value in values[:-1]), initial=0)
        lying = list(zip(texts, values, starts, found, strict=True))
        narrow = _BETWEEN.encode().join(letters)
        for table in tables:
            table.find(subject, narrow, lying)


def _place(match: Match) -> tuple[int, int, str]:
    return *match.found.span(), match.rule.pattern


def _tables(entries: Sequence[_Entry], engine: type[Engine]) -> list[_Table]:
    together: dict[tuple[bool, str], list[_Entry]] = {}
    for each in entries:
        has_wide = is_wide(each.pattern)
        together.setdefault((has_wide, "" if has_wide else each.rule.table), []).append(each)
    return [_Table(some, engine, is_utf8=has_wide) for (has_wide, _), some in together.items()]
