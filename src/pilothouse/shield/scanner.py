"""A text goes through the layers, the rules, the judges and the classifier; a report comes out."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache

from pilothouse.shield.decoding.layers import LAYERS, Layer
from pilothouse.shield.decoding.spans import Derived, SpanMap
from pilothouse.shield.detector import Candidate, Detector, Kind, Text, find_detectors
from pilothouse.shield.findings import FLAG_AT, Finding, Report, cut_evidence, mask
from pilothouse.shield.rules.matcher import Matcher
from pilothouse.shield.rules.vocabulary import Vocabulary

MOST_CHARS = 8_000_000  # of one text; what lies behind is not read, and the report says so
MOST_DEPTH = 3  # layers inside layers
MOST_DERIVED_TEXTS = 64
_MOST_CHOICES = 256  # of detectors that are remembered
DERIVED_PER_CHAR = 2  # all derived texts together: at most twice the text's length, and
DERIVED_CHARS = 20_000  # this many, so that a short text may be unpacked too
_compiling = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Choice:
    """Some detectors in their order.

    Attributes:
        places: of each detector in that order, by its id.
    """

    detectors: tuple[Detector, ...]
    places: Mapping[str, int]
    _always: dict[tuple[str, bool], tuple[int, ...]] = field(default_factory=dict[tuple[str, bool], tuple[int, ...]])

    @classmethod
    def of(cls, detectors: Iterable[Detector]) -> "_Choice":
        chosen = tuple(detectors)
        return cls(chosen, {each.id: place for place, each in enumerate(chosen)})

    def for_text(self, text: Text) -> Iterable[Detector]:
        """Return those that may have something to say about a text."""
        always = self._without_match(text)
        hit = [self.places[name] for name in text.matches if name in self.places]
        return (self.detectors[place] for place in (sorted({*always, *hit}) if hit else always))

    def _without_match(self, text: Text) -> tuple[int, ...]:
        """Return the places of those that look at such a text even if none of their rules hit."""
        key = (text.kind, bool(text.layers))
        if (places := self._always.get(key)) is None:
            places = self._always[key] = tuple(
                place
                for place, each in enumerate(self.detectors)
                if each.inspect is not None and not each.needs_match and each.sees(text)
            )
        return places


class Scanner:
    """Detectors, compiled together once. Safe to use from many threads.

    Args:
        detectors: None for all that are installed.
        engine: "hyperscan" or "re2"; the fastest that is installed when None.
        layers: what is undone to look beneath.
        score: the classifier, from folded text to probability; the package's own unless given.
    """

    def __init__(
        self,
        detectors: Sequence[Detector] | None = None,
        *,
        engine: str | None = None,
        layers: Sequence[Layer] = LAYERS,
        score: Callable[[str], float] | None = None,
    ) -> None:
        self._score = score
        self.detectors = find_detectors() if detectors is None else tuple(detectors)
        self._layers = tuple(layers)
        self._by_id = {each.id: each for each in self.detectors}
        self._all = _Choice.of(self.detectors)
        self._choices: dict[frozenset[str], _Choice] = {}
        self._matcher = Matcher([*self.detectors, *(layer.trigger for layer in self._layers)], engine)
        self._is_language = Vocabulary(self.detectors).has_word_of

    def with_score(self, score: Callable[[str], float]) -> "Scanner":
        """Return this scanner with another classifier; the rules are shared."""
        other = copy(self)
        other._score = score  # noqa: SLF001 its own kind
        return other

    def scan(
        self,
        text: str,
        *,
        kind: Kind = "prompt",
        detectors: Collection[str] | None = None,
        least_confidence: float = FLAG_AT,
    ) -> Report:
        """Look for trouble in a text.

        Args:
            kind: what the text is; some detectors only look at some kinds.
            detectors: ids, or beginnings of ids that end in "*"; None is all.
            least_confidence: findings below it are left out.
        """
        chosen = self._all if detectors is None else self._chosen(frozenset(detectors))
        desk = _Desk(text[:MOST_CHARS], kind, self._matcher, self._layers, self._score, self._is_language)
        found = [
            self._finding(detector, candidate, each, spans)
            for each, spans in desk.texts()
            for detector, candidate in _candidates(chosen, each)
            if candidate.confidence >= least_confidence
        ]
        kept = self._without_overlaps(found) if len(found) > 1 else found
        return Report.of(kept, len(text[:MOST_CHARS]), is_cut=desk.is_cut or len(text) > MOST_CHARS)

    def _chosen(self, names: frozenset[str]) -> _Choice:
        """Return the detectors of some names; by the names alone, for hashing detectors takes longer than a scan."""
        chosen = self._choices.get(names)
        if chosen is None:
            beginnings = tuple(name[:-1] for name in names if name.endswith("*"))
            chosen = _Choice.of(each for each in self.detectors if each.id in names or each.id.startswith(beginnings))
            if len(self._choices) < _MOST_CHOICES:
                self._choices[names] = chosen
        return chosen

    def _finding(self, detector: Detector, seen: Candidate, text: Text, spans: SpanMap | None) -> Finding:
        shown = text.value[seen.start : seen.end] if seen.evidence is None else seen.evidence
        start, end = (seen.start, seen.end) if spans is None else spans.origin(seen.start, seen.end)
        return Finding(
            detector=seen.detector or detector.id,
            title=seen.title or detector.title,
            severity=detector.severity if seen.severity is None else seen.severity,
            confidence=round(min(1.0, max(0.0, seen.confidence)), 4),
            start=start,
            end=end,
            evidence=mask(shown) if detector.is_secret else cut_evidence(shown),
            explanation=seen.explanation or detector.explanation,
            remedy=seen.remedy or detector.remedy,
            references=detector.references,
            layers=text.layers,
        )

    def _without_overlaps(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        """Keep the best of findings of one detector at one place, and none that yields to another."""
        best_first = sorted(findings, key=lambda each: (-each.confidence, len(each.layers), each.start - each.end))
        kept: list[Finding] = []
        for each in best_first:
            if not any(each.detector == other.detector and _overlap(each, other) for other in kept):
                kept.append(each)
        return (each for each in kept if not self._yields(each, kept))

    def _yields(self, finding: Finding, others: Iterable[Finding]) -> bool:
        detector = self._by_id.get(finding.detector)
        if detector is None or not detector.yields_to:
            return False
        return any(
            other.detector != finding.detector
            and other.detector.startswith(detector.yields_to)
            and _overlap(finding, other)
            for other in others
        )


class _Desk:
    """One text, and step by step what lies beneath it, within bounds."""

    def __init__(
        self,
        value: str,
        kind: Kind,
        matcher: Matcher,
        layers: Sequence[Layer],
        score: Callable[[str], float] | None,
        is_language: Callable[..., bool],
    ) -> None:
        self.is_cut = False
        self._score = score
        self._is_language = is_language
        self._kind: Kind = kind
        self._matcher = matcher
        self._layers = layers
        self._value = value
        self._chars_left = DERIVED_PER_CHAR * len(value) + DERIVED_CHARS
        self._texts_left = MOST_DERIVED_TEXTS

    def texts(self) -> Iterator[tuple[Text, SpanMap | None]]:
        """Yield the text itself, then what was decoded from it, each with its way back."""
        waiting: list[tuple[Text, SpanMap | None]] = [(self._read([(self._value, ())])[0], None)]
        for text, spans in waiting:
            yield text, spans
            beneath = list(self._beneath(text))
            if not beneath:
                continue
            read = self._read([(derived.value, (*text.layers, name)) for name, derived in beneath])
            for inner, (_, derived) in zip(read, beneath, strict=True):
                waiting.append((inner, derived.spans if spans is None else derived.spans.then(spans)))

    def _beneath(self, text: Text) -> Iterator[tuple[str, Derived]]:
        """Yield what can be decoded from a text, each with its layer's name."""
        for layer in self._layers:
            if layer.trigger.id not in text.matches and (layer.is_for is None or not layer.is_for(text)):
                continue
            for derived in layer.undo(text, text.matches.get(layer.trigger.id, ())):
                if not self._may_have(derived, text):
                    break
                yield layer.name, derived

    def _may_have(self, derived: Derived, parent: Text) -> bool:
        if len(parent.layers) >= MOST_DEPTH or self._texts_left == 0 or len(derived.value) > self._chars_left:
            self.is_cut = True
            return False
        self._texts_left -= 1
        self._chars_left -= len(derived.value)
        return True

    def _read(self, values: Sequence[tuple[str, tuple[str, ...]]]) -> list[Text]:
        """Look for all rules in some texts, of which each comes with its layers."""
        texts = [Text.of(value, self._kind, layers) for value, layers in values]
        score = self._score or (_classifier() if len(texts) == 1 else _Together([text.folded for text in texts]))
        for text, matches in zip(texts, self._matcher.find_all(texts), strict=True):
            text.score = score
            text.is_language = self._is_language
            text.matches = matches
        return texts


