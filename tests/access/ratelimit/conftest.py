"""A clock in seconds, and a Redis of this process's own."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_REDIS = shutil.which("redis-server")


class Ticks:
    """A monotonic clock that moves when it is told to. Begins at the start of a minute."""

    def __init__(self) -> None:
        self.now_s = 6000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real Redis, on a socket: no port can be taken."""
    if _REDIS is None:
        pytest.skip("redis-server is not installed")
    folder = tmp_path_factory.mktemp("redis")
    place = folder / "s"
    process = subprocess.Popen(
        [_REDIS, "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
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
        time.sleep(0.02)
    raise TimeoutError(place)
