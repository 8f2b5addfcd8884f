import asyncio
from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import pilothouse.main  # noqa: F401 - declares every table
from pilothouse.db.base import Base
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.db.migrate import SchemaMismatch, migrate, role_of
from tests.empty_database import empty_database


@pytest.fixture
async def empty(cluster: Cluster) -> AsyncIterator[tuple[str, str]]:
    """URLs, as owner and as application, of a database with nothing in it."""
    async with empty_database(cluster) as urls:
        yield urls


async def ask(url: str, question: str):
    database = Database(url)
    try:
        async with database.transaction() as session:
            return (await session.scalars(text(question))).all()
    finally:
        await database.close()


_EVERYTHING = """
  select 'table ' || table_name || '.' || column_name || ' ' || data_type from information_schema.columns
  where table_schema = 'public'
  union all select 'function ' || md5(pg_get_functiondef(oid)) || proname from pg_proc
  where pronamespace = 'public'::regnamespace and prokind = 'f'
  union all select 'policy ' || tablename || policyname || qual from pg_policies
  union all select 'grant ' || table_name || grantee || privilege_type from information_schema.table_privileges
  where table_schema = 'public'
  order by 1"""


class TestMigrate:
    async def test_makes_exactly_the_tables_that_the_code_declares(self, empty) -> None:
        owner, app = empty
        await migrate(owner, app)
        database = Database(owner, DatabaseSettings(transaction_s=120))
        async with database.engine.connect() as connection:
            differences = await connection.run_sync(
                lambda sync: compare_metadata(
                    MigrationContext.configure(sync, opts={"compare_type": True}), Base.metadata
                )
            )
        await database.close()
        assert differences == []

    async def test_a_second_time_changes_nothing(self, empty) -> None:
        owner, app = empty
        first = await migrate(owner, app)
        before = await ask(owner, _EVERYTHING)
        assert await migrate(owner, app) == first
        assert await ask(owner, _EVERYTHING) == before

    async def test_several_processes_at_once_take_turns(self, empty) -> None:
        owner, app = empty
        revisions = await asyncio.gather(*(migrate(owner, app) for _ in range(4)))
        assert len(set(revisions)) == 1
        assert await ask(app, "select version_num from alembic_version") == [revisions[0]]

    async def test_refuses_a_database_of_a_newer_version_in_words_and_leaves_it_alone(self, empty) -> None:
        owner, app = empty
        await migrate(owner, app)
        database = Database(owner)
        async with database.transaction() as session:
            await session.execute(text("update alembic_version set version_num = '9999'"))
            await session.execute(text("comment on schema public is 'pilothouse 9999 0123456789abcdef'"))
            await session.execute(text("drop function durable_sweep"))
        await database.close()
        with pytest.raises(SchemaMismatch, match=r"revision 9999.*newer Pilothouse.*restore a backup") as refused:
            await migrate(owner, app)
        assert not refused.value.retryable
        assert await ask(owner, "select proname from pg_proc where proname = 'durable_sweep'") == []

    async def test_leaves_an_installation_at_work_alone(self, empty) -> None:
        owner, app = empty
        revision = await migrate(owner, app)
        database = Database(owner)
        async with database.transaction() as session:
            await session.execute(text("lock table work in access exclusive mode"))
            assert await asyncio.wait_for(migrate(owner, app), 10) == revision  # waits for nobody
        await database.close()

    async def test_waits_for_queries_of_an_older_version_that_still_runs(self, empty) -> None:
        owner, app = empty
        revision = await migrate(owner, app)
        database = Database(owner)
        async with database.transaction() as session:
            await session.execute(text("comment on schema public is 'pilothouse older'"))
        async with database.transaction() as session:
            await session.execute(text("lock table work in access exclusive mode"))
            migrating = asyncio.create_task(migrate(owner, app))
            done, _ = await asyncio.wait({migrating}, timeout=0.2)
            assert not done
        assert await asyncio.wait_for(migrating, 30) == revision
        await database.close()

    async def test_lays_policies_and_grants_anew_over_those_of_another_version(self, empty) -> None:
        owner, app = empty
        await migrate(owner, app)
        before = await ask(owner, _EVERYTHING)
        database = Database(owner)
        async with database.transaction() as session:
            await session.execute(text("drop policy tenant on work"))
            await session.execute(text(f'grant update on ledger to "{role_of(app)}"'))
            await session.execute(text("comment on schema public is 'pilothouse older'"))
        await database.close()
        await migrate(owner, app)
        assert await ask(owner, _EVERYTHING) == before


class TestRoleOf:
    @pytest.mark.parametrize(
        ("url", "role"),
        [
            ("postgresql://app:secret@db/pilothouse", "app"),
            ("postgresql://team%40app:secret@db/pilothouse", "team@app"),
            ("postgresql:///pilothouse?host=/run", ""),
        ],
    )
    def test_reads_it_from_the_url(self, url, role) -> None:
        assert role_of(url) == role
