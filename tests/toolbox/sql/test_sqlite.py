"""Queries to SQLite files; also what SQLite refuses when a statement gets past the parser."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pilothouse.core.errors import PilothouseError
from pilothouse.toolbox.sql import sqlite
from pilothouse.toolbox.sql.errors import ConnectionUnusable, QueryBroken, QueryTooDear
from pilothouse.toolbox.sql.read_only import only_reading
from tests.toolbox.sql.conftest import LIMITS, ROWS
from tests.toolbox.sql.lists import statements

FOREVER = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"


async def test_rows_come_as_json_values(sqlite_file: Path) -> None:
    rows = await sqlite.query(sqlite_file, "select *, null, x'78', 'é' from orders order by id", LIMITS)
    assert rows.rows[0] == [1, "north", 10.5, None, "[1 bytes]", "é"]
    assert len(rows.rows) == len(ROWS)


async def test_every_honest_question_is_answered(sqlite_file: Path) -> None:
    for statement in statements("reads", "sqlite"):
        await sqlite.query(sqlite_file, only_reading(statement, "sqlite"), LIMITS)


async def test_sqlite_refuses_every_write_that_would_get_past_the_parser(sqlite_file: Path) -> None:
    before = sqlite_file.read_bytes()
    for statement in statements("writes", "sqlite"):
        try:
            await sqlite.query(sqlite_file, statement, LIMITS)
        except (PilothouseError, ValueError, sqlite3.Warning):
            continue
    assert sqlite_file.read_bytes() == before
    assert [each.name for each in sqlite_file.parent.iterdir()] == [sqlite_file.name]


async def test_the_authorizer_refuses_functions_that_are_not_on_the_list(sqlite_file: Path) -> None:
    for statement in ("select load_extension('/tmp/x')", "select fts3_tokenizer('a')", "select last_insert_rowid()"):
        with pytest.raises(PilothouseError, match=r"not authorized|no such function|refused"):
            await sqlite.query(sqlite_file, statement, LIMITS)


async def test_an_endless_query_is_ended(sqlite_file: Path) -> None:
    with pytest.raises(QueryTooDear):
        await sqlite.query(sqlite_file, FOREVER, replace(LIMITS, timeout_s=0.2))


async def test_a_query_that_nobody_waits_for_is_ended(sqlite_file: Path) -> None:
    running = asyncio.create_task(sqlite.query(sqlite_file, FOREVER, replace(LIMITS, timeout_s=60)))
    await asyncio.sleep(0.1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    # had its thread not ended, leaving the event loop of this test would wait for it


async def test_huge_values_are_refused_and_long_ones_cut(sqlite_file: Path) -> None:
    with pytest.raises(QueryBroken, match="too big"):
        await sqlite.query(sqlite_file, "select zeroblob(2000000000)", LIMITS)
    rows = await sqlite.query(sqlite_file, "select replace(hex(zeroblob(20000)), '0', 'x')", LIMITS)
    assert len(rows.rows[0][0]) == 10_000


async def test_a_missing_or_foreign_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(b"no database at all" * 100)
    for name in ("missing.sqlite", "a.sqlite"):
        with pytest.raises(ConnectionUnusable, match=name):
            await sqlite.query(tmp_path / name, "select 1", LIMITS)
    assert not (tmp_path / "missing.sqlite").exists()


async def test_views_of_a_hostile_file_call_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hostile.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create view orders as select load_extension('/tmp/x') as a")
    with pytest.raises(PilothouseError):
        await sqlite.query(path, "select * from orders", LIMITS)


async def test_tables_are_listed_with_their_columns(sqlite_file: Path) -> None:
    (orders,) = await sqlite.tables(sqlite_file, LIMITS)
    assert (orders.name, orders.columns) == ("orders", ["id INTEGER", "region TEXT", "total REAL"])
