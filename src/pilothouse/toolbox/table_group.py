"""Aggregate a table by one or two columns, or as a whole."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.tables.aggregates import Aggregate, aggregation
from pilothouse.toolbox.tables.columns import Column, find_column
from pilothouse.toolbox.tables.errors import NothingLeft
from pilothouse.toolbox.tables.filters import Filters, apply_filters
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import TableResult, make_result, number_text

Groups = Annotated[tuple[str, ...], Field(max_length=2)]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A grouped table: the groups, the aggregate's column, and `rows` per group."""

    frame: pl.DataFrame
    value_name: str
    source_rows: int
    missing: int


@tool(timeout_s=60)
async def table_group(
    ctx: ToolContext,
    file: str,
    *,
    by: Groups = (),
    aggregate: Aggregate = "count",
    value: str | None = None,
    filters: Filters = (),
    sort: Literal["descending", "ascending", "group"] = "descending",
    limit: Annotated[int, Field(ge=1, le=10_000)] | None = None,
    save_as: str | None = None,
) -> TableResult:
    """Aggregate a data file by group: averages, totals, counts, shares, minimum, maximum, median per category.

    Args:
        file: name of the attached file.
        by: up to two columns to group by; parts of dates as "month of date"; none for one overall figure.
        aggregate: what to calculate per group.
        value: column to calculate it of; not needed for count and share.
        filters: conditions that rows must meet.
        sort: by the result, or "group" for the groups' own order.
        limit: groups to keep; all of them unless given.
        save_as: title under which to save the result as a table for the reader.
    """
    table = await read_table(ctx, file)
    grouped = await asyncio.to_thread(
        partial(group, table.frame, tuple(by), aggregate, value, filters=filters, sort=sort)
    )
    frame = grouped.frame if limit is None else grouped.frame.head(limit)
    return await make_result(
        ctx,
        table,
        frame,
        _finding(grouped, tuple(by), sort),
        source_rows=grouped.source_rows,
        missing=grouped.missing,
        filters=filters,
        save_as=save_as,
        values={"groups": grouped.frame.height},
    )


def group(
    frame: pl.DataFrame,
    by: tuple[str, ...],
    how: Aggregate,
    value: str | None,
    *,
    filters: Filters = (),
    sort: str = "descending",
) -> Grouped:
    """Group a frame; see `table_group`. Rows without a group or without a value do not take part.

    Raises:
        UnknownColumn, UnsuitableColumn: columns do not fit.
        NothingLeft: no row takes part.
    """
    rows = apply_filters(frame, filters)
    groups = [find_column(rows, name) for name in by]
    expression, value_name, takes_part = aggregation(rows, how, value)
    used = rows.filter(takes_part, *(each.expression.is_not_null() for each in groups))
    if used.is_empty():
        raise NothingLeft("Every row lacks a value or a group, so there is nothing to calculate.")
    result = _grouped(used, groups, expression.alias(value_name))
    if how == "share":
        result = result.with_columns(pl.col(value_name) / pl.col(value_name).sum())
    return Grouped(_sorted(result, groups, value_name, sort), value_name, used.height, rows.height - used.height)


def _grouped(used: pl.DataFrame, groups: list[Column], value: pl.Expr) -> pl.DataFrame:
    if not groups:
        return used.select(value, pl.len().alias("rows"))
    keys = [each.expression.alias(each.label) for each in groups]
    orders = [each.order.first().alias(f"order of {each.label}") for each in groups]
    return used.group_by(keys).agg(value, pl.len().alias("rows"), *orders)


def _sorted(result: pl.DataFrame, groups: list[Column], value_name: str, sort: str) -> pl.DataFrame:
    orders = [f"order of {each.label}" for each in groups]
    if sort == "group" and orders:
        result = result.sort(orders)
    else:
        down = sort == "descending"
        result = result.sort([value_name, *orders], descending=[down, *(False for _ in orders)], nulls_last=True)
    return result.drop(orders)


def _finding(grouped: Grouped, by: tuple[str, ...], sort: str) -> str:
    frame, name = grouped.frame, grouped.value_name
    if not by:
        return f"{name} over {grouped.source_rows:,} rows: {number_text(frame[name][0])}."
    ranked = frame.drop_nulls(name).sort(name, descending=True) if sort == "group" else frame.drop_nulls(name)
    if ranked.is_empty():
        return f"No group has a {name}."
    ends = (0, ranked.height - 1) if sort != "ascending" else (ranked.height - 1, 0)
    labels = ["/".join(str(ranked[each][end]) for each in frame.columns[: len(by)]) for end in ends]
    highest, lowest = (number_text(ranked[name][end]) for end in ends)
    text = f"Highest {name} of {ranked.height:,} groups: {labels[0]} with {highest}"
    return f"{text}; lowest: {labels[1]} with {lowest}." if ranked.height > 1 else f"{text}."
