"""Rows of several tables in one statement: all of them, or none."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pilothouse.core.ids import new_id
from pilothouse.db.base import Organization
from pilothouse.db.engine import Database
from pilothouse.db.together import Beside, inserting, named, updating

_FIRST = inserting("first", Organization, ("id", "name", "slug"))
_SECOND = inserting("second", Organization, ("id", "name", "slug"))
_RENAMED = updating("renamed", Organization, ("name",))


def _tenant(name: str) -> dict[str, Any]:
    return {"id": new_id(), "name": name, "slug": f"{name}-{new_id()}"}


async def _written(database: Database, beside: Beside) -> None:
    async with database.transaction(None) as session:
        await session.execute(select(func.now()).add_cte(*beside.parts), dict(beside.values))


async def _names(database: Database, *rows: dict[str, Any]) -> list[str]:
    async with database.transaction(None) as session:
        query = select(Organization.name).where(Organization.id.in_([row["id"] for row in rows]))
        return sorted(await session.scalars(query))


async def test_writes_rows_of_each_part(owner_database: Database) -> None:
    one, two = _tenant("one"), _tenant("two")
    await _written(owner_database, Beside((_FIRST, _SECOND), {**named("first", one), **named("second", two)}))
    assert await _names(owner_database, one, two) == ["one", "two"]


async def test_changes_the_row_of_an_id_and_no_other(owner_database: Database) -> None:
    one, two = _tenant("one"), _tenant("two")
    await _written(owner_database, Beside((_FIRST, _SECOND), {**named("first", one), **named("second", two)}))
    await _written(owner_database, Beside((_RENAMED,), named("renamed", {"id": one["id"], "name": "other"})))
    assert await _names(owner_database, one, two) == ["other", "two"]


async def test_writes_nothing_where_a_part_fails(owner_database: Database) -> None:
    one = _tenant("one")
    with pytest.raises(IntegrityError):
        await _written(owner_database, Beside((_FIRST, _SECOND), {**named("first", one), **named("second", one)}))
    assert await _names(owner_database, one) == []
