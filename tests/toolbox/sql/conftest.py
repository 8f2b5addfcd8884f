"""One small table of orders in each kind of database."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import duckdb
import pytest

from pilothouse.db.embedded import Cluster
from pilothouse.toolbox.sql.results import Limits
from tests.empty_database import empty_database

ROWS = [(1, "north", 10.5), (2, "south", 20.0), (3, "north", 0.5)]
LIMITS = Limits(max_rows=100, max_bytes=1_000_000, timeout_s=5, max_cost=1_000_000)


@dataclass(frozen=True)
class Shop:
    """A PostgreSQL database with orders: one role may write to it, the other only read."""

    owner_url: str
    reader_url: str

    async def fetch(self, query: str) -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(self.owner_url)
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()


@pytest.fixture
async def shop(cluster: Cluster) -> AsyncIterator[Shop]:
    async with empty_database(cluster) as urls:
        shop = Shop(*urls)
        owner = await asyncpg.connect(shop.owner_url)
        await owner.execute(
            "create table orders (id int primary key, region text, total float8, placed_at timestamptz default now());"
            "create sequence s; create schema shop;"
            "create function shop.refund(id int) returns void language sql volatile as"
            " 'delete from orders where id = $1';"
            "grant usage on schema shop to public; grant select on orders to public;"
        )
        await owner.executemany("insert into orders values ($1, $2, $3)", ROWS)
        await owner.close()
        yield shop


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table orders (id integer primary key, region text, total real)")
        connection.executemany("insert into orders values (?, ?, ?)", ROWS)
    return path


@pytest.fixture
def duckdb_file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table orders (id integer, region varchar, total double)")
        connection.executemany("insert into orders values (?, ?, ?)", ROWS)
    return path