class _Together:
    """The classifier for texts of which all are asked about if one is: it reads them at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._known: dict[str, float] = {}

    def __call__(self, text: str) -> float:
        if not self._known:
            from pilothouse.shield.classifier import probabilities  # as in `_classifier`

            self._known = dict(zip(self._texts, probabilities(self._texts), strict=True))
        return self._known[text]


def _candidates(choice: _Choice, text: Text) -> Iterator[tuple[Detector, Candidate]]:
    for detector in choice.for_text(text):
        if detector.id in text.matches and detector.judges_matches:
            for match in text.matches[detector.id]:
                seen = (
                    detector.judge(text, match) if detector.judge else Candidate.of(match, confidence=match.rule.weight)
                )
                if seen is not None:
                    yield detector, seen
        if detector.inspect is not None and detector.sees(text):
            for seen in detector.inspect(text):
                yield detector, seen


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


@cache
def _classifier() -> Callable[[str], float]:
    """Return the classifier's function; its weights are read once."""
    from pilothouse.shield.classifier import probability  # numpy and weights: only when something is scanned

    return probability


def scanner() -> Scanner:
    """Return the scanner with all installed detectors, compiled once per process: that may take seconds."""
    with _compiling:
        return _scanner()


def is_compiled() -> bool:
    """Tell whether `scanner` returns at once."""
    return _scanner.cache_info().currsize > 0


@cache
def _scanner() -> Scanner:
    return Scanner()


def scan_text(
    text: str,
    *,
    kind: Kind = "prompt",
    detectors: Collection[str] | None = None,
    least_confidence: float = FLAG_AT,
) -> Report:
    """Look for trouble in a text with all installed detectors.

    Args:
        kind: what the text is: "prompt", "answer", "tool_result", "tool_description", "document" or "code".
        detectors: ids, or beginnings of ids that end in "*", such as "secret_*"; None is all.
        least_confidence: findings below it are left out.
    """
    return scanner().scan(text, kind=kind, detectors=detectors, least_confidence=least_confidence)
