import asyncio
from collections.abc import Sequence

import pytest

from pilothouse.core.errors import Unavailable
from pilothouse.db.lane import Lane


class Sink:
    """Takes batches, holds each until it is let go, and answers with the double."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    async def send(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        await self.gate.wait()
        if self.error and 13 in items:
            raise self.error
        return [item * 2 for item in items]


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def lane(sink: Sink) -> Lane[int, int]:
    return Lane(sink.send, max_batch=4)


async def _meanwhile() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class TestLane:
    async def test_sends_a_lone_item_at_once(self, lane: Lane[int, int], sink: Sink) -> None:
        assert await lane.submit(1) == 2
        assert sink.batches == [[1]]

    async def test_gathers_what_arrives_while_a_batch_is_in_flight(self, lane: Lane[int, int], sink: Sink) -> None:
        sink.gate.clear()
        first = asyncio.create_task(lane.submit(1))
        await _meanwhile()
        others = [asyncio.create_task(lane.submit(item)) for item in (2, 3, 4, 5, 6)]
        await _meanwhile()
        sink.gate.set()
        assert await asyncio.gather(first, *others) == [2, 4, 6, 8, 10, 12]
        assert sink.batches == [[1], [2, 3, 4, 5], [6]]

    async def test_sends_a_failed_batch_one_by_one(self, lane: Lane[int, int], sink: Sink) -> None:
        sink.error = ValueError("thirteen")
        results = await asyncio.gather(*(lane.submit(item) for item in (1, 13, 2)), return_exceptions=True)
        assert results[0] == 2
        assert results[2] == 4
        assert isinstance(results[1], ValueError)

    async def test_does_not_repeat_a_batch_whose_other_side_is_away(self, lane: Lane[int, int], sink: Sink) -> None:
        sink.error = Unavailable("away")
        results = await asyncio.gather(*(lane.submit(item) for item in (1, 13, 2)), return_exceptions=True)
        assert all(isinstance(result, Unavailable) for result in results)
        assert sink.batches == [[1, 13, 2]]

    async def test_goes_on_when_a_caller_has_left(self, lane: Lane[int, int], sink: Sink) -> None:
        sink.gate.clear()
        left = asyncio.create_task(lane.submit(1))
        stayed = asyncio.create_task(lane.submit(2))
        await _meanwhile()
        left.cancel()
        sink.gate.set()
        assert await stayed == 4
        assert await lane.submit(3) == 6

    async def test_leaves_an_interval_after_a_crowd(self, sink: Sink) -> None:
        lane = Lane(sink.send, interval_s=0.02)
        assert await asyncio.gather(*(lane.submit(item) for item in (1, 2, 3))) == [2, 4, 6]
        later = [asyncio.create_task(lane.submit(item)) for item in (4, 5)]
        await _meanwhile()
        assert sink.batches == [[1, 2, 3]]
        assert await asyncio.gather(*later) == [8, 10]
        assert sink.batches == [[1, 2, 3], [4, 5]]

    async def test_holds_up_nobody_who_comes_alone(self, sink: Sink) -> None:
        lane = Lane(sink.send, interval_s=3600)
        assert [await lane.submit(item) for item in (1, 2)] == [2, 4]
        assert await asyncio.gather(*(lane.submit(item) for item in (3, 4))) == [6, 8]
        assert await lane.submit(5) == 10
