"""Aggregates by name."""

from typing import Literal, TypeAlias

import polars as pl

from pilothouse.toolbox.tables.columns import find_column, find_numeric
from pilothouse.toolbox.tables.errors import UnsuitableColumn

Aggregate: TypeAlias = Literal["mean", "sum", "count", "min", "max", "median", "std", "distinct", "share"]


def aggregation(frame: pl.DataFrame, how: Aggregate, value: str | None) -> tuple[pl.Expr, str, pl.Expr]:
    """Build an aggregate.

    Args:
        frame: the table it will run on.
        how: which one. "count" and "share" need no value; "share" is the part of all rows, or of the value's sum.
        value: column it is taken of.

    Returns:
        The expression, the name of its column, and which rows take part.

    Raises:
        UnknownColumn, UnsuitableColumn: the value does not fit.
    """
    everything = pl.lit(value=True)
    if value is None:
        if how not in {"count", "share"}:
            raise UnsuitableColumn(f"{how} needs a value column.")
        return pl.len(), "count" if how == "count" else "share", everything
    column = find_column(frame, value) if how in {"count", "distinct"} else find_numeric(frame, value)
    present = column.expression.is_not_null()
    if how == "count":
        return column.expression.count(), f"count of {column.label}", present
    if how == "distinct":
        return column.expression.n_unique(), f"distinct {column.label}", present
    if how == "share":
        return column.expression.sum(), f"share of {column.label}", present
    return getattr(column.expression, how)(), f"{how} {column.label}", present
