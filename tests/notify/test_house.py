"""News of a whole installation: a mission that runs, a worker that delivers, a receiver that verifies."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from standardwebhooks import Webhook

from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from tests.access.conftest import Member
from tests.conftest import Tenant
from tests.house import House, data_of, make_user, open_house
from tests.missions.conftest import CARS
from tests.notify.receivers import LOOPBACK, MailServer, Receiver, until


@pytest.fixture
async def house(
    cluster: Cluster, tmp_path: Path, owner_database: Database, mail_server: MailServer
) -> AsyncIterator[House]:
    async with owner_database.transaction() as session:
        await session.execute(
            text("update work set state = 'cancelled', epoch = epoch + 1 where state in ('queued', 'running')")
        )
    notify = {
        "private_networks": LOOPBACK,
        "public_url": "https://pilot.example",
        "smtp_host": "127.0.0.1",
        "smtp_port": mail_server.port,
        "smtp_security": "none",
    }
    async with open_house(cluster, tmp_path, worker=True, notify=notify) as house:
        yield house


@pytest.fixture
async def member(database: Database, tenant: Tenant) -> Member:
    return await make_user(database, tenant)


async def test_a_mission_that_ends_tells_its_owner_and_a_webhook(
    house: House, member: Member, receiver: Receiver, mail_server: MailServer
) -> None:
    api = await house.client(member)
    form = {"kind": "webhook", "name": "Ops", "address": receiver.url, "topics": ["mission.completed"]}
    hook = data_of(await api.post("/notifications/endpoints", json=form))
    await api.put("/notifications/preferences/mission.completed", json={"channels": ["email"]})
    file = data_of(await api.post("/files", files={"file": ("cars.csv", CARS, "text/csv")}))
    mission = {"objective": "Average mpg per origin", "file_ids": [file["id"]], "budget_usd": "1.00"}
    mission_id = data_of(await api.post("/missions", json=mission))["id"]
    await until(lambda: receiver.requests and mail_server.letters, timeout_s=60)
    (request,) = receiver.requests
    told = Webhook(hook["secret"]).verify(request.body, request.headers)
    assert (told["type"], told["data"]["mission_id"]) == ("mission.completed", mission_id)
    (letter,) = mail_server.letters
    assert mail_server.recipients == [member.email]
    assert f"https://pilot.example/missions/{mission_id}" in letter.get_body(("plain",)).get_content()
