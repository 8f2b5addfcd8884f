"""Clusters in directories that every account can pass through, as on a usual machine, and processes beside the test."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from pilothouse.db.embedded import Cluster, start_cluster, stop_cluster
from pilothouse.db.embedded.probe import living_server
from tests.db.embedded.neighbour import Neighbour

Start = Callable[..., Cluster]

# A new cluster is 40 MB; in memory a test takes half the time.
_MEMORY = Path("/dev/shm")


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory that everybody can enter; pytest's own is closed to the account that runs the server."""
    with _place() as path:
        yield path


@pytest.fixture(scope="class")
def place_for_class() -> Iterator[Path]:
    """The same, for the tests of one class together."""
    with _place() as path:
        yield path


def _has_room(directory: Path) -> bool:
    return directory.is_dir() and shutil.disk_usage(directory).free > 1_000_000_000


@contextmanager
def _place() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="ph-", dir=_MEMORY if _has_room(_MEMORY) else None))
    path.chmod(0o755)
    try:
        yield path
    finally:
        for pid_file in path.rglob("postmaster.pid"):
            kill(living_server(pid_file.parent))
        shutil.rmtree(path)


@pytest.fixture
def data_dir(place: Path) -> Path:
    return place / "data dir"


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """`start_cluster`, with everything it started stopped after the test."""
    clusters: list[Cluster] = []

    def _start(*arguments, **options) -> Cluster:
        clusters.append(start_cluster(*arguments, **options))
        return clusters[-1]

    yield _start
    for cluster in clusters:
        stop_cluster(cluster)


@pytest.fixture
def neighbour(place: Path) -> Iterator[Callable[..., Neighbour]]:
    """Start other processes that use a data directory; they are ended after the test."""
    neighbours: list[Neighbour] = []

    def _neighbour(data_dir: Path, **options) -> Neighbour:
        neighbours.append(Neighbour(data_dir, scratch=place, **options))
        return neighbours[-1]

    yield _neighbour
    for process in neighbours:
        process.end()


def kill(pid: int | None) -> None:
    """End a server at once, as power loss would, and wait until it is gone."""
    if pid is None:
        return
    os.kill(pid, signal.SIGCONT)
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


async def ask(url: str, sql: str) -> object:
    """Run one statement and return its first value."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()
