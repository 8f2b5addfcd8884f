from pilothouse.access.ratelimit.limit import Limit
from pilothouse.access.ratelimit.memory import MemoryCounter
from tests.access.ratelimit.conftest import Ticks

LIMIT = Limit(3)


class TestMemoryCounter:
    async def test_refuses_the_one_too_many_and_says_when_to_come_back(self, ticks: Ticks) -> None:
        counter = MemoryCounter(ticks)
        assert [(await counter.take("user:a", LIMIT)).remaining for _ in range(3)] == [2, 1, 0]
        refused = await counter.take("user:a", LIMIT)
        assert refused.is_refused
        ticks.now_s += refused.reset_s - 0.01
        assert (await counter.take("user:a", LIMIT)).is_refused
        ticks.now_s += 0.02
        assert not (await counter.take("user:a", LIMIT)).is_refused

    async def test_scopes_do_not_touch_each_other(self, ticks: Ticks) -> None:
        counter = MemoryCounter(ticks)
        for _ in range(4):
            await counter.take("user:a", LIMIT)
        assert (await counter.take("user:b", LIMIT)).remaining == 2

    async def test_those_longest_untouched_are_forgotten_not_those_that_go_on(self, ticks: Ticks) -> None:
        counter = MemoryCounter(ticks, most_scopes=10)
        for number in range(100):
            await counter.take("busy", LIMIT)
            await counter.take(f"passing:{number}", LIMIT)
        assert (await counter.take("busy", LIMIT)).is_refused
        await counter.aclose()
