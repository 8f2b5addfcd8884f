"""How signals and classifier make one verdict: each sees what the other misses."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pilothouse.shield.detector import Match, Rule, Text
from pilothouse.shield.injection import (
    context,
    extraction,
    indirect,
    languages,
    override,
    persona,
    smuggling,
    turns,
)

SOURCE = "prompt_injection"  # the detector that carries the rules
SIGNALS: tuple[Rule, ...] = (
    *override.SIGNALS,
    *extraction.SIGNALS,
    *persona.SIGNALS,
    *turns.SIGNALS,
    *indirect.SIGNALS,
    *smuggling.SIGNALS,
    *languages.SIGNALS,
    *context.SIGNALS,
)

NEAR_CHARS = 1000  # signals that lie further apart do not add up
MOST_SIGNALS = 400  # of one text that are weighed
_STEEPNESS = 5.5  # log-odds of a whole point of signals
_JAILBREAK = frozenset({"persona", "stay", "bargain"})
_REPEATED = 0.15  # what a further signal of the same group adds
_DISGUISED = 0.4  # what it adds that a signal was written so that rules would not read it
_OUT_OF_PLACE = 0.75  # what it adds that somebody tells the model how to answer in what the model reads for another
_READ_FOR_ANOTHER = frozenset({"tool_result", "document"})
_FEWEST_MARKS = 2  # that make a mail or a page of a text
_SPELLED_OTHERWISE = frozenset({"unicode", "leetspeak", "spacing", "slashes", "morse", "reversed", "rot13"})
_MOST_DISCOUNT = 0.7  # that speaking about attacks may take off

# "Do not ignore the instructions" is the opposite of an attack, in any language.
_NEGATED = re.compile(
    r"(?:\b(?:not|never|cannot|dont|no|nao|non|nie|ne|nicht|nunca)|n['\u2019]t|(?<!\w)не) ?(?:to )?$|\bn['\u2019]$"
)

# What is said in a template, a transcript or a program's text more often than in an attack.
_ORDINARY_IN = {
    "code": frozenset({"turns", "demand", "fresh", "plant", "stay", "act", "disguise"}),
    "document": frozenset({"turns", "demand"}),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen, and how sure it is.

    Attributes:
        groups: of the signals that count, the strongest first; empty when the classifier speaks alone.
    """

    start: int
    end: int
    confidence: float
    groups: tuple[str, ...]

    @property
    def is_jailbreak(self) -> bool:
        """Whether the model is offered a role rather than given an order."""
        return bool(self.groups) and self.groups[0] in _JAILBREAK


def weigh(text: Text) -> Verdict:
    """Weigh a text's signals together with what the classifier says of it."""
    matches = text.matches.get(SOURCE, ())[:MOST_SIGNALS]
    odds = _logit(text.probability)
    if not matches:
        return Verdict(0, len(text.value), _sigmoid(odds), ())
    strength, nearby = _strongest(matches, _ORDINARY_IN.get(text.kind, frozenset()))
    groups = _by_weight(nearby)
    if nearby and not _SPELLED_OTHERWISE.isdisjoint(text.layers):
        strength += _DISGUISED
    if "plant" in groups and _is_read_for_another(text, matches):
        strength += _OUT_OF_PLACE
    together = max(odds, _STEEPNESS * (strength - 1), odds + _STEEPNESS * strength)
    start = min((each.start for each in nearby), default=0)
    end = max((each.end for each in nearby), default=len(text.value))
    return Verdict(start, end, _sigmoid(together), groups)


def _strongest(matches: Sequence[Match], ordinary: frozenset[str]) -> tuple[float, list[Match]]:
    """Return the greatest strength of signals that lie near each other, and these signals."""
    discount = min(
        _MOST_DISCOUNT, sum({each.rule.pattern: each.rule.weight for each in matches if _is_about(each)}.values())
    )
    silent = ordinary | {"about", "sent"}
    forbidden = [each for each in matches if _is_negated(each)]
    speaking = [each for each in matches if each.rule.name not in silent and not _lies_in(each, forbidden)]
    best, nearby = 0.0, list[Match]()
    last = 0
    for first, match in enumerate(speaking):
        last = max(last, first)
        while last < len(speaking) and speaking[last].start <= match.start + NEAR_CHARS:
            last += 1
        strength = _strength(speaking[first:last])
        if strength > best:
            best, nearby = strength, speaking[first:last]
    return max(0.0, best - discount), nearby


def _is_read_for_another(text: Text, matches: Sequence[Match]) -> bool:
    marks = {text.folded[each.start : each.end] for each in matches if each.rule.name == "sent"}
    return text.kind in _READ_FOR_ANOTHER or len(marks) >= _FEWEST_MARKS


def _is_about(match: Match) -> bool:
    return match.rule.name == "about"


def _is_negated(match: Match) -> bool:
    before = match.text.folded[max(0, match.start - 10) : match.start]
    return match.rule.name == "override" and _NEGATED.search(before) is not None


def _lies_in(match: Match, others: Iterable[Match]) -> bool:
    """Whether a match is one of some others or a part of one: "your filters" in "never bypass your filters"."""
    return any(each.start <= match.start and match.end <= each.end for each in others)


def _strength(matches: Iterable[Match]) -> float:
    """Add up the best signal of each group; more of the same group add a little."""
    best: dict[str, float] = {}
    rules: dict[str, set[str]] = {}
    for each in matches:
        best[each.rule.name] = max(best.get(each.rule.name, 0.0), each.rule.weight)
        rules.setdefault(each.rule.name, set()).add(each.rule.pattern)
    return sum(best.values()) + sum(_REPEATED * min(2, len(kinds) - 1) for kinds in rules.values())


def _by_weight(matches: Iterable[Match]) -> tuple[str, ...]:
    best: dict[str, float] = {}
    for each in matches:
        best[each.rule.name] = max(best.get(each.rule.name, 0.0), each.rule.weight)
    return tuple(sorted(best, key=lambda group: (-best[group], group)))


def _logit(probability: float) -> float:
    kept = min(1 - 1e-9, max(1e-9, probability))
    return math.log(kept / (1 - kept))


def _sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
