"""The first rows of a table in an order."""

import asyncio
from functools import partial
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.tables.columns import find_column
from pilothouse.toolbox.tables.errors import NothingLeft
from pilothouse.toolbox.tables.filters import Filters, apply_filters
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import TableResult, make_result, number_text, presentable

_MAX_COLUMNS = 8


@tool(timeout_s=60)
async def table_top(
    ctx: ToolContext,
    file: str,
    *,
    column: str,
    n: Annotated[int, Field(ge=1, le=1000)] = 10,
    direction: Literal["largest", "smallest"] = "largest",
    columns: tuple[str, ...] = (),
    filters: Filters = (),
    save_as: str | None = None,
) -> TableResult:
    """List the rows of a data file with the largest or smallest values of a column.

    Args:
        file: name of the attached file.
        column: column that decides; numbers, dates or text.
        n: rows to list.
        direction: largest (latest) or smallest (earliest) first.
        columns: columns to show beside it; the first eight unless given.
        filters: conditions that rows must meet.
        save_as: title under which to save the result as a table for the reader.
    """
    table = await read_table(ctx, file)
    frame, source_rows, missing = await asyncio.to_thread(
        partial(top, table.frame, column, n, direction=direction, columns=columns, filters=filters)
    )
    decider = find_column(table.frame, column).label
    return await make_result(
        ctx,
        table,
        frame,
        _finding(frame, decider, direction),
        source_rows=source_rows,
        missing=missing,
        filters=filters,
        save_as=save_as,
    )


def top(
    frame: pl.DataFrame,
    column: str,
    n: int,
    *,
    direction: str = "largest",
    columns: tuple[str, ...] = (),
    filters: Filters = (),
) -> tuple[pl.DataFrame, int, int]:
    """Return the top rows, how many rows took part, and how many lack a value; see `table_top`.

    Raises:
        UnknownColumn, UnsuitableColumn: columns do not fit.
        NothingLeft: no row has a value.
    """
    rows = apply_filters(frame, filters)
    decider = find_column(rows, column)
    used = rows.filter(decider.expression.is_not_null())
    if used.is_empty():
        raise NothingLeft(f"No row has a value in {decider.label!r}.")
    shown = [find_column(rows, name).label for name in columns] or rows.columns[:_MAX_COLUMNS]
    shown = list(dict.fromkeys([*shown, decider.label]))
    is_down = direction == "largest"
    ordered = used.with_columns(decider.expression.alias(decider.label)).sort(
        decider.label, descending=is_down, maintain_order=True
    )
    return ordered.select(shown).head(n), used.height, rows.height - used.height


def _finding(frame: pl.DataFrame, decider: str, direction: str) -> str:
    value = presentable(frame[decider][0])
    text = number_text(value) if isinstance(value, int | float) else str(value)
    label = next((each for each in frame.columns if frame.schema[each] == pl.String and each != decider), None)
    who = f": {frame[label][0]}" if label is not None else ""
    return f"The {direction} {decider} is {text}{who}."
