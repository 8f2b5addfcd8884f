"""Writes to several tables as one statement. Where somebody waits, a round trip costs more than the rows it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CTE, Table, bindparam, insert, update

from pilothouse.db.base import Base


@dataclass(frozen=True, slots=True)
class Beside:
    """Writes that go in the statement of another one: all of it happens, or nothing.

    Attributes:
        parts: each made once for the life of the process, by `inserting` or `updating`, under a name of its own.
        values: of the parameters of all parts; see `named`.
    """

    parts: tuple[CTE, ...]
    values: Mapping[str, Any]


def inserting(name: str, table: type[Base], columns: Sequence[str]) -> CTE:
    """Insert one row, with a parameter for each of the columns."""
    return insert(_plain(table)).values(_parameters(name, columns)).cte(name)


def updating(name: str, table: type[Base], columns: Sequence[str]) -> CTE:
    """Update the row whose id is the parameter `id`, with a parameter for each of the columns."""
    plain = _plain(table)
    changed = update(plain).where(plain.c.id == bindparam(f"{name}_id"))
    return changed.values(_parameters(name, columns)).cte(name)


def named(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of the part of that name."""
    return {f"{name}_{column}": value for column, value in values.items()}


def _parameters(name: str, columns: Sequence[str]) -> dict[str, Any]:
    return {column: bindparam(f"{name}_{column}") for column in columns}


def _plain(table: type[Base]) -> Table:
    return cast("Table", table.__table__)  # nobody wants objects of what is written here
