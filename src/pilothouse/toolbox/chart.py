"""Draw a chart of a data file or of given rows."""

import asyncio
import math
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.agents.tool import tool
from pilothouse.toolbox.charts.rendering import render_chart
from pilothouse.toolbox.charts.specification import CHART_MEDIA_TYPE, ChartData, ChartKind, specification
from pilothouse.toolbox.table_group import group
from pilothouse.toolbox.table_trend import trend
from pilothouse.toolbox.tables.aggregates import Aggregate
from pilothouse.toolbox.tables.columns import find_column, find_numeric
from pilothouse.toolbox.tables.filters import Filters, apply_filters
from pilothouse.toolbox.tables.periods import Grain
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import slug

__all__ = ["chart", "render_chart"]

_MAX_POINTS = 5_000
_MAX_BARS = 40
_MAX_LINES = 12


@dataclass(frozen=True, slots=True)
class ChartResult:
    """The chart that was saved. `points` counts the marks or rows it shows."""

    finding: str
    artifact: str
    title: str
    kind: str
    points: int


@tool(timeout_s=60)
async def chart(
    ctx: ToolContext,
    kind: ChartKind,
    title: str,
    x: str,
    *,
    y: str | None = None,
    file: str | None = None,
    rows: Annotated[list[dict[str, Any]] | None, Field(max_length=500)] = None,
    aggregate: Aggregate | None = None,
    grain: Grain = "auto",
    color: str | None = None,
    filters: Filters = (),
    order: Annotated[str, Field(pattern="^(descending|ascending|group)$")] = "descending",
    limit: Annotated[int, Field(ge=1, le=_MAX_BARS)] = 20,
) -> ChartResult:
    """Draw a bar, line, scatter or histogram chart from a data file or from given rows, and save it for the reader.

    Args:
        kind: bar compares groups, line follows time, scatter relates two measures, histogram shows a distribution.
        title: says what the chart shows.
        x: column of the groups, of time, or of the first measure.
        y: column of the measure; rows are counted without one.
        file: name of the attached file to draw from.
        rows: rows to draw as they are, instead of a file.
        aggregate: of y per group or period: mean unless given, count without y.
        grain: length of a period of a line.
        color: column that splits lines, bars or points.
        filters: conditions that rows of the file must meet.
        order: of bars: by the measure, or "group" for the groups' own order.
        limit: bars to draw at most.
    """
    if (file is None) == (rows is None):
        raise ToolRetry("Give either a file or rows to draw.")
    how: Aggregate = aggregate or ("mean" if y else "count")
    if file is not None:
        frame = (await read_table(ctx, file)).frame
        query = partial(_from_file, frame, kind, x, y, how=how, grain=grain, color=color, filters=filters, order=order)
        data = await asyncio.to_thread(partial(query, limit=limit))
    else:
        data = _from_rows(rows or [], kind, x, y, color)
    spec = specification(kind, title, data)
    ref = await ctx.artifacts.save("chart", f"{slug(title)}.chart.json", title, spec, CHART_MEDIA_TYPE)
    finding = f"Drew {title!r} as a {kind} chart of {data.frame.height:,} points."
    return ChartResult(finding, ref.name, title, kind, data.frame.height)


def _from_file(
    frame: pl.DataFrame,
    kind: ChartKind,
    x: str,
    y: str | None,
    *,
    how: Aggregate,
    grain: Grain,
    color: str | None,
    filters: Filters,
    order: str,
    limit: int,
) -> ChartData:
    if kind == "bar":
        return _bars(frame, x, y, how=how, color=color, filters=filters, order=order, limit=limit)
    if kind == "line":
        found = trend(frame, x, y, how, grain=grain, split=color, filters=filters)
        kept = _largest_groups(found.frame, color, found.value_name, _MAX_LINES)
        label = find_column(frame, color).label if color else None
        return ChartData(kept, "period", found.value_name, label, found.grain)
    return _points(frame, kind, x, y, color=color, filters=filters)


def _bars(
    frame: pl.DataFrame,
    x: str,
    y: str | None,
    *,
    how: Aggregate,
    color: str | None,
    filters: Filters,
    order: str,
    limit: int,
) -> ChartData:
    by = (x,) if color is None else (x, color)
    grouped = group(frame, by, how, y, filters=filters, sort=order)
    labels = [find_column(frame, name).label for name in by]
    kept = _first_groups(grouped.frame, labels[0], limit)
    return ChartData(kept.drop("rows"), labels[0], grouped.value_name, labels[1] if color else None)


def _points(
    frame: pl.DataFrame, kind: ChartKind, x: str, y: str | None, *, color: str | None, filters: Filters
) -> ChartData:
    """Take single rows; an even sample when there are too many to tell apart."""
    rows = apply_filters(frame, filters)
    if kind == "scatter" and y is None:
        raise ToolRetry("A scatter chart needs y.")
    numbers = [find_numeric(rows, name).label for name in (x, y) if name is not None]
    split = [find_column(rows, color).label] if color else []
    points = rows.select(*numbers, *split).drop_nulls(numbers)
    step = -(-points.height // _MAX_POINTS)
    kept = points.gather_every(step) if step > 1 else points
    return ChartData(kept, numbers[0], numbers[1] if len(numbers) > 1 else None, split[0] if split else None)


def _from_rows(rows: list[dict[str, Any]], kind: ChartKind, x: str, y: str | None, color: str | None) -> ChartData:
    if not rows:
        raise ToolRetry("There are no rows to draw.")
    frame = _frame_of(rows)
    names = [find_column(frame, name).label for name in (x, y, color) if name is not None]
    if kind != "histogram" and y is None:
        raise ToolRetry("Rows need y: the column of the measure.")
    data = ChartData(frame.select(list(dict.fromkeys(names))), names[0])
    measure = find_column(frame, y).label if y else None
    return ChartData(data.frame, names[0], measure, find_column(frame, color).label if color else None)


def _frame_of(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Lay given rows out as columns: of numbers where all values are such, else of text; no infinite ones."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame([_column_of(name, [row.get(name) for row in rows]) for name in names])


def _column_of(name: str, values: list[Any]) -> pl.Series:
    if any(isinstance(value, list | dict) for value in values):
        raise ToolRetry(f"The column {name!r} holds lists or objects; a chart is drawn of numbers and words.")
    if all(value is None or (isinstance(value, int) and abs(value) < 2**63) for value in values):
        return pl.Series(name, values, dtype=pl.Int64)
    if all(value is None or isinstance(value, int | float) for value in values):
        return pl.Series(name, [_finite(value) for value in values], dtype=pl.Float64)
    return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)


def _finite(value: float | None) -> float | None:
    try:
        return float(value) if value is not None and math.isfinite(value) else None
    except OverflowError:  # an integer beyond all floats
        return None


def _first_groups(frame: pl.DataFrame, label: str, limit: int) -> pl.DataFrame:
    kept = frame[label].unique(maintain_order=True).head(limit)
    return frame.filter(pl.col(label).is_in(kept.implode()))


def _largest_groups(frame: pl.DataFrame, split: str | None, value: str, limit: int) -> pl.DataFrame:
    """Keep the lines that reach highest, when there are too many to tell apart."""
    if split is None:
        return frame
    label = find_column(frame, split).label
    best = frame.group_by(label).agg(pl.col(value).max()).sort(value, label, descending=[True, False]).head(limit)
    return frame.filter(pl.col(label).is_in(best[label].implode()))
