"""Missions given orders over the API, and carried step by step by a worker that a test holds in its hand."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Outcome
from pilothouse.missions.execution.handler import MissionHandler
from pilothouse.missions.execution.steps import RUN, StepServices
from pilothouse.missions.journal.store import JournalStore
from pilothouse.missions.settings import MissionSettings
from tests.gateway.upstream import Upstream
from tests.house import (  # noqa: F401 - fixtures
    House,
    api,
    data_of,
    house,
    member,
    open_house,
    stranger,
    strangers_api,
    working_house,
)

CARS = b"""name,origin,year,mpg,horsepower
civic,Japan,1970,33.0,70
corolla,Japan,1971,31.5,65
datsun,Japan,1972,35.0,67
chevelle,USA,1970,18.0,130
skylark,USA,1971,15.0,165
torino,USA,1972,17.0,140
golf,Europe,1970,29.0,71
peugeot,Europe,1971,25.0,87
saab,Europe,1972,24.0,115
"""


@dataclass
class Worker:
    """Claims missions and runs their steps, one at a time, when it is told to."""

    house: House
    handler: MissionHandler
    store: JournalStore

    async def claim(self, mission_id: UUID | str) -> Attempt:
        """Take a mission as another process would: whoever had it before is fenced."""
        database = self.house.platform.database
        question = text("select * from durable_claim_one(:work, :runner)")
        async with database.transaction() as session:
            parameters = {"work": UUID(str(mission_id)), "runner": self.house.platform.lease.process_id}
            row = (await session.execute(question, parameters)).one()
        return Attempt(
            database, UUID(str(mission_id)), row.organization_id, row.kind, row.epoch, row.attempts, lambda: True
        )

    async def advance(self, attempt: Attempt, steps: int = 1) -> Outcome:
        """Run some steps of a claimed mission."""
        for _ in range(steps):
            outcome = await self.handler.advance(attempt)
        return outcome

    async def finish(self, mission_id: UUID | str) -> Outcome:
        """Run a mission until it ends or waits."""
        attempt = await self.claim(mission_id)
        while (outcome := await self.handler.advance(attempt)) is Outcome.NEXT:
            pass
        return outcome


@pytest.fixture
def hire(house: House) -> Callable[..., Worker]:
    """Make workers, each as a process of its own would have it: nothing remembered, steps perhaps replaced."""

    def _hire(at: House = house, steps: Mapping[str, Any] | None = None, **settings: Any) -> Worker:
        platform = at.platform
        hosting = platform.run_host.hosting
        services = StepServices(
            platform.database, platform.registry, hosting.runner, platform.gateway, platform.blobs, hosting.hold
        )
        store = JournalStore(platform.database.url)
        at.stack.push_async_callback(store.close)
        chosen = MissionSettings(**settings)
        return Worker(at, MissionHandler(services, platform.database, store, chosen, {**RUN, **(steps or {})}), store)

    return _hire


@pytest.fixture
def worker(hire: Callable[..., Worker]) -> Worker:
    return hire()


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    """A provider of language models on this machine, which follows a script."""
    upstream = Upstream()
    await upstream.start()
    yield upstream
    await upstream.stop()


@pytest.fixture
async def paid_house(cluster, tmp_path: Path, upstream: Upstream) -> AsyncIterator[House]:
    """The application with a connected model that costs money: $2.50 and $10 a million tokens of gpt-4o."""
    gateway = {"openai_base_url": upstream.url, "default_model": "gpt-4o", "retries": 0}
    async with open_house(cluster, tmp_path / "paid", gateway=gateway) as house:
        yield house


async def submit(api: httpx2.AsyncClient, objective: str = "Summarise this file", **fields: Any) -> dict[str, Any]:
    return data_of(await api.post("/missions", json={"objective": objective, **fields}))


async def upload(api: httpx2.AsyncClient, name: str = "cars.csv", content: bytes = CARS) -> str:
    return data_of(await api.post("/files", files={"file": (name, content)}))["id"]


async def read(api: httpx2.AsyncClient, mission: dict[str, Any]) -> dict[str, Any]:
    return data_of(await api.get(f"/missions/{mission['id']}"))


async def order(api: httpx2.AsyncClient, mission: dict[str, Any], name: str) -> dict[str, Any]:
    return data_of(await api.post(f"/missions/{mission['id']}/{name}"))


async def events_of(api: httpx2.AsyncClient, mission: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all events of a mission, having proved that no number is missing."""
    events = data_of(await api.get(f"/missions/{mission['id']}/events", params={"limit": 200}))
    assert [event["rev"] for event in events] == list(range(1, len(events) + 1))
    return events


async def put_into(database, mission: dict[str, Any], organization_id: UUID, state: str) -> None:
    """Put a mission into a state, as time and workers would have."""
    assert state in states.STATES
    async with database.transaction(organization_id) as session:
        await session.execute(
            text("update work set state = :state where id = :id"), {"state": state, "id": UUID(mission["id"])}
        )
