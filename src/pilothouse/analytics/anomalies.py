"""Days on which something cost unusually much. Plain calculations, amounts in micro-dollars."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias

from pilothouse.core.money import MICROUSD_PER_USD

Kind: TypeAlias = Literal["spike", "new"]

FEWEST_DAYS = 7
_WEEK = 7
_MOST_WEEKS = 8
_FEWEST_SAME_WEEKDAYS = 4
_LONGEST_BASELINE_DAYS = 28
# Source: Iglewicz & Hoaglin, How to Detect and Handle Outliers, ASQC 1993: the modified z-score and its bound.
_Z_FACTOR = 0.6745
_Z_BOUND = 3.5
_LEAST_SPREAD = 0.1  # of the usual: days that never differed make no difference of a cent unusual
_LEAP = 3
LEAST_EXCESS_MICROUSD = MICROUSD_PER_USD  # nobody looks after cents


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one model, agent, user or the like."""

    cost_microusd: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A day that was unusual.

    Attributes:
        place: of the day in the history.
        usual: cost and calls of a usual day like it; zero for what is new.
        score: how many times the usual spread it lies away; None for what is new.
    """

    kind: Kind
    place: int
    day: Day
    usual: Day
    score: float | None
    is_of_weekday: bool = False

    @property
    def excess_microusd(self) -> int:
        """What it cost beyond the usual."""
        return self.day.cost_microusd - self.usual.cost_microusd


def find_anomalies(
    history: Sequence[Day], n_last: int, least_excess_microusd: int = LEAST_EXCESS_MICROUSD
) -> list[Anomaly]:
    """Find the unusually dear days among the last ones of a history.

    A day is compared with the median of the same weekdays before it, where there are enough of them, else of the
    four weeks before it; how far is unusual is told by the median of their absolute deviations. Medians, so that one
    earlier outlier does not hide the next.

    Args:
        history: days from the organization's first spending on, oldest first, days without calls included. What
            begins in its first week is not news: everything does.
        n_last: how many of the last days to judge.
        least_excess_microusd: smaller differences are not worth telling.
    """
    judged = range(max(0, len(history) - n_last), len(history))
    found = (_judge(history, place) for place in judged)
    return [each for each in found if each is not None and each.excess_microusd >= least_excess_microusd]


def _judge(history: Sequence[Day], place: int) -> Anomaly | None:
    first = next((number for number, day in enumerate(history) if day.calls or day.cost_microusd), place)
    day = history[place]
    if place - first < FEWEST_DAYS:
        is_news = first >= FEWEST_DAYS and _is_leap([each.cost_microusd for each in history[first:place]], day)
        return Anomaly("new", place, day, Day(), None) if is_news else None
    before, is_of_weekday = _baseline(history[first:place])
    costs = [each.cost_microusd for each in before]
    usual = round(median(costs))
    spread = max(median(abs(cost - usual) for cost in costs), _LEAST_SPREAD * usual, 1)
    score = _Z_FACTOR * (day.cost_microusd - usual) / spread
    if score < _Z_BOUND:
        return None
    calls = round(median(each.calls for each in before))
    return Anomaly("spike", place, day, Day(usual, calls), score, is_of_weekday)


def _is_leap(earlier_microusd: Sequence[int], day: Day) -> bool:
    """Tell whether something new appears, or costs several times what it did on the few days it is known."""
    return day.cost_microusd >= _LEAP * max(earlier_microusd, default=0)


def _baseline(before: Sequence[Day]) -> tuple[Sequence[Day], bool]:
    """Return the days to compare with, and whether they are all of the same weekday."""
    same_weekday = before[len(before) % _WEEK :: _WEEK][-_MOST_WEEKS:]
    if len(same_weekday) >= _FEWEST_SAME_WEEKDAYS:
        return same_weekday, True
    return before[-_LONGEST_BASELINE_DAYS:], False
