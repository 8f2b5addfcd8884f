"""A process that slept between marking a call as begun and making it must not make it any more."""

import asyncio
from dataclasses import dataclass, field, replace

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.core.ids import ProcessId, new_id
from pilothouse.db.engine import Database
from pilothouse.runtime.approvals.hold import Hold
from pilothouse.runtime.hosting.sweep import Sweep
from tests.house import data_of
from tests.runtime.conftest import asks, says, start, until_state


class TakenError(Exception):
    """Somebody else has the run."""


@dataclass
class SlowFence:
    """Takes its time at each look, then says what it is told to."""

    process_id: ProcessId
    pauses_s: list[float] = field(default_factory=list)
    is_taken: bool = False
    looks: int = 0

    async def append(self, session, events) -> None:
        self.looks += 1
        await beat(session, self.process_id)
        if self.pauses_s:
            await asyncio.sleep(self.pauses_s.pop(0))
        if self.is_taken:
            raise TakenError


async def beat(session, process_id: ProcessId, age_s: float = 0) -> None:
    """Let a process have shown that it lives so many seconds ago."""
    query = """insert into process_lease (id, name, beat_at) values (:id, 'test', now() - make_interval(secs => :age))
        on conflict (id) do update set beat_at = excluded.beat_at"""
    await session.execute(text(query), {"id": process_id, "age": age_s})


@pytest.fixture
def process_id() -> ProcessId:
    return ProcessId(new_id())


class TestHold:
    async def test_is_confirmed_at_once_while_the_lease_is_fresh(self, database: Database, process_id) -> None:
        fence = SlowFence(process_id)
        await Hold(process_id, 3600).confirm(database, new_id(), fence)
        assert fence.looks == 1

    async def test_is_looked_at_again_when_the_look_outlasted_the_lease(self, database: Database, process_id) -> None:
        fence = SlowFence(process_id, pauses_s=[1.1, 1.1])
        await Hold(process_id, 1).confirm(database, new_id(), fence)
        assert fence.looks >= 3

    async def test_is_lost_when_somebody_has_the_run(self, database: Database, process_id) -> None:
        fence = SlowFence(process_id, pauses_s=[1.1], is_taken=True)
        with pytest.raises(TakenError):
            await Hold(process_id, 1).confirm(database, new_id(), fence)

    async def test_is_not_confirmed_before_the_lease_is_beaten_again(
        self, database: Database, owner_database: Database, process_id
    ) -> None:
        class OnlyLooks(SlowFence):
            async def append(self, session, events) -> None:
                self.looks += 1

        fence = OnlyLooks(process_id)
        async with owner_database.transaction() as session:
            await beat(session, process_id, age_s=3601)
        confirming = asyncio.create_task(Hold(process_id, 3600).confirm(database, new_id(), fence))
        async with asyncio.timeout(20):
            while fence.looks < 2:
                await asyncio.sleep(0.01)
        assert not confirming.done()
        async with owner_database.transaction() as session:
            await beat(session, process_id)
        async with asyncio.timeout(20):
            await confirming


@dataclass(frozen=True)
class SleepyHold(Hold):
    """The process is stopped just before it makes the call."""

    asleep: asyncio.Event = field(default_factory=asyncio.Event)
    may_wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def confirm(self, database, organization_id, fence) -> None:
        self.asleep.set()
        await self.may_wake.wait()
        await Hold(self.process_id, self.lease_s).confirm(database, organization_id, fence)


async def test_a_process_that_slept_leaves_the_tool_to_whoever_has_the_run_now(
    host, office, replica, member, provider, deeds
) -> None:
    there = replica.platform.run_host
    api = await replica.client(member)
    hold = SleepyHold(host.hosting.hold.process_id, host.hosting.hold.lease_s)
    host.hosting = replace(host.hosting, hold=hold)
    provider.script(asks("send_money", '{"to": "Ada", "amount": 5}'), says("Paid."))
    run = await start(host, member)
    await until_state(host, run, "waiting")
    await decide(await office.client(member), run)
    await hold.asleep.wait()  # begun, as the rows say; then the process is taken for dead
    epoch = (await until_state(host, run, "running")).epoch
    await Sweep(there, 3).interrupt(member.organization_id, run.id, epoch)
    data_of(await api.post(f"/runs/{run.id}/continue"))
    await until_state(there, run, "waiting")
    await decide(api, run)
    await until_state(there, run, "completed")
    assert len(deeds.done) == 1
    hold.may_wake.set()
    async with asyncio.timeout(20):
        while host.count:
            await asyncio.sleep(0.02)
    assert len(deeds.done) == 1


async def decide(api: httpx2.AsyncClient, run) -> None:
    """Approve the one call that a run waits for; the process that hears of it goes on with the run."""
    pending = data_of(await api.get("/approvals", params={"state": "pending"}))
    (approval,) = [each for each in pending if each["run_id"] == str(run.id)]
    data_of(await api.post(f"/approvals/{approval['id']}/decide", json={"decision": "approve"}))
