"""Ten thousand parked missions: they hold no worker, and cost the others nothing."""

import asyncio
import statistics
from datetime import datetime
from uuid import UUID

import httpx2
from sqlalchemy import text

from benchmarks.place import EMAIL, PASSWORD, cpu_seconds, memory_mb, served
from benchmarks.table import Ratio, Result
from pilothouse.db.embedded import start_cluster, stop_cluster
from pilothouse.db.engine import Database
from tests.places import open_place

PARKED = 10_000
SAMPLES = 30
IDLE_S = 5.0

_PARK = text("""
with owner as (select id, organization_id from user_account limit 1),
added as (insert into work (id, organization_id, kind, state)
  select gen_random_uuid(), organization_id, 'mission', 'waiting_for_approval' from owner, generate_series(1, :n)
  returning id, organization_id)
insert into mission (id, organization_id, owner_id, title, objective, agent, budget_microusd, parameters, instructions)
select a.id, a.organization_id, o.id, 'Parked', 'Waits', 'analyst', 0, '{}', '{}' from added a, owner o""")


async def run() -> Result:
    """Compare a server before and after ten thousand missions are parked in it."""
    result = Result(
        f"{PARKED:,} parked missions".replace(",", " "),
        ("Parked", "a mission takes ms (p50)", "idle CPU %", "memory MB"),
    )
    with open_place(on_disk=True) as place, served(place / "data") as server:
        cluster = start_cluster(place / "data")
        database = Database(cluster.app_url)
        medians: list[float] = []
        for parked in (0, PARKED):
            if parked:
                await _park(database, server.url, parked)
            medians.append(statistics.median(await _missions(server.url)))
            cpu = cpu_seconds(server.process.pid)
            await asyncio.sleep(IDLE_S)
            idle = 100 * (cpu_seconds(server.process.pid) - cpu) / IDLE_S
            memory = memory_mb(server.process.pid)
            result.rows.append((f"{parked}", f"{medians[-1]:.0f}", f"{idle:.1f}", f"{memory:.0f}"))
        await database.close()
        stop_cluster(cluster)
    result.ratios = {"a mission beside them against alone": Ratio(medians[1] / medians[0], better="lower")}
    return result


async def _park(database: Database, url: str, count: int) -> None:
    async with _client(url) as http:
        await _sign_in(http)
        organization = UUID((await http.get("/api/v1/auth/me")).json()["data"]["organization"]["id"])
    async with database.transaction(organization) as session:
        await session.execute(_PARK, {"n": count})


async def _missions(url: str) -> list[float]:
    took: list[float] = []
    async with _client(url) as http:
        await _sign_in(http)
        for _ in range(SAMPLES):
            mission = (await http.post("/api/v1/missions", json={"objective": "What can you do?"})).json()["data"]
            while mission["state"] not in {"completed", "failed"}:
                await asyncio.sleep(0.005)
                mission = (await http.get(f"/api/v1/missions/{mission['id']}")).json()["data"]
            took.append(_milliseconds(mission))
    return took


def _milliseconds(mission: dict[str, str]) -> float:
    created_at, finished_at = (datetime.fromisoformat(mission[name]) for name in ("created_at", "finished_at"))
    return 1000 * (finished_at - created_at).total_seconds()


def _client(url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=url, timeout=30)


async def _sign_in(http: httpx2.AsyncClient) -> None:
    body = {"email": EMAIL, "password": PASSWORD, "delivery": "body"}
    token = (await http.post("/api/v1/auth/login", json=body)).json()["data"]["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
