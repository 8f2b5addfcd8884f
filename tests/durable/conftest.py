"""A small engine to test with: work of kind "count" that takes a number of steps."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import select

from pilothouse.core.ids import new_id
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Outcome
from pilothouse.durable.lease import Lease
from pilothouse.durable.runner import Runner
from pilothouse.durable.service import WorkService
from pilothouse.durable.settings import DurableSettings
from pilothouse.durable.tables import Work


@dataclass
class Counting:
    """Finishes after `steps` calls of advance; remembers each one."""

    steps: int = 3
    kind: str = "count"
    step_s: float = 0.0
    seen: list[tuple[UUID, int]] = field(default_factory=list)
    fail_times: int = 0

    async def advance(self, attempt: Attempt) -> Outcome:
        await asyncio.sleep(self.step_s)
        if self.fail_times:
            self.fail_times -= 1
            raise RuntimeError("not this time")
        self.seen.append((attempt.work_id, attempt.epoch))
        done = sum(1 for work_id, _ in self.seen if work_id == attempt.work_id)
        async with attempt.write() as (session, _):
            if done >= self.steps:
                await attempt.finish(session, states.COMPLETED)
                return Outcome.DONE
        return Outcome.NEXT


@dataclass
class Engine:
    """One process's engine."""

    lease: Lease
    runner: Runner
    listener: Listener


@pytest.fixture
def engine(cluster: Cluster, database: Database) -> Callable:
    """Open engines as separate processes would."""

    @asynccontextmanager
    async def open_engine(handler: Counting, **settings: object) -> AsyncIterator[Engine]:
        chosen = DurableSettings(**{"lease_s": 1.0, "beat_s": 0.1, "poll_s": 0.2, **settings})
        listener = Listener(cluster.app_url)
        lease = Lease(cluster.app_url, chosen)
        runner = Runner(database, listener, lease, [handler], chosen)
        await lease.start()
        await listener.start()
        try:
            async with runner.running():
                yield Engine(lease, runner, listener)
        finally:
            await listener.stop()
            await lease.stop()

    return open_engine


@pytest.fixture
def kind() -> str:
    """A kind of this test's own, so that engines of other tests leave its work alone."""
    return f"count-{new_id().hex[-12:]}"


async def add_work(database: Database, organization: UUID, kind: str, **options: object) -> UUID:
    work_id = new_id()
    async with database.transaction(organization) as session:
        await WorkService(session).add(work_id, organization, kind, **options)
    return work_id


async def work_row(database: Database, organization: UUID, work_id: UUID) -> Work:
    async with database.transaction(organization) as session:
        return (await session.scalars(select(Work).where(Work.id == work_id))).one()


async def until(condition: Callable, timeout_s: float = 10.0) -> None:
    """Wait until an async condition holds; fail when it does not in time."""
    async with asyncio.timeout(timeout_s):
        while not await condition():
            await asyncio.sleep(0.02)
