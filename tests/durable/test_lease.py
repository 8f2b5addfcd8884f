import asyncio
import time

import pytest
from sqlalchemy import text

from pilothouse.core.errors import Unavailable
from pilothouse.durable import lease as lease_module
from pilothouse.durable.lease import Lease
from pilothouse.durable.settings import DurableSettings

from .conftest import until

QUICK = DurableSettings(lease_s=1.0, beat_s=0.05)


async def beat_age_s(database, lease):
    async with database.transaction() as session:
        return await session.scalar(
            text("select extract(epoch from clock_timestamp() - beat_at) from process_lease where id = :id"),
            {"id": lease.process_id},
        )


@pytest.fixture
async def lease(cluster):
    lease = Lease(cluster.app_url, QUICK)
    await lease.start()
    yield lease
    await lease.stop()


class TestLease:
    async def test_is_in_the_database_once_started(self, database, lease):
        assert lease.is_fresh()
        assert await beat_age_s(database, lease) < QUICK.lease_s

    async def test_beats_on_while_the_event_loop_is_busy(self, database, lease):
        deadline = time.monotonic() + 1.2
        while time.monotonic() < deadline:  # blocks this thread, as a long calculation does
            pass
        assert lease.is_fresh()
        assert await beat_age_s(database, lease) < QUICK.lease_s

    async def test_is_given_up_when_it_stops(self, database, lease):
        await lease.stop()
        assert await beat_age_s(database, lease) is None

    async def test_counts_as_late_before_others_may_take_its_work(self, lease):
        lease._stop.set()
        await asyncio.to_thread(lease._thread.join)
        lease._last_beat = time.monotonic() - (QUICK.lease_s - QUICK.beat_s)
        assert not lease.is_fresh()
        lease._last_beat += 0.5
        assert lease.is_fresh()

    async def test_comes_back_after_its_connection_was_cut(self, database, lease):
        async def is_cut():
            async with database.engine.connect() as connection:
                ended = await connection.execute(text(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                    " where pid <> pg_backend_pid() and query like 'insert into process_lease%'"
                ))  # fmt: skip
                return len(ended.all()) > 0

        await until(is_cut)
        before = lease._last_beat

        async def beats_again():
            return lease._last_beat > before

        await until(beats_again)
        assert lease.is_fresh()

    async def test_says_so_when_the_database_does_not_take_it(self, monkeypatch):
        monkeypatch.setattr(lease_module, "_FIRST_BEAT_S", 0.1)
        lease = Lease("postgresql://nobody:x@127.0.0.1:1/nothing", QUICK)
        with pytest.raises(Unavailable, match="did not take this process's lease"):
            await lease.start()
        await lease.stop()
