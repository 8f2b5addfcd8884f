"""Follow a figure over time."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.tables.aggregates import Aggregate, aggregation
from pilothouse.toolbox.tables.columns import find_column
from pilothouse.toolbox.tables.errors import NothingLeft
from pilothouse.toolbox.tables.filters import Filters, apply_filters
from pilothouse.toolbox.tables.periods import Grain, period_label, period_of
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import TableResult, make_result, number_text

_MAX_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure per period.

    Attributes:
        frame: columns "period" (text or year), the split if any, and the figure; in order of time.
        value_name: the figure's column.
        grain: length of a period.
    """

    frame: pl.DataFrame
    value_name: str
    grain: str
    source_rows: int
    missing: int


@tool(timeout_s=60)
async def table_trend(
    ctx: ToolContext,
    file: str,
    *,
    time: str,
    value: str | None = None,
    aggregate: Aggregate | None = None,
    grain: Grain = "auto",
    split: str | None = None,
    filters: Filters = (),
    save_as: str | None = None,
) -> TableResult:
    """Follow a figure of a data file over time: by year, quarter, month, week, day or hour, with its change and peak.

    Args:
        file: name of the attached file.
        time: column with dates or years.
        value: column to follow; rows are counted without one.
        aggregate: per period; the mean of the value unless given.
        grain: length of a period; "auto" fits it to the data.
        split: column with few different values, for one line each.
        filters: conditions that rows must meet.
        save_as: title under which to save the result as a table for the reader.
    """
    table = await read_table(ctx, file)
    how: Aggregate = aggregate or ("mean" if value else "count")
    found = await asyncio.to_thread(
        partial(trend, table.frame, time, value, how, grain=grain, split=split, filters=filters)
    )
    facts = _facts(found, split)
    return await make_result(
        ctx,
        table,
        found.frame,
        _finding(found, facts, split),
        source_rows=found.source_rows,
        missing=found.missing,
        filters=filters,
        save_as=save_as,
        values=facts,
    )


def trend(
    frame: pl.DataFrame,
    time: str,
    value: str | None,
    how: Aggregate,
    *,
    grain: Grain = "auto",
    split: str | None = None,
    filters: Filters = (),
) -> Trend:
    """Aggregate a frame per period; see `table_trend`.

    Raises:
        UnknownColumn, UnsuitableColumn: columns do not fit.
        NothingLeft: no row has a time and a value.
    """
    rows = apply_filters(frame, filters)
    column = find_column(rows, time)
    expression, value_name, takes_part = aggregation(rows, how, value)
    keys = [] if split is None else [find_column(rows, split)]
    used = rows.filter(takes_part, column.expression.is_not_null(), *(key.expression.is_not_null() for key in keys))
    if used.is_empty():
        raise NothingLeft("No row has both a time and a value.")
    period, chosen = period_of(used, column, grain)
    names = [key.label for key in keys]
    result = (
        used.group_by(period.alias("period"), *(key.expression.alias(key.label) for key in keys))
        .agg(expression.alias(value_name))
        .sort("period", *names)
    )
    if column.kind != "integer":
        result = result.with_columns(period_label(pl.col("period"), chosen))
    return Trend(result, value_name, chosen, used.height, rows.height - used.height)


def _facts(found: Trend, split: str | None) -> dict[str, Any]:
    """Tell where the figure began, ended, peaked and was lowest; with a split, how each line changed."""
    name = found.value_name
    points = found.frame.drop_nulls(name)
    facts: dict[str, Any] = {"grain": found.grain, "periods": points["period"].n_unique()}
    if points.is_empty():
        return facts
    for word, at in (("peak", points[name].arg_max() or 0), ("lowest", points[name].arg_min() or 0)):
        facts[word] = points[name][at]
        facts[f"{word}_period"] = points["period"][at]
        if split is not None:
            facts[f"{word}_{split}"] = points[split][at]
    if split is None:
        return facts | _change(points[name], points["period"])
    lines = points.partition_by(split, maintain_order=True, as_dict=True)
    changes = [{split: key[0], **_change(line[name], line["period"])} for key, line in lines.items()]
    facts["changes"] = sorted(changes, key=lambda each: -each["change"])[:_MAX_CHANGES]
    return facts


def _change(values: pl.Series, periods: pl.Series) -> dict[str, Any]:
    first, last = values[0], values[-1]
    facts: dict[str, Any] = {"first": first, "first_period": periods[0], "last": last, "last_period": periods[-1]}
    facts["change"] = last - first
    if first > 0:
        facts["change_percent"] = (last - first) / first * 100
    return facts


def _finding(found: Trend, facts: dict[str, Any], split: str | None) -> str:
    name = found.value_name
    if "peak" not in facts:
        return f"There is no {name} in any period."
    peak = f"highest in {facts['peak_period']} with {number_text(facts['peak'])}"
    if split is not None:
        return f"{name} by {found.grain} and {split}: {peak} ({facts[f'peak_{split}']})."
    if facts["periods"] == 1:
        return f"{name} in the only period, {facts['first_period']}: {number_text(facts['first'])}."
    change = f" ({facts['change_percent']:+,.1f} %)" if "change_percent" in facts else ""
    went = f"from {number_text(facts['first'])} in {facts['first_period']} to {number_text(facts['last'])} in"
    return f"{name} went {went} {facts['last_period']}{change}; {peak}."
