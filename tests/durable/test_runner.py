import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Fenced
from pilothouse.durable.service import WorkService, WrongState

from .conftest import Counting, add_work, until, work_row


async def finished(database, organization, work_id):
    return (await work_row(database, organization, work_id)).state == states.COMPLETED


class TestRunner:
    async def test_runs_queued_work_to_its_end(self, database, organization, engine, kind):
        counting = Counting(kind=kind)
        work_id = await add_work(database, organization, kind)
        async with engine(counting):
            await until(lambda: finished(database, organization, work_id))
        assert len(counting.seen) == 3

    async def test_hears_of_new_work_at_once(self, database, organization, engine, kind):
        async with engine(Counting(kind=kind, steps=1), poll_s=60):
            await asyncio.sleep(0.3)
            work_id = await add_work(database, organization, kind)
            await until(lambda: finished(database, organization, work_id), timeout_s=5)

    async def test_two_engines_never_run_one_row_twice(self, database, organization, engine, kind):
        first, second = Counting(kind=kind, step_s=0.01), Counting(kind=kind, step_s=0.01)
        work_ids = [await add_work(database, organization, kind) for _ in range(20)]

        async def all_done():
            return all([await finished(database, organization, work_id) for work_id in work_ids])

        async with engine(first), engine(second):
            await until(all_done)
        claims = {work_id: {epoch for seen_id, epoch in first.seen + second.seen if seen_id == work_id}
                  for work_id in work_ids}  # fmt: skip
        assert all(epochs == {1} for epochs in claims.values())

    async def test_tries_again_after_a_crash_of_the_handler(self, database, organization, engine, kind):
        counting = Counting(kind=kind, steps=1, fail_times=1)
        work_id = await add_work(database, organization, kind)
        async with engine(counting):
            await until(lambda: finished(database, organization, work_id))
        assert counting.seen[0][1] == 2

    async def test_takes_over_from_a_process_that_stopped_beating(self, database, organization, engine, kind):
        work_id = await add_work(database, organization, kind)
        stuck = Counting(kind=kind, step_s=60)
        async with engine(stuck) as dead:

            async def claimed():
                return (await work_row(database, organization, work_id)).state == states.RUNNING

            await until(claimed)
            dead.lease._stop.set()
            dead.lease._thread.join()
            survivor = Counting(kind=kind)
            async with engine(survivor):
                await until(lambda: finished(database, organization, work_id))
        assert not stuck.seen
        assert survivor.seen[0][1] == 3  # claimed, swept, claimed

    async def test_goes_on_with_what_it_left_when_its_lease_was_late_once(self, database, organization, engine, kind):
        """A late lease starts no step; when it recovers before anybody sweeps, nobody else will take the row."""
        work_id = await add_work(database, organization, kind)

        class Late(Counting):
            async def advance(self, attempt):
                outcome = await super().advance(attempt)
                if len(self.seen) == 1:
                    running.lease._last_beat = 0.0  # until the next beat, a moment later
                return outcome

        async with engine(Late(kind=kind), poll_s=0.1) as running:
            await until(lambda: finished(database, organization, work_id))

    async def test_leaves_alone_what_is_not_due(self, database, organization, engine, kind):
        later = await add_work(database, organization, kind, due_at=datetime.now(UTC) + timedelta(hours=1))
        now = await add_work(database, organization, kind)
        counting = Counting(kind=kind)
        async with engine(counting):
            await until(lambda: finished(database, organization, now))
        assert {work_id for work_id, _ in counting.seen} == {now}
        assert (await work_row(database, organization, later)).state == states.QUEUED

    async def test_takes_the_most_urgent_first_and_then_the_oldest(self, database, organization, engine, kind):
        usual, second, urgent = [
            await add_work(database, organization, kind, priority=priority) for priority in (0, 0, 10)
        ]
        counting = Counting(kind=kind, steps=1)
        async with engine(counting, concurrency=1):
            await until(lambda: finished(database, organization, second))
        assert [work_id for work_id, _ in counting.seen] == [urgent, usual, second]

    async def test_runs_no_more_at_a_time_than_it_may(self, database, organization, engine, kind):
        counting = Counting(kind=kind, steps=1, step_s=60)
        for _ in range(5):
            await add_work(database, organization, kind)
        async with engine(counting, concurrency=2) as running:

            async def is_full():
                return running.runner.count == 2

            await until(is_full)
            await running.runner._claim()
            assert running.runner.count == 2

    async def test_gives_its_work_to_others_at_once_when_it_stops(self, database, organization, engine, kind):
        work_id = await add_work(database, organization, kind)
        stuck, survivor = Counting(kind=kind, step_s=60), Counting(kind=kind)
        async with engine(stuck, lease_s=30) as first:

            async def is_running():
                return first.runner.count == 1

            await until(is_running)
        async with engine(survivor, lease_s=30):  # no waiting for the lease of the one that left
            await until(lambda: finished(database, organization, work_id), timeout_s=5)
        assert survivor.seen

    async def test_goes_on_after_its_connections_were_cut(self, database, organization, engine, kind):
        work_ids = [await add_work(database, organization, kind) for _ in range(6)]
        counting = Counting(kind=kind, step_s=0.02)
        async with engine(counting):
            async with database.engine.connect() as connection:
                await connection.execute(text(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where pid <> pg_backend_pid() and usename = current_user"
                ))  # fmt: skip

            async def all_done():
                return all([await finished(database, organization, work_id) for work_id in work_ids])

            await until(all_done, timeout_s=20)

    async def test_stops_at_once_what_is_paused(self, database, organization, engine, kind):
        counting = Counting(kind=kind, step_s=60)
        work_id = await add_work(database, organization, kind)
        async with engine(counting) as running:

            async def is_running():
                return running.runner.count == 1

            await until(is_running)
            async with database.transaction(organization) as session:
                service = WorkService(session)
                await service.order(await service.locked(work_id), "pause", "work", events=0)

            async def is_idle():
                return running.runner.count == 0

            await until(is_idle, timeout_s=3)
        assert (await work_row(database, organization, work_id)).state == states.PAUSED

    async def test_serves_another_organization_before_the_second_row_of_the_first(
        self, database, tenant, other_tenant, engine, kind
    ):
        crowd = [await add_work(database, tenant.organization_id, kind) for _ in range(10)]
        single = await add_work(database, other_tenant.organization_id, kind)
        counting = Counting(kind=kind, steps=1, step_s=0.01)
        async with engine(counting, concurrency=2):
            await until(lambda: finished(database, other_tenant.organization_id, single))
        before = [work_id for work_id, _ in counting.seen]
        assert sum(1 for work_id in before[: before.index(single)] if work_id in crowd) <= 2


