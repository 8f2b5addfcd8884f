"""What a detector is: rules, a judge of their matches, and an inspector for what no rule can say.

A file in `detectors/` declares one (or a tuple `DETECTORS` of closely related ones) and is found by itself; outside
packages join through the entry point group "pilothouse.detectors".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import Any, Literal, cast

from pilothouse.core.errors import InvalidInput
from pilothouse.core.plugins import import_modules, load_entry_points
from pilothouse.shield import detectors as detectors_package
from pilothouse.shield.findings import Severity
from pilothouse.shield.letters import (
    NO_PLACE,
    are_few,
    fold_at,
    foreign,
    foreign_in,
    foreign_places,
    is_letter_without_place,
    narrow,
)

ENTRY_POINTS = "pilothouse.detectors"
_MOST_LOOKED_AT = 1000  # characters
Kind = Literal["prompt", "answer", "tool_result", "tool_description", "document", "code"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A regular expression that hyperscan, re2 and `re` read alike (rules/dialect.py says what that means).

    Attributes:
        pattern: in lower case when case is ignored, because it then meets the lower-cased text. One that names letters
            beyond Latin-1 is only looked for in texts that have such letters.
        name: what the detector calls it.
        weight: the confidence of a match that no judge has seen.
        gate: what every match holds and is cheaper to look for; rules share a gate where they can. For rules that no
            engine is fast with, because they hold no word to start from or begin with words of any text. A gate that is
            a part of the pattern, word for word, leaves the least to look at around it.
        stretches: says in which stretches of a long text its matches may end, instead of an engine: first and last
            place of each, given one byte for each character. For rules that arithmetic over all bytes is faster with.
            Matches that the detector turns down in any case may be left out.
        table: which rules it is compiled together with; "" are most. Some rules make an automaton slow for all that are
            in it: those for endless runs of letters or digits, and many that begin with a choice of common words.
    """

    pattern: str
    name: str = ""
    ignore_case: bool = False
    weight: float = 1.0
    gate: str = ""
    stretches: Callable[[bytes], list[tuple[int, int]]] | None = None
    table: str = ""


@dataclass(slots=True, eq=False)  # not frozen: a text may have hundreds, and that takes three times as long
class Match:
    """Where a rule hit, in characters of `text`."""

    rule: Rule
    text: "Text"
    found: re.Match[str]

    @property
    def start(self) -> int:
        return self.found.start()

    @property
    def end(self) -> int:
        return self.found.end()

    @property
    def value(self) -> str:
        """What was matched, as it is written."""
        return self.text.value[self.found.start() : self.found.end()]

    def span(self, group: str | int = 0) -> tuple[int, int]:
        """Return where a group is; (-1, -1) where it took no part."""
        return self.found.span(group)

    def group(self, group: str | int = 0) -> str:
        """Return a group as it is written, empty where it took no part."""
        start, end = self.found.span(group)
        return self.text.value[start:end] if start >= 0 else ""


