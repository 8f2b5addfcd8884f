"""Clusters in directories that every account can pass through, as on a usual machine, and processes beside the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from pilothouse.db.embedded import Cluster, start_cluster, stop_cluster
from tests.db.embedded.neighbour import Neighbour
from tests.places import open_place

Start = Callable[..., Cluster]


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory that everybody can enter; pytest's own is closed to the account that runs the server."""
    with open_place() as path:
        yield path


@pytest.fixture(scope="class")
def place_for_class() -> Iterator[Path]:
    """The same, for the tests of one class together."""
    with open_place() as path:
        yield path


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


async def ask(url: str, sql: str) -> object:
    """Run one statement and return its first value."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()
