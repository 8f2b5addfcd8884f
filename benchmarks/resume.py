"""How long missions of a killed worker wait until another one goes on with them. Default lease: 3 s."""

import asyncio
import time
from pathlib import Path
from uuid import UUID

from benchmarks.place import migrated_cluster
from benchmarks.table import Ratio, Result, percentile
from pilothouse.db.engine import Database
from tests.proof.fleet import Books, Client, Fleet
from tests.proof.test_chaos import submit

ROUNDS = 5
AIM_S = 5.0


async def run() -> Result:
    """Kill one of two workers, several times."""
    waits: list[float] = []
    with migrated_cluster() as cluster:
        folder = cluster.data_dir.parent.parent / "fleet"
        folder.mkdir(exist_ok=True)
        fleet = Fleet(cluster, folder)
        fleet.start_api()
        fleet.start_worker()
        fleet.start_worker()
        client = Client(fleet)
        try:
            await client.sign_in()
            for _ in range(ROUNDS):
                waits += await _strike(fleet, client)
        finally:
            await client.close()
            fleet.stop()
    result = Result(f"Resume after SIGKILL of a worker, {len(waits)} missions", ("", "seconds"))
    result.rows = [("p50", f"{percentile(waits, 0.5):.2f}"), ("longest", f"{max(waits):.2f}")]
    result.ratios = {"longest, as a share of the 5 s allowed": Ratio(max(waits) / AIM_S, better="lower", aim=1)}
    return result


async def _strike(fleet: Fleet, client: Client) -> list[float]:
    me = await client.call("GET", "/api/v1/auth/me")
    database = Database(fleet.cluster.app_url)
    books = Books(database, UUID(me["data"]["organization"]["id"]), Path(fleet.sink))
    await submit(client)
    victim = fleet.workers.pop(0)
    victim.kill()
    victim.wait()
    struck_at = time.time_ns()
    held = {str(mission) for mission in await books.held_by(victim.pid)}
    fleet.start_worker()
    waits: dict[str, float] = {}
    async with asyncio.timeout(60):
        while set(await books.states()) != {"completed"}:
            await asyncio.sleep(0.1)
    for at, pid, source in books.starts():
        mission = source.split(":")[0]
        if mission in held and pid != victim.pid and at > struck_at:
            waits.setdefault(mission, (at - struck_at) / 1e9)
    await database.close()
    return list(waits.values())
