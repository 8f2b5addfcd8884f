import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.live import log as event_log
from pilothouse.live.log import NewEvent
from tests.conftest import make_tenant
from tests.live.conftest import Stream, make_stream


class TestAppend:
    async def test_numbers_events_of_many_writers_without_gaps_and_in_order_of_commit(self, stream: Stream) -> None:
        seen: list[list[int]] = []

        async def write(count: int) -> None:
            for _ in range(3):
                await stream.append(count)
                seen.append(await stream.seqs())

        await asyncio.gather(*(write(1 + number % 3) for number in range(20)))
        total = sum(3 * (1 + number % 3) for number in range(20))
        assert await stream.seqs() == list(range(1, total + 1))
        # whoever looked in between never saw a number without all those before it
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in seen)

    async def test_a_transaction_that_fails_leaves_no_gap(self, stream: Stream, database) -> None:
        await stream.append()
        with pytest.raises(ZeroDivisionError):
            async with database.transaction(stream.organization_id) as session:
                await event_log.append(session, stream.id, stream.organization_id, 2, [NewEvent("lost")])
                raise ZeroDivisionError
        await stream.append()
        assert await stream.seqs() == [1, 2]

    async def test_appending_nothing_is_nothing(self, stream: Stream, database) -> None:
        async with database.transaction(stream.organization_id) as session:
            await event_log.append(session, stream.id, stream.organization_id, 1, [])
        assert await stream.seqs() == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(0, 5), min_size=1, max_size=8), after=st.integers(0, 45))
def test_whatever_the_writers_every_reader_gets_the_rest_in_order(cluster: Cluster, sizes, after) -> None:
    async def scenario() -> None:
        database = Database(cluster.app_url, DatabaseSettings(pool_size=8))
        stream = await make_stream(database, (await make_tenant(database)).organization_id)
        await asyncio.gather(*(stream.append(size) for size in sizes))
        assert await stream.seqs(after) == list(range(after + 1, sum(sizes) + 1))
        await database.close()

    asyncio.run(scenario())


class TestRead:
    async def test_returns_what_was_written_with_its_time(self, stream: Stream, database) -> None:
        await stream.append()
        async with database.transaction(stream.organization_id) as session:
            (event,) = await event_log.read(session, stream.id, 0)
        wire = event.wire()
        assert (wire["id"], wire["type"], wire["rev"], wire["data"]) == (
            f"{stream.id}:1", "test.happened", 1, {"number": 1},
        )  # fmt: skip
        assert wire["at"].endswith("Z")

    async def test_returns_no_more_than_asked_for(self, stream: Stream, database) -> None:
        await stream.append(5)
        async with database.transaction(stream.organization_id) as session:
            assert [event.seq for event in await event_log.read(session, stream.id, 1, limit=2)] == [2, 3]

    async def test_shows_nothing_of_another_organization(self, stream: Stream, database, other_tenant) -> None:
        await stream.append(3)
        async with database.transaction(other_tenant.organization_id) as session:
            assert await event_log.read(session, stream.id, 0) == []
