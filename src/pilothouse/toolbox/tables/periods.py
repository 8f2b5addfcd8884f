"""Time in periods: which grain fits, and what a period is called."""

from typing import Literal, TypeAlias

import polars as pl

from pilothouse.toolbox.tables.columns import Column
from pilothouse.toolbox.tables.errors import UnsuitableColumn

Grain: TypeAlias = Literal["auto", "year", "quarter", "month", "week", "day", "hour"]

_EVERY = {"year": "1y", "quarter": "1q", "month": "1mo", "week": "1w", "day": "1d", "hour": "1h"}
_SECONDS = {"hour": 3_600, "day": 86_400, "month": 2_629_800, "quarter": 7_889_400, "year": 31_557_600}
_MAX_PERIODS = {"hour": 49, "day": 62, "month": 150, "quarter": 200}  # more points than these read as noise


def period_of(frame: pl.DataFrame, time: Column, grain: Grain) -> tuple[pl.Expr, str]:
    """Build the expression of a row's period.

    Returns:
        The expression, which sorts by time, and the grain: "year" also where years stand as plain numbers.

    Raises:
        UnsuitableColumn: the column holds neither dates nor years.
    """
    if time.kind == "integer":
        return time.expression, "year"
    if time.kind not in {"date", "datetime"}:
        raise UnsuitableColumn(f"{time.label!r} holds {time.kind}; a trend needs dates or years.")
    chosen = natural_grain(frame.select(time.expression.alias("time"))["time"]) if grain == "auto" else grain
    return time.expression.dt.truncate(_EVERY[chosen]), chosen


def natural_grain(times: pl.Series) -> str:
    """Choose the finest grain that the data has and that is still readable."""
    distinct = times.drop_nulls().unique().sort()
    if len(distinct) < 2:
        return "day"
    seconds = distinct.cast(pl.Datetime("us")).dt.epoch("s")
    step, span = float(seconds.diff().drop_nulls().median() or 0), int(seconds[-1]) - int(seconds[0])  # pyright: ignore[reportArgumentType]  # numbers
    fitting = [grain for grain, size in _SECONDS.items() if size >= step * 0.9 and _is_readable(grain, span / size)]
    return fitting[0] if fitting else "year"


def _is_readable(grain: str, n_periods: float) -> bool:
    return n_periods <= _MAX_PERIODS.get(grain, float("inf"))


def period_label(period: pl.Expr, grain: str) -> pl.Expr:
    """Write a period: "2012", "2012-Q3", "2012-03", "2012-03-05" (of a week: its Monday)."""
    patterns = {"year": "%Y", "month": "%Y-%m", "week": "%Y-%m-%d", "day": "%Y-%m-%d", "hour": "%Y-%m-%d %H:00"}
    if grain == "quarter":
        return pl.format("{}-Q{}", period.dt.year(), period.dt.quarter())
    return period.dt.strftime(patterns[grain])
