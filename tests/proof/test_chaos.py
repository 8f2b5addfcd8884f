"""Forty missions under edits and pauses while processes die: all finish, nothing finished repeats, nothing is lost."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from vega_datasets import data

from pilothouse.db.embedded import Cluster, start_cluster, stop_cluster
from tests.places import open_place

from .fleet import Books, Client, Fleet

pytestmark = [pytest.mark.proof, pytest.mark.timeout(600)]

MISSIONS = 40
RESUME_WITHIN_S = 5.0
ROUNDS = range(10)


@pytest.fixture(scope="module")
def chaos_cluster() -> Iterator[Cluster]:
    with open_place() as place:
        cluster = start_cluster(place)
        yield cluster
        stop_cluster(cluster)


@pytest.fixture(scope="module")
def fleet(chaos_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    fleet = Fleet(chaos_cluster, tmp_path_factory.mktemp("fleet"))
    fleet.start_api()
    fleet.start_worker()
    fleet.start_worker()
    yield fleet
    fleet.stop()


async def submit(client: Client, missions: int = MISSIONS) -> list[str]:
    """Submit missions on a real data set, each twice with one key."""
    path = Path(data.cars.filepath)
    file = (await client.call("POST", "/api/v1/files", files={"file": (path.name, path.read_bytes())}))["data"]
    ids = []
    for number in range(missions):
        body = {"objective": f"Average horsepower by origin, number {number}", "file_ids": [file["id"]]}
        headers = {"Idempotency-Key": str(uuid4())}
        first = await client.call("POST", "/api/v1/missions", json=body, headers=headers)
        second = await client.call("POST", "/api/v1/missions", json=body, headers=headers)
        assert first["data"]["id"] == second["data"]["id"]
        ids.append(first["data"]["id"])
    return ids


async def trouble(client: Client, ids: list[str]) -> None:
    """Edit, pause and resume missions until cancelled."""
    while True:
        mission = f"/api/v1/missions/{random.choice(ids)}"
        order = random.choice(["instructions", "title", "priority", "pause"])
        if order == "pause":
            await client.call("POST", f"{mission}/pause")
            await asyncio.sleep(random.uniform(0, 0.2))
            await client.call("POST", f"{mission}/resume")
        else:
            edit = {"instructions": ["Round to two digits."], "title": f"Edited {uuid4()}", "priority": "high"}
            await client.call("PATCH", mission, json={order: edit[order]})
        await asyncio.sleep(0.05)


async def all_finished(client: Client, books: Books) -> None:
    """Resume what the trouble left paused, and wait until every mission is completed."""
    deadline = time.monotonic() + 90
    while set(await books.states()) != {"completed"}:
        page = await client.call("GET", "/api/v1/missions?state=paused&limit=200")
        for mission in page["data"]:
            await client.call("POST", f"/api/v1/missions/{mission['id']}/resume")
        assert time.monotonic() < deadline, await books.unfinished()
        await asyncio.sleep(0.2)


async def run_round(client: Client, books: Books, strike: Callable[[], object]) -> None:
    before = (await books.states())["completed"]
    ids = await submit(client)
    troubled = asyncio.create_task(trouble(client, ids))
    await asyncio.sleep(random.uniform(0.1, 2.0))
    await asyncio.to_thread(strike)
    await asyncio.sleep(1.0)
    troubled.cancel()
    await asyncio.gather(troubled, return_exceptions=True)
    await all_finished(client, books)
    assert (await books.states())["completed"] == before + len(ids)
    await books.check()


class TestChaos:
    @pytest.mark.parametrize("round_", ROUNDS)
    async def test_a_worker_dies_or_sleeps(self, fleet: Fleet, client: Client, books: Books, round_: int):
        def strike() -> None:
            fleet.strike_a_worker()
            fleet.start_worker()

        await run_round(client, books, strike)
        written = (await books.states()).total()
        fleet.wake()
        await asyncio.sleep(0.5)
        await books.check()  # the one that slept woke up and wrote nothing
        assert (await books.states()).total() == written
        while fleet.asleep:
            process = fleet.asleep.pop()
            process.kill()
            process.wait()

    async def test_the_survivor_resumes_in_time(self, fleet: Fleet, client: Client, books: Books):
        ids = await submit(client)
        held: set = set()
        async with asyncio.timeout(20):
            while not held:
                held = await books.held_by(fleet.workers[0].pid)
                await asyncio.sleep(0.01)
        victim = fleet.workers.pop(0)
        victim.kill()
        victim.wait()
        struck_at = time.time_ns()
        held = await books.held_by(victim.pid)
        assert held
        async with asyncio.timeout(30):
            while len(resumed := self._resumed(books, held, struck_at, victim.pid)) < len(held):
                await asyncio.sleep(0.05)
        assert max(resumed.values()) <= RESUME_WITHIN_S
        fleet.start_worker()
        await all_finished(client, books)
        assert (await books.states())["completed"] >= len(ids)

    def _resumed(self, books: Books, held: set, struck_at: int, dead: int) -> dict[str, float]:
        first: dict[str, float] = {}
        for at, pid, source in books.starts():
            mission = source.split(":")[0]
            if pid != dead and at > struck_at and mission in {str(each) for each in held}:
                first.setdefault(mission, (at - struck_at) / 1e9)
        return first

    @pytest.mark.parametrize("round_", ROUNDS)
    async def test_the_api_dies(self, fleet: Fleet, client: Client, books: Books, round_: int):
        await run_round(client, books, fleet.strike_the_api)

    @pytest.mark.parametrize("round_", ROUNDS)
    async def test_postgres_dies(self, fleet: Fleet, client: Client, books: Books, round_: int):
        await run_round(client, books, fleet.strike_postgres)
