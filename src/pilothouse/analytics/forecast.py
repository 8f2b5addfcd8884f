"""Where spending leads: the rest of a month, from the days before. Plain calculations, amounts in micro-dollars."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Method: TypeAlias = Literal["holt_winters", "mean"]

FEWEST_DAYS = 7
_WEEK = 7
_SEASONAL_DAYS = 4 * _WEEK  # as many weeks tell a weekday's habit from chance
_N_PATHS = 2000
_INTERVAL = (0.1, 0.9)
_SEED = 7  # the same days give the same forecast
_GRID = (0.05, 0.2, 0.4, 0.7)
_TREND_GRID = (0.0, 0.02, 0.1)
_DAMPING = 0.9  # a trend of some weeks does not go on for ever


@dataclass(frozen=True, slots=True)
class Forecast:
    """What further days will come to.

    Attributes:
        daily_microusd: expected of each day.
        low_microusd, high_microusd: their sum lies between in four of five cases, if things go on as they did.
        n_days: how many days it was learnt from.
    """

    method: Method
    daily_microusd: tuple[int, ...]
    low_microusd: int
    high_microusd: int
    n_days: int

    @property
    def total_microusd(self) -> int:
        """What all the days together are expected to come to."""
        return sum(self.daily_microusd)


def forecast(history_microusd: Sequence[int], n_ahead: int) -> Forecast | None:
    """Forecast the days after a history of whole days; None when there are too few to say anything.

    Args:
        history_microusd: spent on each day, oldest first, days without spending included.
        n_ahead: how many days to look ahead, at least 1.

    With four weeks or more: additive Holt-Winters with a weekly season and a damped trend, its smoothing chosen by
    the least squared one-day-ahead error. With less: the mean of the days. The interval comes from paths simulated
    with the errors that the method made on its own history.

    Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., sections 8.2-8.3 (damped and
    seasonal smoothing), 5.5 (bootstrapped residuals); https://otexts.com/fpp3/
    """
    days = np.asarray(_from_first_spending(history_microusd), dtype=np.float64)
    if len(days) < FEWEST_DAYS:
        return None
    if len(days) >= _SEASONAL_DAYS:
        method, expected, errors = "holt_winters", *_holt_winters(days, n_ahead)
    else:
        method, expected, errors = "mean", *_mean(days, n_ahead)
    low, high = _interval(expected, errors)
    daily = tuple(int(day) for day in np.maximum(expected, 0).round())
    # sums of whole micro-dollars; the expectation is never outside of its own interval
    total = sum(daily)
    return Forecast(method, daily, min(low, total), max(high, total), len(days))


def _from_first_spending(history: Sequence[int]) -> Sequence[int]:
    """Leave out the days before the first one that cost anything: nobody used the platform yet."""
    first = next((place for place, amount in enumerate(history) if amount), len(history))
    return history[first:]


def _mean(days: Floats, n_ahead: int) -> tuple[Floats, Floats]:
    level = float(days.mean())
    return np.full(n_ahead, level, dtype=np.float64), days - level


def _holt_winters(days: Floats, n_ahead: int) -> tuple[Floats, Floats]:
    """Return the days ahead and the errors made on the history, both float64, with the best smoothing of a grid."""
    fits = (_smooth(days, n_ahead, *weights) for weights in product(_GRID, _TREND_GRID, _GRID))
    expected, errors = min(fits, key=lambda fit: float(np.square(fit[1]).sum()))
    return expected, errors


def _smooth(days: Floats, n_ahead: int, alpha: float, beta: float, gamma: float) -> tuple[Floats, Floats]:
    """Smooth a history once, with weights of level, trend and season; the first two weeks are its start."""
    season = _initial_season(days)
    level, trend = float(days[: 2 * _WEEK].mean()), 0.0
    errors: list[float] = []
    for place, day in enumerate(days):
        weekday = place % _WEEK
        before = level + _DAMPING * trend
        error = float(day) - before - season[weekday]
        errors.append(error)
        level = before + alpha * error
        trend = _DAMPING * trend + alpha * beta * error
        season[weekday] += gamma * (1 - alpha) * error
    ahead = np.arange(1, n_ahead + 1, dtype=np.int64)
    damped = _DAMPING * (1 - _DAMPING**ahead) / (1 - _DAMPING)
    weekdays = (len(days) + ahead - 1) % _WEEK
    expected: Floats = level + damped * trend + np.asarray(season, dtype=np.float64)[weekdays]
    return expected, np.asarray(errors[2 * _WEEK :], dtype=np.float64)


def _initial_season(days: Floats) -> list[float]:
    """Return how far each weekday of the first two weeks lies from their mean."""
    weeks = days[: 2 * _WEEK].reshape(2, _WEEK)
    return [float(each) for each in weeks.mean(axis=0) - weeks.mean()]


def _interval(expected: Floats, errors: Floats) -> tuple[int, int]:
    """Return the bounds of the sum of the days ahead, from simulated paths that never fall below zero."""
    random = np.random.default_rng(_SEED)
    paths = np.maximum(expected + random.choice(errors, size=(_N_PATHS, len(expected))), 0).sum(axis=1)
    low, high = np.quantile(paths, _INTERVAL)
    return int(low), int(high)
