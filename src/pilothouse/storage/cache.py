"""Small values that are quick to find again and no loss to lose: in this process's memory, or in Redis for all."""

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import get_logger

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = get_logger(__name__)

_TIMEOUT_S = 0.5  # a cache that takes longer is slower than what it stands for
_ENTRY_BYTES = 200  # what an entry takes beside its key and value


class Cache(Protocol):
    """Keeps bytes under a key for a while. Losing one at any moment must do no harm."""

    async def get(self, key: str) -> bytes | None:
        """Return what is kept, None when nothing is."""
        ...

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep a value for at most so many seconds."""
        ...

    async def delete(self, *keys: str) -> None:
        """Forget keys."""
        ...

    async def aclose(self) -> None:
        """Give back connections."""
        ...


class MemoryCache:
    """Keeps the values used last, up to a number of bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._size_bytes = 0
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    async def get(self, key: str) -> bytes | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        value, fresh_until = entry
        if time.monotonic() >= fresh_until:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return value

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        self._drop(key)
        size = _size_bytes(key, value)
        if size > self._limit_bytes:
            return
        self._entries[key] = (value, time.monotonic() + ttl_s)
        self._size_bytes += size
        while self._size_bytes > self._limit_bytes:
            self._drop(next(iter(self._entries)))

    async def delete(self, *keys: str) -> None:
        for key in keys:
            self._drop(key)

    async def aclose(self) -> None:
        self._entries.clear()
        self._size_bytes = 0

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size_bytes -= _size_bytes(key, entry[0])


class RedisCache:
    """Keeps values in Redis. When it does not answer, nothing is found and nothing kept, and the log says so."""

    def __init__(self, redis: "Redis", prefix: str = "pilothouse:") -> None:
        self._redis = redis
        self._prefix = prefix

    async def get(self, key: str) -> bytes | None:
        from redis.exceptions import RedisError  # as in `open_cache`

        try:
            found = await self._redis.get(self._prefix + key)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("cache_unavailable", order="get", error=type(error).__name__)
            return None
        return found.encode() if isinstance(found, str) else found

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        from redis.exceptions import RedisError  # as in `open_cache`

        try:
            await self._redis.set(self._prefix + key, value, px=max(1, round(ttl_s * 1000)))
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("cache_unavailable", order="put", error=type(error).__name__)

    async def delete(self, *keys: str) -> None:
        from redis.exceptions import RedisError  # as in `open_cache`

        try:
            await self._redis.delete(*(self._prefix + key for key in keys))
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("cache_unavailable", order="delete", error=type(error).__name__)

    async def aclose(self) -> None:
        await self._redis.aclose()


def open_cache(redis_url: str | None, memory_bytes: int) -> Cache:
    """Return Redis when there is a URL of one, else memory.

    Raises:
        Unavailable: a URL is set and the client is not installed.
    """
    if not redis_url:
        return MemoryCache(memory_bytes)
    try:
        from redis.asyncio import Redis  # an extra: one process needs none
    except ImportError as error:
        raise Unavailable("Redis needs `pip install pilothouse[redis]`.") from error
    return RedisCache(Redis.from_url(redis_url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S))


def _size_bytes(key: str, value: bytes) -> int:
    return len(key) + len(value) + _ENTRY_BYTES
