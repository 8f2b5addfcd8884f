"""The same promises of memory and of a real Redis server."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from pilothouse.storage.cache import Cache, MemoryCache, open_cache

_REDIS = shutil.which("redis-server")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of this module's own, on a socket: no port can be taken."""
    if _REDIS is None:
        pytest.skip("redis-server is not installed")
    folder = tmp_path_factory.mktemp("redis")
    place = folder / "s"
    command = [_REDIS, "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(place)
        yield f"unix://{place}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(place: Path) -> None:
    for _ in range(500):
        if place.exists():
            return
        subprocess.run(["sleep", "0.02"], check=True)
    raise TimeoutError(place)


@pytest.fixture(params=["memory", "redis"])
async def cache(request: pytest.FixtureRequest) -> AsyncIterator[Cache]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    cache = open_cache(url, 1_000_000)
    yield cache
    await cache.aclose()


class TestCache:
    async def test_gives_back_what_was_put(self, cache: Cache) -> None:
        await cache.put("a", b"\x00bytes\xff", 60)
        assert await cache.get("a") == b"\x00bytes\xff"
        assert await cache.get("b") is None

    async def test_keeps_the_last_value(self, cache: Cache) -> None:
        await cache.put("a", b"1", 60)
        await cache.put("a", b"2", 60)
        assert await cache.get("a") == b"2"

    async def test_forgets_on_request_and_with_time(self, cache: Cache) -> None:
        await cache.put("deleted", b"1", 60)
        await cache.delete("deleted", "never there")
        await cache.put("short", b"1", 0.01)
        while await cache.get("short") is not None:
            await asyncio.sleep(0.01)
        assert await cache.get("deleted") is None


class TestMemory:
    async def test_the_least_used_leave_when_it_is_full(self) -> None:
        cache = MemoryCache(3_000)
        for key in "abc":
            await cache.put(key, bytes(700), 60)
        await cache.get("a")
        await cache.put("d", bytes(700), 60)
        assert [key for key in "abcd" if await cache.get(key)] == ["a", "c", "d"]

    async def test_what_is_larger_than_it_is_not_kept(self) -> None:
        cache = MemoryCache(100)
        await cache.put("a", bytes(1_000), 60)
        assert await cache.get("a") is None


class TestRedisAway:
    async def test_finds_nothing_and_does_no_harm(self, tmp_path: Path) -> None:
        cache = open_cache(f"unix://{tmp_path}/nobody", 1)
        await cache.put("a", b"1", 60)
        assert await cache.get("a") is None
        await cache.delete("a")
        await cache.aclose()

    async def test_the_url_is_not_in_its_words(self) -> None:
        cache = open_cache("redis://:hunter2@127.0.0.1:1/0", 1)  # not a secret
        assert "hunter2" not in repr(cache)