@dataclass(slots=True, kw_only=True, eq=False, weakref_slot=True)
class Text:
    """One text on the desk: the one that was given, or one decoded from it.

    Attributes:
        folded: the same text in lower case, letter by letter, so that places agree.
        layers: what was undone to get here; () for the text itself.
        matches: those of each detector's rules, by detector id, in order of place.
        is_language: says whether a text is worth reading (`Vocabulary.has_word_of`).
        notes: what a detector worked out about it that others ask for too, by a name of theirs.
    """

    value: str
    folded: str
    kind: Kind = "prompt"
    layers: tuple[str, ...] = ()
    matches: Mapping[str, list[Match]] = field(default_factory=dict[str, list[Match]])
    score: Callable[[str], float] = field(default=lambda _: 0.0, repr=False)
    is_language: Callable[..., bool] = field(default=lambda *_: True, repr=False)
    notes: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    _probability: float | None = None
    _narrow: bytes | None = None
    _places: list[int] | None = None
    _foreign: str | None = None

    @classmethod
    def of(cls, value: str, kind: Kind, layers: tuple[str, ...] = ()) -> "Text":
        """Put a text on the desk."""
        if value.isascii():
            return cls(value=value, folded=value.lower(), kind=kind, layers=layers)
        letters = narrow(value)
        places = foreign_places(letters)
        folded = fold_at(value, letters, places)
        return cls(value=value, folded=folded, kind=kind, layers=layers, _narrow=letters, _places=places)

    @property
    def probability(self) -> float:
        """What the classifier says of this text: 0 to 1, 0.5 where one ordinary text in two hundred lies."""
        if self._probability is None:
            self._probability = self.score(self.folded)
        return self._probability

    @property
    def foreign(self) -> str:
        """Its characters beyond ASCII, one after the other: few in most texts, so a look at them costs little."""
        if self._foreign is None:
            self._foreign = "" if self.value.isascii() else foreign(self.value, self._places)
        return self._foreign

    @property
    def may_have_other_letters(self) -> bool:
        """Whether letters beyond Latin-1 are among its characters; yes where too many are foreign to look at each."""
        return len(self.foreign) > _MOST_LOOKED_AT or any(map(is_letter_without_place, self.foreign))

    def foreign_letters(self) -> Iterator[tuple[int, str]]:
        """Yield its characters beyond ASCII, each with its place."""
        return zip(self._places, self.foreign, strict=True) if self._places is not None else foreign_in(self.value)

    @property
    def narrow(self) -> bytes:
        """The text as it is written, one byte for each character (letters.py)."""
        return narrow(self.value) if self._narrow is None else self._narrow

    @property
    def folded_narrow(self) -> bytes:
        """The folded text, one byte for each character."""
        if self._narrow is None or not are_few(self._places, self.folded):
            return narrow(self.folded)
        low = bytearray(self._narrow.lower())
        for place in self._places:
            low[place] = min(ord(self.folded[place]), NO_PLACE)
        return bytes(low)

    def before(self, place: int, count: int) -> str:
        """Return up to `count` characters that stand before a place."""
        return self.value[max(0, place - count) : place]

    def after(self, place: int, count: int) -> str:
        """Return up to `count` characters that follow a place."""
        return self.value[place : place + count]

    def line_at(self, place: int) -> tuple[int, int]:
        """Return first and last place of the line around a character, its end not included."""
        end = self.value.find("\n", place)
        return self.value.rfind("\n", 0, place) + 1, len(self.value) if end < 0 else end


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a judge or an inspector believes, in places of the text that it was given.

    Attributes:
        severity: where it differs from the detector's.
        evidence: where it is not the text between start and end.
        detector: an id that names more than the detector's own, such as the provider of a key.
    """

    start: int
    end: int
    confidence: float = 1.0
    severity: Severity | None = None
    title: str | None = None
    explanation: str | None = None
    remedy: str | None = None
    evidence: str | None = None
    detector: str | None = None

    @classmethod
    def of(cls, match: Match, group: str | int = 0, *, confidence: float = 1.0) -> "Candidate":
        """Take the place of a match, or of one of its groups."""
        start, end = match.span(group)
        return cls(start, end, confidence)


@dataclass(frozen=True, kw_only=True)
class Detector:
    """Looks for one kind of trouble.

    Attributes:
        id: begins with its family: prompt_injection, jailbreak, secret, pii, malware, skill, link, hidden.
        explanation: what was seen and why it matters, in a person's words.
        remedy: what to do about it.
        references: such as "OWASP LLM01:2025", "MITRE ATLAS AML.T0051".
        is_secret: its evidence is masked before it leaves the engine.
        judge: confirms a match of a rule by checksum, entropy or context; None turns it down.
        inspect: looks at a whole text, with `text.matches[id]` at hand; called for every text,
            unless `needs_match` says otherwise.
        needs_match: `inspect` has nothing to say of a text in which none of the rules hit, so it is not called.
        wants: kinds of text it is shown; None is all.
        in_layers: it is shown decoded texts too.
        yields_to: prefixes of ids whose findings at the same place make its own superfluous.
    """

    id: str
    title: str
    severity: Severity
    explanation: str
    remedy: str
    references: tuple[str, ...] = ()
    is_secret: bool = False
    rules: tuple[Rule, ...] = ()
    judge: Callable[[Text, Match], Candidate | None] | None = None
    inspect: Callable[[Text], Iterable[Candidate]] | None = None
    needs_match: bool = False
    wants: frozenset[Kind] | None = None
    in_layers: bool = True
    yields_to: tuple[str, ...] = ()

    @cached_property
    def judges_matches(self) -> bool:
        """Whether each match may be a finding, rather than a signal for `inspect`."""
        return bool(self.rules) and (self.judge is not None or self.inspect is None)

    def sees(self, text: Text) -> bool:
        """Whether this detector is shown a text."""
        return (self.wants is None or text.kind in self.wants) and (self.in_layers or not text.layers)


def find_detectors() -> tuple[Detector, ...]:
    """Import our detectors and those of installed packages, in order of id.

    Raises:
        InvalidInput: two have the same id.
    """
    found = [each for module in import_modules(detectors_package) for each in _declared_in(module)]
    for offer in load_entry_points(ENTRY_POINTS):
        found.extend(_detectors_in(offer))
    by_id = {each.id: each for each in found}
    if len(by_id) < len(found):
        twice = sorted({each.id for each in found if by_id[each.id] is not each})
        raise InvalidInput(f"Two detectors are called {', '.join(twice)}; rename one of them.")
    return tuple(by_id[name] for name in sorted(by_id))


def _declared_in(module: ModuleType) -> list[Detector]:
    own = [value for name, value in vars(module).items() if not name.startswith("_")]
    return list({id(each): each for value in own for each in _detectors_in(value)}.values())


def _detectors_in(value: object) -> list[Detector]:
    if isinstance(value, Detector):
        return [value]
    if isinstance(value, tuple | list):
        return [each for each in cast("tuple[object, ...]", value) if isinstance(each, Detector)]
    return []
