"""Rows whose values stand apart."""

import asyncio
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.tables.columns import find_numeric
from pilothouse.toolbox.tables.errors import NothingLeft
from pilothouse.toolbox.tables.filters import Filters, apply_filters
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import TableResult, make_result, number_text

_FENCE = 1.5  # Tukey's fences: this many interquartile ranges beyond the quartiles
_ROBUST_Z = 3.5  # Iglewicz and Hoaglin, 1993: modified z-scores beyond this are potential outliers
_MAD_TO_SIGMA = 0.6745  # makes the median absolute deviation comparable with a normal standard deviation
_LABELS = 4
_MIN_VALUES = 5


@tool(timeout_s=60)
async def table_outliers(
    ctx: ToolContext,
    file: str,
    *,
    column: str,
    method: Literal["iqr", "robust_z"] = "iqr",
    filters: Filters = (),
    limit: Annotated[int, Field(ge=1, le=1000)] = 20,
    save_as: str | None = None,
) -> TableResult:
    """Find unusual values, anomalies and outliers in a column of a data file, the most extreme first.

    Args:
        file: name of the attached file.
        column: column of numbers to look at.
        method: "iqr" flags values beyond 1.5 interquartile ranges, "robust_z" beyond 3.5 robust deviations.
        filters: conditions that rows must meet.
        limit: rows to return.
        save_as: title under which to save the result as a table for the reader.
    """
    table = await read_table(ctx, file)
    frame, low, high, used = await asyncio.to_thread(outliers, table.frame, column, method, filters)
    return await make_result(
        ctx,
        table,
        frame.head(limit),
        _finding(find_numeric(table.frame, column).label, frame.height, low, high, used),
        source_rows=used,
        filters=filters,
        save_as=save_as,
        values={"outliers": frame.height, "lowest_usual": low, "highest_usual": high, "method": method},
    )


def outliers(
    frame: pl.DataFrame, column: str, method: str = "iqr", filters: Filters = ()
) -> tuple[pl.DataFrame, float, float, int]:
    """Return the rows beyond the usual range, that range, and how many values were looked at.

    Raises:
        UnknownColumn, UnsuitableColumn: the column does not fit.
        NothingLeft: fewer than five values.
    """
    rows = apply_filters(frame, filters)
    subject = find_numeric(rows, column)
    used = rows.filter(subject.expression.is_not_null())
    if used.height < _MIN_VALUES:
        raise NothingLeft(f"{subject.label!r} has {used.height} values; outliers need at least {_MIN_VALUES}.")
    values = used.select(subject.expression.cast(pl.Float64).alias("v"))["v"]
    low, high = _usual_range(values, method)
    labels = [each for each in rows.columns if each != subject.label][:_LABELS]
    distance = pl.max_horizontal(low - subject.expression, subject.expression - high)
    why = pl.when(subject.expression > high).then(pl.lit("above the usual range")).otherwise(pl.lit("below it"))
    beyond = used.filter(~subject.expression.is_between(low, high)).sort(distance, descending=True)
    return beyond.select(*labels, subject.label, why.alias("why")), low, high, used.height


def _usual_range(values: pl.Series, method: str) -> tuple[float, float]:
    if method == "robust_z":
        middle = _number(values.median())
        reach = _ROBUST_Z * _number((values - middle).abs().median()) / _MAD_TO_SIGMA
        return middle - reach, middle + reach
    lower, upper = (_number(values.quantile(share, "linear")) for share in (0.25, 0.75))
    return lower - _FENCE * (upper - lower), upper + _FENCE * (upper - lower)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _finding(name: str, count: int, low: float, high: float, used: int) -> str:
    usual = f"outside the usual range of {number_text(low)} to {number_text(high)}"
    return f"{count:,} of {used:,} values of {name} lie {usual}." if count else f"No value of {name} lies {usual}."
