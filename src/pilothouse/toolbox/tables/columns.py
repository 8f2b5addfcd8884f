"""Columns by the name a model or a person gives them, and parts of dates such as "month of date"."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from pilothouse.llm.words import split_identifier, words_of
from pilothouse.toolbox.tables.errors import UnknownColumn, UnsuitableColumn

Kind: TypeAlias = Literal["integer", "number", "boolean", "date", "datetime", "text"]
_PART = re.compile(r"^(year|quarter|month|week|weekday|day|hour) of (.+)$", re.IGNORECASE)
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a part of one of its dates.

    Attributes:
        label: what it is called in results: "Origin", "month of date".
        expression: computes it.
        order: what sorts it; months sort by number, not by name.
    """

    label: str
    expression: pl.Expr
    order: pl.Expr
    kind: Kind


def kind_of(dtype: pl.DataType) -> Kind:
    """Return the kind of a column, as a person would say it."""
    if dtype.is_integer():
        return "integer"
    if dtype.is_numeric():
        return "number"
    if dtype == pl.Boolean:
        return "boolean"
    if dtype == pl.Date:
        return "date"
    return "datetime" if isinstance(dtype, pl.Datetime) else "text"


def find_column(frame: pl.DataFrame, name: str) -> Column:
    """Find a column by its name, whatever its spelling in capitals, or a part of a date by "<part> of <column>".

    Raises:
        UnknownColumn: there is none; the message names the nearest.
        UnsuitableColumn: a part is asked of what is no date.
    """
    actual = _actual_name(frame, name)
    if actual is not None:
        return Column(actual, pl.col(actual), pl.col(actual), kind_of(frame.schema[actual]))
    if part := _PART.match(name.strip()):
        return _part_of(find_column(frame, part[2]), part[1].lower())
    near = sorted(frame.columns, key=lambda each: -_likeness(each, name))[:12]
    raise UnknownColumn(f"There is no column {name!r}. The columns are: {', '.join(near)}.")


def find_numeric(frame: pl.DataFrame, name: str) -> Column:
    """Find a column of numbers; true and false count as 1 and 0.

    Raises:
        UnknownColumn: there is none of that name.
        UnsuitableColumn: it holds something else.
    """
    column = find_column(frame, name)
    if column.kind == "boolean":
        return Column(column.label, column.expression.cast(pl.Int64), column.order, "integer")
    if column.kind not in {"integer", "number"}:
        numbers = [each for each in frame.columns if kind_of(frame.schema[each]) in {"integer", "number"}]
        known = f"Columns of numbers are: {', '.join(numbers[:12])}." if numbers else "No column holds numbers."
        raise UnsuitableColumn(f"{column.label!r} holds {column.kind}, not numbers. {known}")
    return column


def _actual_name(frame: pl.DataFrame, name: str) -> str | None:
    if name in frame.columns:
        return name
    wanted = split_identifier(name).casefold().split()
    return next((each for each in frame.columns if split_identifier(each).casefold().split() == wanted), None)


def _likeness(column: str, name: str) -> int:
    return len(set(words_of(split_identifier(column))) & set(words_of(split_identifier(name))))


def _part_of(column: Column, part: str) -> Column:
    if column.kind not in {"date", "datetime"}:
        raise UnsuitableColumn(f"{column.label!r} holds {column.kind}, so it has no {part}.")
    if part == "hour" and column.kind == "date":
        raise UnsuitableColumn(f"{column.label!r} holds days without a time of day.")
    number: pl.Expr = getattr(column.expression.dt, part)()
    label = f"{part} of {column.label}"
    if part == "weekday":
        return Column(label, number.replace_strict(range(1, 8), _WEEKDAYS), number, "text")
    if part == "month":
        return Column(label, number.replace_strict(range(1, 13), _MONTHS), number, "text")
    return Column(label, number, number, "integer")
