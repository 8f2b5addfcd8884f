import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from pilothouse.core.errors import InvalidInput, Unavailable
from pilothouse.core.ids import new_id
from pilothouse.db.away import TooMuchToRead
from pilothouse.db.embedded import Cluster, start_cluster, stop_cluster
from pilothouse.db.engine import Database, DatabaseSettings, be_patient, driver_url


@pytest.fixture
async def open_database(cluster: Cluster) -> AsyncIterator[Callable[..., Database]]:
    """Open databases with settings of a test's own, closed after it."""
    opened: list[Database] = []

    def _open(url: str = "", **settings) -> Database:
        opened.append(Database(url or cluster.app_url, DatabaseSettings(**settings)))
        return opened[-1]

    yield _open
    for database in opened:
        await database.close()


@pytest.fixture
def other_cluster() -> Iterator[Cluster]:
    """A server that this test may stop."""
    place = Path(tempfile.mkdtemp(prefix="ph-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    place.chmod(0o755)
    cluster = start_cluster(place / "data")
    yield cluster
    stop_cluster(cluster)
    shutil.rmtree(place)


def start_again(cluster: Cluster) -> Cluster:
    """Start a server that was stopped, at the same address."""
    return start_cluster(Path(make_url(cluster.app_url).query["host"]).parents[1])


async def add_organization(database: Database, organization_id) -> None:
    async with database.transaction(organization_id) as session:
        await session.execute(
            text("insert into organization (id, name, slug) values (:id, 'T', :slug)"),
            {"id": organization_id, "slug": str(organization_id)},
        )


async def is_there(database: Database, organization_id) -> bool:
    async with database.transaction(organization_id) as session:
        return await session.scalar(text("select exists (select 1 from organization)"))


class TestTransaction:
    async def test_keeps_what_was_written_when_the_block_ends_well(self, database) -> None:
        organization_id = new_id()
        await add_organization(database, organization_id)
        assert await is_there(database, organization_id)

    async def test_keeps_nothing_of_a_block_that_raises(self, database) -> None:
        organization_id = new_id()
        with pytest.raises(ZeroDivisionError):
            async with database.transaction(organization_id) as session:
                await session.execute(
                    text("insert into organization (id, name, slug) values (:id, 'T', :id2)"),
                    {"id": organization_id, "id2": str(organization_id)},
                )
                raise ZeroDivisionError
        assert not await is_there(database, organization_id)

    async def test_lets_a_broken_rule_of_the_schema_pass_as_it_is(self, database, tenant) -> None:
        with pytest.raises(IntegrityError):
            await add_organization(database, tenant.organization_id)

    @pytest.mark.parametrize("value", ["before\0after", "\ud800"])
    async def test_names_text_that_cannot_be_stored(self, database, value) -> None:
        with pytest.raises(InvalidInput, match="cannot be stored"):
            async with database.transaction() as session:
                await session.execute(text("select cast(:value as text)"), {"value": value})

    async def test_names_such_text_inside_json_too(self, database) -> None:
        with pytest.raises(InvalidInput, match="cannot be stored"):
            async with database.transaction() as session:
                await session.execute(text("select cast(:value as jsonb)"), {"value": r'{"a": "\u0000"}'})


class TestDatabaseAway:
    async def test_says_so_when_nothing_listens(self, open_database) -> None:
        with pytest.raises(Unavailable, match="does not answer") as away:
            await open_database("postgresql://nobody:x@127.0.0.1:1/nothing").ping()
        assert away.value.retry_after_s

    async def test_says_so_while_the_server_is_stopped_and_works_again_after(
        self, open_database, other_cluster
    ) -> None:
        database = open_database(other_cluster.app_url)
        await database.ping()
        await asyncio.to_thread(stop_cluster, other_cluster)
        for _ in range(3):
            with pytest.raises(Unavailable):
                await database.ping()
        again = await asyncio.to_thread(start_again, other_cluster)
        assert again.app_url == other_cluster.app_url
        await database.ping()

    async def test_says_so_when_a_connection_is_cut_in_the_middle(self, open_database, database) -> None:
        ours = open_database()
        with pytest.raises(Unavailable):
            async with ours.transaction() as session:
                pid = await session.scalar(text("select pg_backend_pid()"))
                waiting = asyncio.ensure_future(session.execute(text("select pg_sleep(30)")))
                await cut(database, pid)
                await waiting
        await ours.ping()

    async def test_says_so_when_a_connection_was_cut_while_nobody_used_it(self, open_database, database) -> None:
        ours = open_database()
        with pytest.raises(Unavailable):
            async with ours.transaction() as session:
                await cut(database, await session.scalar(text("select pg_backend_pid()")))
                await session.execute(text("select 1"))
        await ours.ping()

    async def test_says_nothing_when_a_connection_was_cut_that_can_simply_be_replaced(
        self, open_database, database
    ) -> None:
        ours = open_database(pool_size=1, pool_overflow=0)
        async with ours.transaction() as session:
            pid = await session.scalar(text("select pg_backend_pid()"))
        await cut(database, pid)
        async with ours.transaction() as session:
            assert await session.scalar(text("select pg_backend_pid()")) != pid

    async def test_says_so_when_the_server_takes_no_more_connections(self, open_database, other_cluster) -> None:
        owner, database = open_database(other_cluster.owner_url), open_database(other_cluster.app_url)
        async with owner.engine.connect() as connection:
            await connection.execute(text("alter database pilothouse connection limit 2"))
            await connection.commit()
        async with database.transaction():
            with pytest.raises(Unavailable):
                await database.ping()

    async def test_says_so_when_the_pool_stays_empty(self, open_database) -> None:
        database = open_database(pool_size=1, pool_overflow=0, pool_timeout_s=0.05)
        async with database.transaction():
            with pytest.raises(Unavailable):
                await database.ping()
        await database.ping()


async def cut(neighbour: Database, pid: int) -> None:
    """End another connection, as a failover does, and wait until it is gone."""
    async with neighbour.engine.connect() as connection:
        await connection.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid})


