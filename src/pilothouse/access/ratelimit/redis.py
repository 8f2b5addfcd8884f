"""Counting for several processes in Redis, by the library `limits`: each request is one step there, done at once."""

import time
from typing import TYPE_CHECKING

from limits import RateLimitItemPerSecond
from limits.aio.storage.redis import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from pilothouse.access.ratelimit.limit import Limit, Standing
from pilothouse.core.errors import Unavailable

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

_TIMEOUT_S = 0.5  # a count that takes longer does more harm than one in memory


class RedisCounter:
    """Counts per scope in Redis, by its clock.

    Args:
        url: of Redis.

    Raises:
        Unavailable: the client is not installed.
    """

    def __init__(self, url: str) -> None:
        self._pool = _pool(url)
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix="pilothouse:rate",
            connection_pool=self._pool,  # pyright: ignore[reportArgumentType]  # its own declaration leaves it out
        )
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    async def take(self, scope: str, limit: Limit) -> Standing:
        item = RateLimitItemPerSecond(limit.amount, limit.window_s)
        is_allowed = await self._limiter.hit(item, scope)
        stats = await self._limiter.get_window_stats(item, scope)
        reset_s = min(max(0.0, stats.reset_time - time.time()), float(limit.window_s))
        return Standing(limit.amount, stats.remaining if is_allowed else 0, reset_s, is_refused=not is_allowed)

    async def aclose(self) -> None:
        await self._pool.disconnect()


def _pool(url: str) -> "ConnectionPool":
    try:
        from redis.asyncio import ConnectionPool  # an extra: one process needs none
    except ImportError as error:
        raise Unavailable("Redis needs `pip install pilothouse[redis]`.") from error
    return ConnectionPool.from_url(url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)
