import asyncio

import pytest

from pilothouse.core.single_flight import SingleFlight


class Desk:
    """Answers when it is let, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> int:
        self.asked += 1
        answer = self.asked
        await self.may_answer.wait()
        if self.error:
            raise self.error
        return answer


@pytest.fixture
def kept() -> dict[str, int]:
    return {}


@pytest.fixture
def flights(kept: dict[str, int]) -> SingleFlight[str, int]:
    return SingleFlight(kept.__setitem__)


@pytest.fixture
async def desk() -> Desk:
    return Desk()


async def waiting(flights: SingleFlight[str, int], desk: Desk, key: str = "a") -> asyncio.Task[int]:
    asking = asyncio.create_task(flights.get(key, desk))
    for _ in range(3):
        await asyncio.sleep(0)
    return asking


class TestSingleFlight:
    async def test_asks_once_for_all_who_wait(
        self, flights: SingleFlight[str, int], desk: Desk, kept: dict[str, int]
    ) -> None:
        asking = [await waiting(flights, desk) for _ in range(100)]
        desk.may_answer.set()
        assert await asyncio.gather(*asking) == [1] * 100
        assert kept == {"a": 1}

    async def test_asks_for_each_key(self, flights: SingleFlight[str, int], desk: Desk) -> None:
        asking = [await waiting(flights, desk, key) for key in "ab"]
        desk.may_answer.set()
        assert await asyncio.gather(*asking) == [1, 2]

    async def test_asks_anew_once_it_has_an_answer(self, flights: SingleFlight[str, int], desk: Desk) -> None:
        desk.may_answer.set()
        assert [await flights.get("a", desk) for _ in range(2)] == [1, 2]

    async def test_goes_on_when_the_first_to_ask_has_left(
        self, flights: SingleFlight[str, int], desk: Desk, kept: dict[str, int]
    ) -> None:
        first, second = await waiting(flights, desk), await waiting(flights, desk)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        desk.may_answer.set()
        assert await second == 1
        assert kept == {"a": 1}

    async def test_tells_all_of_an_error_and_keeps_none(
        self, flights: SingleFlight[str, int], desk: Desk, kept: dict[str, int]
    ) -> None:
        asking = [await waiting(flights, desk) for _ in range(2)]
        desk.error = LookupError("away")
        desk.may_answer.set()
        assert [str(each) for each in await asyncio.gather(*asking, return_exceptions=True)] == ["away", "away"]
        desk.error = None
        assert await flights.get("a", desk) == 2
        assert kept == {"a": 2}

    @pytest.mark.parametrize("left", ["one key", "all"])
    async def test_keeps_nothing_that_may_be_stale(
        self, flights: SingleFlight[str, int], desk: Desk, kept: dict[str, int], left: str
    ) -> None:
        before = await waiting(flights, desk)
        if left == "all":
            flights.leave_all()
        else:
            flights.leave("a")
        after = await waiting(flights, desk)
        desk.may_answer.set()
        assert (await before, await after) == (1, 2)
        assert kept == {"a": 2}
