"""Hubs as separate processes would have them, and streams to write into."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest

from pilothouse.core.ids import new_id
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable.service import WorkService
from pilothouse.live import log as event_log
from pilothouse.live.hub import Delivery, Hub, Subscription
from pilothouse.live.log import NewEvent
from tests.house import api, house, member, stranger, strangers_api, working_house  # noqa: F401 - fixtures


@dataclass(frozen=True)
class Stream:
    """A row whose lock numbers events, as a mission's does."""

    database: Database
    organization_id: UUID
    id: UUID

    async def append(self, count: int = 1) -> None:
        """Append events in one transaction."""
        async with self.database.transaction(self.organization_id) as session:
            work = WorkService(session)
            row = await work.locked(self.id)
            assert row is not None
            first = await work.interrupt(row, events=count)
            events = [NewEvent("test.happened", {"number": first + offset}) for offset in range(count)]
            await event_log.append(session, self.id, self.organization_id, first, events)

    async def seqs(self, after: int = 0) -> list[int]:
        async with self.database.transaction(self.organization_id) as session:
            return [event.seq for event in await event_log.read(session, self.id, after)]


async def make_stream(database: Database, organization_id: UUID) -> Stream:
    stream = Stream(database, organization_id, new_id())
    async with database.transaction(organization_id) as session:
        await WorkService(session).add(stream.id, organization_id, "test", state="paused")
    return stream


@pytest.fixture
async def stream(database: Database, organization: UUID) -> Stream:
    return await make_stream(database, organization)


@pytest.fixture
def open_hub(cluster: Cluster, database: Database) -> Callable:
    @asynccontextmanager
    async def _open() -> AsyncIterator[Hub]:
        listener = Listener(cluster.app_url)
        hub = Hub(database, listener)
        await listener.start()
        await hub.start()
        try:
            yield hub
        finally:
            await hub.stop()
            await listener.stop()

    return _open


@pytest.fixture
async def hub(open_hub: Callable) -> AsyncIterator[Hub]:
    async with open_hub() as hub:
        yield hub


async def next_of(subscription: Subscription) -> Delivery:
    return await asyncio.wait_for(subscription.queue.get(), 10)


async def take(subscription: Subscription, count: int) -> list[tuple[UUID, int]]:
    """Return stream and seq of the next deliveries."""
    deliveries = [await next_of(subscription) for _ in range(count)]
    assert all(delivery.event for delivery in deliveries), deliveries
    return [(delivery.event.stream, delivery.event.seq) for delivery in deliveries]
