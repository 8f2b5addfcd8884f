"""How columns of numbers move together."""

import asyncio
from itertools import combinations
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.tables.columns import find_numeric, kind_of
from pilothouse.toolbox.tables.errors import NothingLeft
from pilothouse.toolbox.tables.filters import Filters, apply_filters
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import TableResult, make_result

_MIN_PAIRS = 3
_MAX_COLUMNS = 20


@tool(timeout_s=60)
async def table_correlate(
    ctx: ToolContext,
    file: str,
    *,
    columns: Annotated[tuple[str, ...], Field(max_length=_MAX_COLUMNS)] = (),
    target: str | None = None,
    method: Literal["pearson", "spearman"] = "pearson",
    filters: Filters = (),
    save_as: str | None = None,
) -> TableResult:
    """Measure the relationship between columns of numbers of a data file: correlation of each pair, strongest first.

    Args:
        file: name of the attached file.
        columns: two or more columns; the first 20 columns of numbers unless given.
        target: only pairs with this column, to learn what it goes along with.
        method: "pearson" for straight lines, "spearman" for any steady rise or fall.
        filters: conditions that rows must meet.
        save_as: title under which to save the result as a table for the reader.
    """
    table = await read_table(ctx, file)
    frame = await asyncio.to_thread(correlate, table.frame, columns, target, method, filters)
    strongest = frame.row(0, named=True)
    finding = (
        f"{strongest['first']} and {strongest['second']}: {describe(strongest['correlation'])} "
        f"({strongest['correlation']:+.2f}, {strongest['rows']:,} rows)."
    )
    rows = strongest["rows"]
    return await make_result(ctx, table, frame, finding, source_rows=rows, filters=filters, save_as=save_as)


def correlate(
    frame: pl.DataFrame,
    columns: tuple[str, ...] = (),
    target: str | None = None,
    method: Literal["pearson", "spearman"] = "pearson",
    filters: Filters = (),
) -> pl.DataFrame:
    """Return one row per pair of columns: first, second, correlation, rows; the strongest first.

    Raises:
        UnknownColumn, UnsuitableColumn: columns do not fit.
        NothingLeft: no pair has at least three rows and some variation.
    """
    rows = apply_filters(frame, filters)
    numeric = [each for each in rows.columns if kind_of(rows.schema[each]) in {"integer", "number"}]
    chosen = dict.fromkeys(find_numeric(rows, name).label for name in (columns or numeric[:_MAX_COLUMNS]))
    subject = None if target is None else find_numeric(rows, target).label
    named = [(subject, each) for each in chosen if each != subject] if subject else combinations(chosen, 2)
    pairs = [_pair(rows, first, second, method) for first, second in named]
    known = [pair for pair in pairs if pair is not None]
    if not known:
        raise NothingLeft("A relationship needs two columns of numbers with at least three rows that vary.")
    schema = {"first": pl.String, "second": pl.String, "correlation": pl.Float64, "rows": pl.Int64}
    return pl.DataFrame(known, schema, orient="row").sort(pl.col("correlation").abs(), descending=True)


def describe(correlation: float) -> str:
    """Put a correlation into words."""
    size = abs(correlation)
    if size < 0.1:
        return "no linear relationship"
    strength = "strong" if size >= 0.7 else "moderate" if size >= 0.4 else "weak"
    return f"{strength} {'positive' if correlation > 0 else 'negative'} relationship"


def _pair(
    rows: pl.DataFrame, first: str, second: str, method: Literal["pearson", "spearman"]
) -> tuple[str, str, float, int] | None:
    both = rows.select(pl.col(first).cast(pl.Float64), pl.col(second).cast(pl.Float64)).drop_nulls()
    if both.height < _MIN_PAIRS or both[first].n_unique() < 2 or both[second].n_unique() < 2:
        return None
    correlation = both.select(pl.corr(first, second, method=method)).item()
    return first, second, float(correlation), both.height