class TestFence:
    async def attempt(self, database, organization, kind):
        work_id = await add_work(database, organization, kind)
        async with database.transaction() as session:
            runner = "00000000-0000-7000-8000-000000000001"
            row = (await session.execute(
                text("select * from durable_claim_one(:work, :runner)"), {"work": work_id, "runner": runner}
            )).one()  # fmt: skip
        return Attempt(database, work_id, organization, kind, row.epoch, row.attempts, lambda: True)

    async def test_numbers_events_without_gaps(self, database, organization, kind):
        attempt = await self.attempt(database, organization, kind)
        async with attempt.write(events=2) as (_, first):
            assert first == 1
        async with attempt.write(events=1) as (_, first):
            assert first == 3

    async def test_gives_back_the_numbers_of_a_transaction_that_failed(self, database, organization, kind):
        attempt = await self.attempt(database, organization, kind)
        with pytest.raises(ZeroDivisionError):
            async with attempt.write(events=5):
                raise ZeroDivisionError
        async with attempt.write(events=1) as (_, first):
            assert first == 1

    async def test_refuses_every_write_after_the_row_was_taken_over(self, database, organization, kind):
        attempt = await self.attempt(database, organization, kind)
        async with database.transaction() as session:
            await session.execute(text("select durable_sweep(1)"))
        with pytest.raises(Fenced):
            async with attempt.write(events=1):
                pass
        assert (await work_row(database, organization, attempt.work_id)).last_seq == 0


class TestOrders:
    @pytest.mark.parametrize(
        ("state", "order"),
        [
            (states.COMPLETED, "cancel"),
            (states.COMPLETED, "pause"),
            (states.QUEUED, "resume"),
            (states.QUEUED, "approve"),
            (states.QUEUED, "retry"),
        ],
    )
    async def test_refuses_what_does_not_fit_the_state(self, database, organization, kind, state, order):
        work_id = await add_work(database, organization, kind, state=state)
        async with database.transaction(organization) as session:
            service = WorkService(session)
            with pytest.raises(WrongState, match=state):
                await service.order(await service.locked(work_id), order, "work", events=1)
