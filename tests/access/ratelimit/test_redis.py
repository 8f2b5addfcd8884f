import asyncio
import sys

import pytest

from pilothouse.access.ratelimit.limit import Limit
from pilothouse.access.ratelimit.redis import RedisCounter
from pilothouse.core.errors import Unavailable
from pilothouse.core.ids import new_id

DAILY = Limit(40, 86_400)


class TestRedisCounter:
    def test_names_the_extra_that_it_needs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "redis.asyncio", None)
        with pytest.raises(Unavailable, match=r"pilothouse\[redis\]"):
            RedisCounter("redis://127.0.0.1")

    async def test_processes_together_get_exactly_the_limit(self, redis_server: str) -> None:
        scope = f"user:{new_id()}"
        processes = [RedisCounter(redis_server) for _ in range(3)]
        standings = await asyncio.gather(*(each.take(scope, DAILY) for each in processes for _ in range(20)))
        assert sum(not standing.is_refused for standing in standings) == 40
        refused = await processes[0].take(scope, DAILY)
        assert (refused.is_refused, refused.remaining) == (True, 0)
        assert 0 <= refused.reset_s <= 86_400
        for each in processes:
            await each.aclose()

    async def test_tells_what_is_left(self, redis_server: str) -> None:
        counter, scope = RedisCounter(redis_server), f"user:{new_id()}"
        assert [(await counter.take(scope, DAILY)).remaining for _ in range(3)] == [39, 38, 37]
        await counter.aclose()
