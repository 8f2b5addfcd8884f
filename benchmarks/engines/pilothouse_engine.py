"""Pilothouse: real missions through the real handler; only the six steps' own work is left out.

Usage: python -m benchmarks.engines.pilothouse_engine DATABASE_URL MISSIONS
"""

import asyncio
import sys
from typing import Any
from unittest.mock import Mock

from sqlalchemy import func, select, text

from benchmarks.engines.measure import measured, report
from benchmarks.fixtures import make_tenant
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.db.listen import Listener
from pilothouse.durable import states
from pilothouse.durable.lease import Lease
from pilothouse.durable.runner import Runner
from pilothouse.durable.service import WorkService
from pilothouse.durable.settings import DurableSettings
from pilothouse.durable.tables import Work
from pilothouse.missions.execution.handler import MissionHandler
from pilothouse.missions.execution.steps import RUN
from pilothouse.missions.journal.journal import StepResult
from pilothouse.missions.journal.store import JournalStore
from pilothouse.missions.journal.tables import Mission
from pilothouse.missions.settings import MissionSettings


async def do_nothing(_run: Any) -> StepResult:
    """Stand for a step whose work takes no time: what remains is the engine's own cost."""
    return StepResult("Done", {"answer": "42"})


async def submit(database: Database, organization: Any, user: Any, missions: int) -> None:
    """Queue missions as the API does."""
    async with database.transaction(organization) as session:
        work = WorkService(session)
        for number in range(missions):
            row = await work.add(new_id(), organization, "mission", events=0)
            session.add(
                Mission(id=row.id, organization_id=organization, owner_id=user, title=f"Mission {number}",
                        objective="Benchmark", agent="analyst", budget_microusd=0, instructions=[], parameters={})
            )  # fmt: skip


async def main(url: str, missions: int) -> None:
    """Submit, then measure from the first claim to the last mission's end."""
    settings = DurableSettings(concurrency=16)
    database = Database(url, DatabaseSettings(pool_size=16, pool_overflow=4))
    organization, user = await make_tenant(database)
    await submit(database, organization, user, missions)
    store = JournalStore(url)
    listener, lease = Listener(url), Lease(url, settings)
    handler = MissionHandler(Mock(), database, store, MissionSettings(), dict.fromkeys(RUN, do_nothing))
    runner = Runner(database, listener, lease, [handler], settings)
    await lease.start()
    await listener.start()
    with measured() as result:
        async with runner.running():
            while True:
                await asyncio.sleep(0.05)
                async with database.transaction(organization) as session:
                    left = await session.scalar(
                        select(func.count()).select_from(Work).where(Work.state != states.COMPLETED)
                    )
                if not left:
                    break
    async with database.transaction(organization) as session:
        events = await session.scalar(text("select count(*) from event"))
    assert events == missions * 14, f"{events} events for {missions} missions"
    await listener.stop()
    await lease.stop()
    await store.close()
    await database.close()
    report(missions, result)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
