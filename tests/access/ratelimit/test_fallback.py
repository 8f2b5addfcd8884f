from pathlib import Path

from pilothouse.access.ratelimit.fallback import FallbackCounter
from pilothouse.access.ratelimit.limit import Limit, Standing
from pilothouse.access.ratelimit.redis import RedisCounter


class Broken:
    """A shared place that is away, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def take(self, scope: str, limit: Limit) -> Standing:
        self.asked += 1
        raise ConnectionError

    async def aclose(self) -> None:
        pass


class TestFallbackCounter:
    async def test_counts_by_itself_while_redis_is_away(self, tmp_path: Path) -> None:
        counter = FallbackCounter(RedisCounter(f"unix://{tmp_path}/nobody"))
        refusals = [(await counter.take("user:a", Limit(2))).is_refused for _ in range(3)]
        assert refusals == [False, False, True]
        await counter.aclose()

    async def test_does_not_ask_again_at_once(self) -> None:
        shared = Broken()
        counter = FallbackCounter(shared)
        for _ in range(5):
            await counter.take("user:a", Limit(9))
        assert shared.asked == 1

    async def test_the_shared_place_decides_while_it_is_there(self, redis_server: str) -> None:
        processes = [FallbackCounter(RedisCounter(redis_server)) for _ in range(2)]
        standings = [await process.take("user:fallback", Limit(1, 86_400)) for process in processes]
        assert [standing.is_refused for standing in standings] == [False, True]
        for process in processes:
            await process.aclose()
