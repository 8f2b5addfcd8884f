import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from pilothouse.db.away import DatabaseAway
from pilothouse.db.connection import Connection
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database

_CUTS = 20
_CUT = text(
    "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
    " where pid <> pg_backend_pid() and query like 'select /* to be cut */%'"
)


@pytest.fixture
async def connection(cluster: Cluster) -> AsyncIterator[Connection]:
    connection = Connection(cluster.app_url)
    yield connection
    await connection.close()


class TestConnection:
    async def test_answers_with_rows(self, connection: Connection) -> None:
        assert [tuple(row) for row in await connection.fetch("select $1::int + 1", 1)] == [(2,)]

    async def test_counts_its_sessions(self, connection: Connection) -> None:
        assert [await connection.session(), await connection.session()] == [1, 1]
        with pytest.raises(DatabaseAway):
            await connection.fetch("select pg_terminate_backend(pg_backend_pid())")
        assert await connection.session() == 2
        await connection.fetch("select 1")
        assert await connection.session() == 2

    async def test_says_away_and_nothing_else_however_it_is_cut(
        self, connection: Connection, database: Database
    ) -> None:
        """The word of the end may come before, while or after the next statement is sent: the driver names each."""
        lost = 0

        async def ask() -> None:
            nonlocal lost
            while lost < _CUTS:
                try:
                    await connection.fetch("select /* to be cut */ 1")
                except DatabaseAway:
                    lost += 1
                await asyncio.sleep(0.001)  # idle for a moment: the word comes then, and the next statement meets it

        asking = asyncio.create_task(ask())
        while not asking.done():
            async with database.transaction() as session:
                await session.execute(_CUT)
        await asking
        assert [tuple(row) for row in await connection.fetch("select 1")] == [(1,)]
