"""The same missions with Temporal as the engine, against its real server."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from vega_datasets import data

from benchmarks.missions import temporal_server
from pilothouse.db.embedded import start_cluster, stop_cluster
from tests.places import open_place

from .fleet import Books, Client, Fleet

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with open_place() as place, temporal_server() as address:
        cluster = start_cluster(place)
        extra = {"PILOTHOUSE_DURABLE_ENGINE": "temporal", "PILOTHOUSE_DURABLE_TEMPORAL_ADDRESS": address}
        fleet = Fleet(cluster, tmp_path_factory.mktemp("temporal"), extra=extra)
        fleet.start_api()
        fleet.start_worker()
        yield fleet
        fleet.stop()
        stop_cluster(cluster)


async def submit(client: Client, **options: object) -> str:
    path = Path(data.cars.filepath)
    file = (await client.call("POST", "/api/v1/files", files={"file": (path.name, path.read_bytes())}))["data"]
    body = {"objective": "Average horsepower by origin", "file_ids": [file["id"]], **options}
    return (await client.call("POST", "/api/v1/missions", json=body))["data"]["id"]


async def until(client: Client, mission: str, *wanted: str, within_s: float = 60) -> dict:
    deadline = time.monotonic() + within_s
    while True:
        answer = (await client.call("GET", f"/api/v1/missions/{mission}"))["data"]
        if answer["state"] in wanted:
            return answer
        assert time.monotonic() < deadline, answer
        await asyncio.sleep(0.1)


class TestTemporal:
    async def test_a_mission_runs_to_its_end(self, client: Client, books: Books):
        mission = await until(client, await submit(client), "completed", "failed")
        assert mission["state"] == "completed", mission["error"]
        assert {artifact["kind"] for artifact in mission["artifacts"]} >= {"chart", "markdown", "table"}
        await books.check()

    async def test_an_approval_wakes_the_workflow(self, client: Client):
        mission = await submit(client, draft=True)
        await client.call("POST", f"/api/v1/missions/{mission}/approve")
        assert (await until(client, mission, "completed", "failed"))["state"] == "completed"

    async def test_a_pause_holds_and_a_resume_goes_on(self, client: Client, books: Books):
        mission = await submit(client)
        await until(client, mission, "running")
        await client.call("POST", f"/api/v1/missions/{mission}/pause")
        await until(client, mission, "paused")
        await client.call("POST", f"/api/v1/missions/{mission}/resume")
        assert (await until(client, mission, "completed", "failed"))["state"] == "completed"
        await books.check()

    async def test_another_worker_takes_over_from_a_dead_one(self, fleet: Fleet, client: Client, books: Books):
        missions = [await submit(client) for _ in range(5)]
        await until(client, missions[0], "running")
        victim = fleet.workers.pop()
        victim.kill()
        victim.wait()
        fleet.start_worker()
        for mission in missions:
            assert (await until(client, mission, "completed", "failed", within_s=90))["state"] == "completed"
        await books.check()
