"""How a budget's money was spent over time, and where its pace leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Literal
from zoneinfo import ZoneInfo

from pilothouse.core.money import to_decimal_string
from pilothouse.gateway.budgets.schemas import HistoryPoint

_HOURLY_UP_TO = timedelta(days=3)
_EARLY = 0.05  # share of a window that must have passed before its pace says anything
_RECENT = timedelta(days=7)  # a total has no end, so its pace is that of the last week

Unit = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A window up to now. Amounts are micro-dollars; `limit` is the one in force."""

    starts_at: datetime
    ends_at: datetime | None
    now: datetime
    limit: int
    spent: int


def burn_down(hours: Mapping[datetime, int], zone: str) -> tuple[Unit, list[HistoryPoint]]:
    """Turn costs by UTC hour, oldest first, into points by hour, or by day of a zone when they reach over days."""
    moments = list(hours)
    unit: Unit = "hour" if not moments or moments[-1] - moments[0] < _HOURLY_UP_TO else "day"
    steps: dict[datetime, int] = {}
    for hour, cost in hours.items():
        local = hour.astimezone(ZoneInfo(zone))
        start = local if unit == "hour" else local.replace(hour=0, minute=0)
        steps[start] = steps.get(start, 0) + cost
    return unit, [
        HistoryPoint(starts_at=start, spent_usd=to_decimal_string(cost), total_usd=to_decimal_string(total))
        for (start, cost), total in zip(steps.items(), accumulate(steps.values()), strict=True)
    ]


def project(window: Stretch, hours: Mapping[datetime, int]) -> tuple[int | None, datetime | None]:
    """Carry the pace of a window on: what it will have spent at its end, and when it reaches its limit.

    Both are None where that cannot be said: too early, over already, nothing spent, or (the second) not in time. The
    pace is the average of the window so far, of a total that of its last seven days.
    """
    pace = _pace(window, hours)
    if pace is None or (window.ends_at and window.ends_at <= window.now):
        return None, None
    projected = window.spent + pace * (window.ends_at - window.now).total_seconds() if window.ends_at else None
    left_s = max(0.0, window.limit - window.spent) / pace if pace > 0 else float("inf")
    until = window.ends_at or window.now + timedelta(days=3650)
    is_in_time = left_s < (until - window.now).total_seconds()
    return None if projected is None else round(projected), window.now + timedelta(
        seconds=left_s
    ) if is_in_time else None


def _pace(window: Stretch, hours: Mapping[datetime, int]) -> float | None:
    """Return micro-dollars per second."""
    passed = window.now - window.starts_at
    if window.ends_at:
        is_early = passed < (window.ends_at - window.starts_at) * _EARLY
        return None if is_early else window.spent / passed.total_seconds()
    recent = min(_RECENT, passed, window.now - min(hours, default=window.now))
    if recent < timedelta(hours=1):
        return None
    return sum(cost for hour, cost in hours.items() if hour >= window.now - recent) / recent.total_seconds()
