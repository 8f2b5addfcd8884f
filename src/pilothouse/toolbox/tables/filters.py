"""Which rows count: conditions on columns, all of which must hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

import polars as pl
from pydantic import Field

from pilothouse.toolbox.tables.column_types import infer_column
from pilothouse.toolbox.tables.columns import Column, find_column
from pilothouse.toolbox.tables.errors import NothingLeft, UnsuitableColumn

Operator: TypeAlias = Literal["=", "!=", ">", ">=", "<", "<=", "between", "in", "contains", "is_missing", "not_missing"]
Scalar: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a column.

    Attributes:
        column: name of a column, or a part of a date such as "year of date".
        op: how to compare; text is compared without regard to capitals.
        value: what to compare with; dates as "2012-03-01".
        values: for "between" the lowest and highest, both included; for "in" the allowed ones.
    """

    column: str
    op: Operator = "="
    value: Scalar = None
    values: tuple[Scalar, ...] = ()

    def words(self) -> str:
        """Say the condition in words: "Origin = Europe"."""
        if self.op in {"is_missing", "not_missing"}:
            return f"{self.column} is {'missing' if self.op == 'is_missing' else 'present'}"
        if self.op == "between" and len(self.values) == 2:
            return f"{self.column} from {self.values[0]} to {self.values[1]}"
        shown = ", ".join(map(str, self.values)) if self.values else str(self.value)
        return f"{self.column} {self.op} {shown}"


Filters: TypeAlias = Annotated[tuple[Filter, ...], Field(max_length=20)]


def apply_filters(frame: pl.DataFrame, filters: Sequence[Filter]) -> pl.DataFrame:
    """Return the rows that meet every condition.

    Raises:
        UnknownColumn, UnsuitableColumn: a condition does not fit the table.
        NothingLeft: no row meets them all.
    """
    for condition in filters:
        frame = frame.filter(_expression(frame, condition))
        if frame.is_empty():
            raise NothingLeft(f"No row is left where {condition.words()}.")
    return frame


def _expression(frame: pl.DataFrame, condition: Filter) -> pl.Expr:
    column = find_column(frame, condition.column)
    if condition.op == "is_missing":
        return column.expression.is_null()
    if condition.op == "not_missing":
        return column.expression.is_not_null()
    subject = column.expression.str.to_lowercase() if column.kind == "text" else column.expression
    if condition.op == "contains":
        return (
            column.expression.cast(pl.String)
            .str.to_lowercase()
            .str.contains(str(condition.value).lower(), literal=True)
        )
    given = condition.values or (condition.value,)
    return _comparison(subject, condition.op, [_operand(column, each) for each in given])


def _comparison(subject: pl.Expr, op: Operator, operands: list[Any]) -> pl.Expr:
    if op == "between":
        return subject.is_between(operands[0], operands[-1])
    if op == "in" or (op == "=" and len(operands) > 1):
        return subject.is_in(operands)
    simple = {
        "=": subject.eq,
        "!=": subject.ne,
        ">": subject.gt,
        ">=": subject.ge,
        "<": subject.lt,
        "<=": subject.le,
    }
    return simple[op](operands[0])


def _operand(column: Column, value: Scalar) -> Any:
    """Bring a value to the column's type, so that "1975" compares with numbers and with dates."""
    if column.kind == "text":
        return str(value).lower()
    if column.kind == "boolean":
        return str(value).lower() in {"true", "yes", "1"}
    typed = infer_column(pl.Series("value", [str(value)])).item()
    if column.kind in {"date", "datetime"}:
        return _as_time(column, typed, value)
    if not isinstance(typed, int | float):
        raise UnsuitableColumn(f"{column.label!r} holds numbers, so it cannot be compared with {value!r}.")
    return typed


def _as_time(column: Column, typed: Any, value: Scalar) -> Any:
    if isinstance(typed, int) and 1000 <= typed <= 2300:
        typed = date(typed, 1, 1)
    if not isinstance(typed, date):
        raise UnsuitableColumn(f"{column.label!r} holds dates, so it cannot be compared with {value!r}.")
    if column.kind == "datetime" and not isinstance(typed, datetime):
        return datetime(typed.year, typed.month, typed.day)  # noqa: DTZ001  # tables hold local times without a zone
    if column.kind == "date" and isinstance(typed, datetime):
        return typed.date()
    return typed
