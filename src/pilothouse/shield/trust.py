"""How far something is trusted: 0 to 100, with reasons, and better again with time.

Pure: findings and events in, a score out. Whoever keeps events (access/security) asks for it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.findings import Finding, Severity

EventKind = Literal["finding", "blocked", "approved", "refused", "succeeded", "failed", "false_alarm"]

BEST = 100.0
UNKNOWN = 70.0  # where something starts that nobody has scanned or used
HALF_LIFE_DAYS = 30.0  # an event a month old counts half

# What each severity costs when it is sure and new: one critical finding alone leads below any sensible threshold,
# and it takes several low ones to be noticed.
_COSTS = {Severity.INFO: 0.0, Severity.LOW: 0.08, Severity.MEDIUM: 0.35, Severity.HIGH: 1.0, Severity.CRITICAL: 2.3}
_GAINS = {"approved": 0.05, "succeeded": 0.01}
_MOST_GAIN = 0.3  # of all good events together: good behaviour never buys off a critical finding
_EVENT_COSTS = {"blocked": 0.35, "refused": 0.15, "failed": 0.01}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a skill, tool, agent or key.

    Attributes:
        occurred_at: aware, UTC.
        severity, confidence: of a finding or a blocked call.
        detail: what is told as the reason.
    """

    kind: EventKind
    occurred_at: datetime
    severity: Severity = Severity.MEDIUM
    confidence: float = 1.0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is: the words, and points by which it moved the score (negative is down)."""

    words: str
    points: float


@dataclass(frozen=True, slots=True)
class Trust:
    """A score from 0 (never) to 100 (nothing speaks against it), and what moved it, most first."""

    score: float
    reasons: tuple[Reason, ...] = ()


def event_of(finding: Finding, occurred_at: datetime) -> Event:
    """Return a finding as an event."""
    return Event("finding", occurred_at, finding.severity, finding.confidence, f"{finding.title} ({finding.detector})")


def score(
    events: Iterable[Event], *, now: datetime, is_scanned: bool = False, half_life_days: float = HALF_LIFE_DAYS
) -> Trust:
    """Score what has happened.

    Every event has a weight: what its severity costs, times how sure it is, halved with every half-life. Weights add
    up, and the score is the start times `exp(-weights)`: the first bad thing costs most, and nothing falls below 0.

    Args:
        is_scanned: it was scanned whole, so it starts at 100 and not at 70.
        half_life_days: days after which an event counts half, > 0.

    Raises:
        InvalidInput: `half_life_days` is not positive.
    """
    if half_life_days <= 0:
        raise InvalidInput(f"half_life_days is {half_life_days}; it must be above 0.")
    start = BEST if is_scanned else UNKNOWN
    weighed = [(each, _weight(each) * _decay(each, now, half_life_days)) for each in events]
    costs = sum(weight for _, weight in weighed if weight > 0)
    gains = min(_MOST_GAIN, -sum(weight for _, weight in weighed if weight < 0))
    value = min(BEST, start * math.exp(-costs) + (BEST - start) * gains)
    return Trust(round(value, 2), _reasons(weighed, start, costs))


def _weight(event: Event) -> float:
    sure = min(max(event.confidence, 0.0), 1.0)
    if event.kind == "finding":
        return _COSTS[event.severity] * sure
    if event.kind == "blocked":
        return max(_EVENT_COSTS["blocked"], _COSTS[event.severity]) * sure
    if event.kind in _EVENT_COSTS:
        return _EVENT_COSTS[event.kind]
    return -_GAINS.get(event.kind, 0.0)


def _decay(event: Event, now: datetime, half_life_days: float) -> float:
    age_days = max(0.0, (now - event.occurred_at).total_seconds() / 86_400)
    return 0.5 ** (age_days / half_life_days)


def _reasons(weighed: Sequence[tuple[Event, float]], start: float, costs: float) -> tuple[Reason, ...]:
    """Share out what was lost among the events by their weights; the same words are told once."""
    lost = start * (1 - math.exp(-costs))
    by_words: dict[str, float] = {}
    for event, weight in weighed:
        words = event.detail or event.kind.replace("_", " ")
        points = -lost * weight / costs if weight > 0 else -weight * (BEST - start)
        by_words[words] = by_words.get(words, 0.0) + points
    if start < BEST:
        by_words["not scanned yet"] = start - BEST
    ordered = sorted(by_words.items(), key=lambda each: (-abs(each[1]), each[0]))
    return tuple(Reason(words, round(points, 2)) for words, points in ordered if round(points, 2))
