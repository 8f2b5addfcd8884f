import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from pilothouse.db.engine import Database
from pilothouse.runtime.hosting import retention
from pilothouse.runtime.hosting.retention import Retention
from pilothouse.runtime.statistics.repository import StatisticsRepository, Use
from tests.runtime.conftest import read, start

KEEP_DAYS = 90


async def age(database: Database, organization_id: UUID, days: int) -> None:
    """Let everything of an organization have happened so many days earlier."""
    async with database.transaction(organization_id) as session:
        for table, column in (("agent_run", "finished_at"), ("measurement", "measured_at")):
            parameters = {"days": days}
            await session.execute(
                text(f"update {table} set {column} = {column} - make_interval(days => :days)"), parameters
            )


async def left(database: Database, organization_id: UUID, table: str) -> int:
    """Count what is left of an organization's rows."""
    async with database.transaction(organization_id) as session:
        return await session.scalar(text(f"select count(*) from {table}")) or 0


class TestRuns:
    async def test_go_with_all_they_said_once_they_are_old(self, host, member, database) -> None:
        run = await start(host, member)
        await read(host, run)
        await age(database, member.organization_id, KEEP_DAYS + 1)
        await Retention(database, KEEP_DAYS).once()
        for table in ("agent_run", "event", "run_call", "measurement"):
            assert await left(database, member.organization_id, table) == 0

    async def test_stay_while_they_are_young(self, host, member, database) -> None:
        await read(host, await start(host, member))
        await age(database, member.organization_id, KEEP_DAYS - 1)
        await Retention(database, KEEP_DAYS).once()
        assert await left(database, member.organization_id, "agent_run") == 1
        assert await left(database, member.organization_id, "measurement") == 1

    async def test_stay_for_ever_where_the_installation_wants_that(self, host, member, database) -> None:
        await read(host, await start(host, member))
        await age(database, member.organization_id, 1000)
        await Retention(database, 0).once()
        assert await left(database, member.organization_id, "agent_run") == 1

    async def test_stay_with_their_conversation(self, host, member, database) -> None:
        await read(host, await start(host, member, conversation_id=UUID(int=member.user_id.int ^ 1)))
        await age(database, member.organization_id, KEEP_DAYS + 1)
        await Retention(database, KEEP_DAYS).once()
        assert await left(database, member.organization_id, "agent_run") == 1

    async def test_are_kept_when_somebody_continues_them_at_that_moment(self, host, member, database) -> None:
        run = await start(host, member)
        await read(host, run)
        await age(database, member.organization_id, KEEP_DAYS + 1)
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("select 1 from agent_run where id = :id for update"), {"id": run.id})
            await Retention(database, KEEP_DAYS).once()
        assert await left(database, member.organization_id, "agent_run") == 1

    async def test_go_in_batches_and_with_any_number_of_processes_at_it(
        self, host, member, database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(retention, "_RUNS_AT_ONCE", 2)
        monkeypatch.setattr(retention, "_FIGURES_AT_ONCE", 2)
        for _ in range(5):
            await read(host, await start(host, member))
        await age(database, member.organization_id, KEEP_DAYS + 1)
        await asyncio.gather(*(Retention(database, KEEP_DAYS).once() for _ in range(3)))
        assert await left(database, member.organization_id, "agent_run") == 0
        assert await left(database, member.organization_id, "measurement") == 0


async def test_figures_go_once_they_are_old(database, member) -> None:
    async with database.transaction(member.organization_id) as session:
        await StatisticsRepository(session).note(member.organization_id, [Use("tool", "pay", True, 10)] * 3)
        await session.execute(text("update measurement set measured_at = now() - interval '91 days' where ok"))
        await StatisticsRepository(session).note(member.organization_id, [Use("tool", "pay", False, 10)])
    await Retention(database, KEEP_DAYS).once()
    assert await left(database, member.organization_id, "measurement") == 1