class TestIdleTransactions:
    async def test_a_process_that_stands_still_does_not_hold_rows_that_others_wait_for(
        self, open_database, database, tenant
    ) -> None:
        stopped = open_database(idle_in_transaction_s=0.2)
        lock = text("select 1 from organization for update")
        with pytest.raises(Unavailable):
            async with stopped.transaction(tenant.organization_id) as session:
                await session.execute(lock)
                async with database.transaction(tenant.organization_id) as waiting:
                    await asyncio.wait_for(waiting.execute(lock), 10)  # only the end of the other one lets this through
                await session.execute(text("select 1"))

    async def test_nor_one_that_stands_still_between_preparing_and_running_a_statement(
        self, open_database, database, tenant
    ) -> None:
        stopped = open_database(idle_in_transaction_s=60, transaction_s=0.3)
        lock = text("select 1 from organization for update")
        with pytest.raises(Unavailable):
            async with stopped.transaction(tenant.organization_id) as session:
                await session.execute(lock)
                driver = (await (await session.connection()).get_raw_connection()).driver_connection
                await driver.prepare("select $1::int + 41")
                async with database.transaction(tenant.organization_id) as waiting, asyncio.timeout(10):
                    await waiting.execute(lock)
                await session.execute(text("select 1"))


class TestDriverUrl:
    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+asyncpg"])
    def test_takes_every_usual_way_to_write_it(self, scheme) -> None:
        assert driver_url(f"{scheme}://a:b@c/d") == "postgresql+asyncpg://a:b@c/d"

    @pytest.mark.parametrize("url", ["mysql://a:b@c/d", "sqlite:///x", "localhost:5432/x", ""])
    def test_refuses_other_databases(self, url) -> None:
        with pytest.raises(ValueError, match="starts with postgresql://"):
            driver_url(url)

    def test_understands_how_hosting_companies_ask_for_encryption(self) -> None:
        made = make_url(driver_url("postgresql://a:b@c/d?sslmode=require&channel_binding=require&application_name=x"))
        assert made.query == {"ssl": "require", "application_name": "x"}


class TestPatience:
    async def test_ends_with_a_question_that_takes_too_long(self, database: Database) -> None:
        with pytest.raises(TooMuchToRead, match="Ask for a shorter time"):
            async with database.transaction() as session:
                await be_patient(session, 0.05)
                await session.execute(text("select pg_sleep(5)"))

    async def test_is_forgotten_with_the_transaction(self, database: Database) -> None:
        async with database.transaction() as session:
            await be_patient(session, 0.05)
        async with database.transaction() as session:
            await session.execute(text("select pg_sleep(0.1)"))
