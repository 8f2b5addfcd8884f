"""Queries to DuckDB; also what DuckDB refuses when a statement gets past the parser."""

import asyncio
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pilothouse.core.errors import PilothouseError
from pilothouse.toolbox.sql import duckdb
from pilothouse.toolbox.sql.errors import ConnectionUnusable, QueryBroken, QueryTooDear
from pilothouse.toolbox.sql.read_only import only_reading
from tests.toolbox.sql.conftest import LIMITS, ROWS
from tests.toolbox.sql.lists import statements

FRAMES = {"orders": pl.DataFrame(ROWS, schema=["id", "region", "total"], orient="row")}
FOREVER = "select count(*) from range(100000000) a, range(100000000) b where a.range % 7 = b.range % 11"


async def test_frames_are_tables_by_their_names() -> None:
    statement = "select *, null, [1, 2], {'a': 1}, 1.5::decimal(5, 2), date '2024-01-31' from orders order by id"
    rows = await duckdb.query_frames(FRAMES, statement, LIMITS)
    assert rows.rows[0] == [1, "north", 10.5, None, "[1, 2]", "{'a': 1}", 1.5, "2024-01-31"]


async def test_every_honest_question_is_answered() -> None:
    for statement in statements("reads", "duckdb"):
        await duckdb.query_frames(FRAMES, only_reading(statement, "duckdb"), LIMITS)


async def test_every_honest_question_is_answered_by_a_file(duckdb_file: Path) -> None:
    rows = await duckdb.query(duckdb_file, "select region, sum(total) from orders group by all order by all", LIMITS)
    assert rows.rows == [["north", 11], ["south", 20]]


async def test_duckdb_refuses_every_write_that_would_get_past_the_parser(
    duckdb_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(duckdb_file.parent)
    before = duckdb_file.read_bytes()
    for statement in statements("writes", "duckdb"):
        try:
            await duckdb.query(duckdb_file, statement, LIMITS)
        except (PilothouseError, TypeError):
            continue
    assert duckdb_file.read_bytes() == before
    assert [each.name for each in duckdb_file.parent.iterdir()] == [duckdb_file.name]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "from '/etc/passwd'",
        "select * from glob('/*')", "copy orders to '/tmp/x'", "attach '/tmp/x'", "install httpfs", "load httpfs",
        "set enable_external_access = true", "set memory_limit = '100GB'", "reset temp_directory",
        "export database '/tmp/x'", "select getenv('HOME')", "select * from FRAMES",
    ],
)  # fmt: skip
async def test_duckdb_reaches_nothing_outside_even_past_the_parser(statement: str) -> None:
    with pytest.raises(PilothouseError):
        await duckdb.query_frames(FRAMES, statement, LIMITS)


async def test_an_endless_query_is_ended() -> None:
    with pytest.raises(QueryTooDear, match=r"0\.3 s"):
        await duckdb.query_frames(FRAMES, FOREVER, replace(LIMITS, timeout_s=0.3))


async def test_a_query_that_nobody_waits_for_is_ended() -> None:
    running = asyncio.create_task(duckdb.query_frames(FRAMES, FOREVER, replace(LIMITS, timeout_s=60)))
    await asyncio.sleep(0.3)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_query_that_needs_too_much_memory_is_ended() -> None:
    statement = "select list(range::varchar || repeat('x', 100)) from range(1000000000)"
    with pytest.raises((QueryTooDear, QueryBroken)):
        await duckdb.query_frames(FRAMES, statement, replace(LIMITS, timeout_s=60))


async def test_a_broken_query_is_explained() -> None:
    with pytest.raises(QueryBroken, match=r"ttal.*not found"):
        await duckdb.query_frames(FRAMES, "select ttal from orders", LIMITS)


async def test_a_missing_or_foreign_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.duckdb").write_bytes(b"no database at all" * 100)
    for name in ("missing.duckdb", "a.duckdb"):
        with pytest.raises(ConnectionUnusable, match=name):
            await duckdb.query(tmp_path / name, "select 1", LIMITS)


async def test_tables_are_listed_with_their_columns(duckdb_file: Path) -> None:
    (orders,) = await duckdb.tables(duckdb_file, LIMITS)
    assert (orders.name, orders.columns) == ("orders", ["id INTEGER", "region VARCHAR", "total DOUBLE"])
