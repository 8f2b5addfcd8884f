import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import text

from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener


class Heard:
    """What a listener called back with, to be waited for."""

    def __init__(self) -> None:
        self.payloads: asyncio.Queue[str] = asyncio.Queue()
        self.gaps: asyncio.Queue[None] = asyncio.Queue()

    async def next(self) -> str:
        return await asyncio.wait_for(self.payloads.get(), 10)

    async def gap(self) -> None:
        await asyncio.wait_for(self.gaps.get(), 10)


@pytest.fixture
async def heard(cluster: Cluster) -> AsyncIterator[Heard]:
    heard = Heard()
    listener = Listener(cluster.app_url)
    listener.subscribe("test_channel", heard.payloads.put_nowait)
    listener.on_gap(lambda: heard.gaps.put_nowait(None))
    await listener.start()
    yield heard
    await listener.stop()


@pytest.fixture
def notify(database: Database) -> Callable:
    async def _notify(payload: str, channel: str = "test_channel") -> None:
        async with database.transaction() as session:
            await session.execute(
                text("select pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload}
            )

    return _notify


async def cut_listeners(database: Database) -> int:
    """End every connection that listens on the test's channel."""
    async with database.engine.connect() as connection:
        return len((await connection.execute(text(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where pid <> pg_backend_pid() and query ilike 'listen %test_channel%'"
        ))).all())  # fmt: skip


class TestListener:
    async def test_hears_notifications_in_their_order(self, heard, notify) -> None:
        for number in range(20):
            await notify(str(number))
        assert [await heard.next() for _ in range(20)] == [str(number) for number in range(20)]

    async def test_hears_only_what_it_subscribed_to(self, heard, notify) -> None:
        await notify("not for us", "another_channel")
        await notify("for us")
        assert await heard.next() == "for us"

    async def test_comes_back_after_its_connection_was_cut_and_says_that_it_may_have_missed_something(
        self, heard, notify, database
    ) -> None:
        for _ in range(2):
            assert await cut_listeners(database) == 1
            await heard.gap()
            await notify("after")
            assert await heard.next() == "after"

    async def test_speaks_of_no_gap_when_there_was_none(self, heard, notify) -> None:
        await notify("one")
        await heard.next()
        assert heard.gaps.empty()

    async def test_goes_on_when_a_callback_fails(self, cluster, notify) -> None:
        heard = Heard()
        listener = Listener(cluster.app_url)
        listener.subscribe("test_channel", lambda _payload: 1 / 0)
        listener.subscribe("test_channel", heard.payloads.put_nowait)
        await listener.start()
        await notify("one")
        await notify("two")
        assert [await heard.next(), await heard.next()] == ["one", "two"]
        await listener.stop()

    async def test_starts_without_a_database_and_stops(self) -> None:
        listener = Listener("postgresql://nobody:x@127.0.0.1:1/nothing")
        starting = asyncio.create_task(listener.start())
        await asyncio.sleep(0)
        starting.cancel()
        await asyncio.wait_for(listener.stop(), 5)
