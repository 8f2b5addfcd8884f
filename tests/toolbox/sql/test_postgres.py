"""Queries to a real PostgreSQL; also what the server refuses when a statement gets past the parser."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from pilothouse.core.errors import PilothouseError
from pilothouse.toolbox.sql import postgres
from pilothouse.toolbox.sql.errors import ConnectionUnusable, QueryBroken, QueryTooDear
from pilothouse.toolbox.sql.read_only import only_reading
from tests.toolbox.sql.conftest import LIMITS, ROWS, Shop
from tests.toolbox.sql.lists import statements

_STATE = (
    "select count(*), sum(total), (select count(*) from pg_class where relnamespace = 'public'::regnamespace),"
    " (select count(*) from pg_proc where pronamespace = 'public'::regnamespace), (select last_value from s),"
    " (select count(*) from pg_namespace where nspname not like 'pg\\_%') from orders"
)


async def test_rows_come_as_json_values(shop: Shop) -> None:
    statement = (
        "select id, region, total, 1.5::numeric, null, array[1,2], '{}'::jsonb, 'x'::bytea from orders order by id"
    )
    rows = await postgres.query(shop.reader_url, statement, LIMITS)
    assert rows.rows[0] == [1, "north", 10.5, 1.5, None, "{1,2}", "{}", "\\x78"]
    assert len(rows.rows) == len(ROWS)


async def test_columns_of_one_name_are_told_apart(shop: Shop) -> None:
    rows = await postgres.query(shop.reader_url, "select 1 as a, 2 as a, 3", LIMITS)
    assert (rows.columns, rows.rows) == (["a", "a_2", "?column?"], [[1, 2, 3]])


async def test_every_honest_question_is_answered(shop: Shop) -> None:
    for statement in statements("reads", "postgres"):
        await postgres.query(shop.reader_url, only_reading(statement, "postgres"), LIMITS)


async def test_the_server_refuses_every_write_that_would_get_past_the_parser(shop: Shop) -> None:
    """The statements as they are, several at once too, straight to the connection that queries use."""
    before = await shop.fetch(_STATE)
    hurried = replace(LIMITS, timeout_s=0.2)
    for statement in statements("writes", "postgres"):
        try:
            async with postgres._reading(shop.reader_url, hurried, require_reader=True) as connection:
                await connection.execute(statement)
        except (PilothouseError, asyncpg.PostgresError, ValueError):
            continue
    assert await shop.fetch(_STATE) == before


async def test_a_role_that_could_write_is_not_used(shop: Shop) -> None:
    with pytest.raises(ConnectionUnusable, match="may write to orders"):
        await postgres.query(shop.owner_url, "select 1", LIMITS)
    assert (await postgres.query(shop.owner_url, "select 1", LIMITS, require_reader=False)).rows == [[1]]


async def test_even_then_the_transaction_only_reads(shop: Shop) -> None:
    with pytest.raises(PilothouseError, match="read-only transaction"):
        await postgres.query(shop.owner_url, "select shop.refund(1)", LIMITS, require_reader=False)
    assert (await shop.fetch("select count(*) from orders")) == [(3,)]


async def test_rows_end_at_the_limit(shop: Shop) -> None:
    rows = await postgres.query(shop.reader_url, "select * from generate_series(1, 1000)", replace(LIMITS, max_rows=10))
    assert (len(rows.rows), rows.is_cut) == (10, True)
    exact = await postgres.query(shop.reader_url, "select * from generate_series(1, 10)", replace(LIMITS, max_rows=10))
    assert (len(exact.rows), exact.is_cut) == (10, False)


async def test_a_huge_value_is_cut_by_the_server(shop: Shop) -> None:
    rows = await postgres.query(shop.reader_url, "select repeat('x', 50000000) as x, 1 as y", LIMITS)
    assert (len(rows.rows[0][0]), rows.rows[0][1]) == (10_000, 1)


async def test_a_large_result_ends_at_its_size(shop: Shop) -> None:
    statement = "select repeat('x', 9000) from generate_series(1, 10000)"
    rows = await postgres.query(shop.reader_url, statement, replace(LIMITS, max_rows=100_000, max_bytes=90_000))
    assert rows.is_cut
    assert len(rows.rows) == 10


async def test_a_long_query_is_ended_on_the_server(shop: Shop) -> None:
    with pytest.raises(QueryTooDear, match=r"0\.2 s"):
        await postgres.query(shop.reader_url, "select pg_sleep(30)", replace(LIMITS, timeout_s=0.2))
    async with asyncio.timeout(20):
        while await _asked(shop):
            await asyncio.sleep(0.02)


async def test_a_query_that_nobody_waits_for_is_ended_on_the_server(shop: Shop) -> None:
    running = asyncio.create_task(postgres.query(shop.reader_url, "select pg_sleep(30)", replace(LIMITS, timeout_s=60)))
    while not await _asked(shop):
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)  # time to get from the connection to the query; either may be cancelled
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(20):
        while await _asked(shop):
            await asyncio.sleep(0.02)


async def test_a_query_that_would_cost_too_much_is_not_begun(shop: Shop) -> None:
    statement = "select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b"
    with pytest.raises(QueryTooDear, match="cost of"):
        await postgres.query(shop.reader_url, statement, LIMITS)


async def test_a_broken_query_is_explained(shop: Shop) -> None:
    with pytest.raises(QueryBroken, match=r'column "ttal" does not exist.*total'):
        await postgres.query(shop.reader_url, "select ttal from orders", LIMITS)
    with pytest.raises(QueryBroken, match="division by zero"):
        await postgres.query(shop.reader_url, "select 1 / (id - 1) from orders", LIMITS)
    with pytest.raises(QueryBroken, match="permission denied"):
        await postgres.query(shop.reader_url, "select * from pg_authid", LIMITS)


async def test_no_message_tells_the_address(shop: Shop) -> None:
    wrong = "postgresql://someone:hunter2@127.0.0.1:1/nowhere"  # not a secret
    with pytest.raises(ConnectionUnusable) as raised:
        await postgres.query(wrong, "select 1", LIMITS)
    assert "hunter2" not in str(raised.value)
    assert "someone" not in str(raised.value)


async def test_tables_are_listed_with_their_columns(shop: Shop) -> None:
    (orders,) = await postgres.tables(shop.reader_url, LIMITS)
    assert orders.name == "orders"
    assert orders.columns[:2] == ["id integer", "region text"]


async def _asked(shop: Shop) -> int:
    """Count the sessions of the reading role in this test's database."""
    found = await shop.fetch(
        "select count(*) from pg_stat_activity where datname = current_database() and usename <> current_user"
    )
    return int(str(found[0][0]))
