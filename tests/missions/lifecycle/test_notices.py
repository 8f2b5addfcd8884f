"""Missions tell who wants to hear of them how they went."""

import httpx2
from sqlalchemy import select, text

from pilothouse.missions.lifecycle.notices import tell_mission
from pilothouse.notify.outbox import Notice
from pilothouse.notify.tables import NotificationSignal
from tests.access.conftest import Member
from tests.house import House, data_of


async def wants(house: House, member: Member, *topics: str) -> None:
    client = await house.client(member)
    for topic in topics:
        data_of(await client.put(f"/notifications/preferences/{topic}", json={"channels": ["email"]}))


async def notices(house: House, member: Member) -> list[Notice | None]:
    async with house.platform.database.transaction(member.organization_id) as session:
        signals = (await session.scalars(select(NotificationSignal).order_by(NotificationSignal.id))).all()
        return [await tell_mission(session, signal) for signal in signals]


async def set_state(house: House, member: Member, mission_id: str, state: str) -> None:
    async with house.platform.database.transaction(member.organization_id) as session:
        await session.execute(
            text("update work set state = :state where id = cast(:id as uuid)"), {"state": state, "id": mission_id}
        )


async def submit(api: httpx2.AsyncClient) -> str:
    answer = await api.post("/missions", json={"objective": "Compare the cars by origin", "budget_usd": "1.00"})
    return data_of(answer)["id"]


class TestMissionNotices:
    async def test_tell_the_owner_that_it_failed(self, house: House, api: httpx2.AsyncClient, member: Member) -> None:
        await wants(house, member, "mission.failed", "mission.completed")
        mission_id = await submit(api)
        await set_state(house, member, mission_id, "failed")
        (notice,) = await notices(house, member)
        assert notice is not None
        assert (notice.topic, notice.owner_id) == ("mission.failed", member.user_id)
        assert notice.payload["mission_id"] == mission_id
        assert notice.payload["path"] == f"/missions/{mission_id}"

    async def test_tell_each_failure_anew(self, house: House, api: httpx2.AsyncClient, member: Member) -> None:
        await wants(house, member, "mission.failed")
        mission_id = await submit(api)
        for state in ("failed", "queued", "failed"):
            await set_state(house, member, mission_id, state)
        keys = [notice.key for notice in await notices(house, member) if notice]
        assert len(set(keys)) == 2

    async def test_are_none_when_nobody_wants_them(self, house: House, api: httpx2.AsyncClient, member: Member) -> None:
        await set_state(house, member, await submit(api), "completed")
        assert await notices(house, member) == []

    async def test_ask_nobody_to_approve_what_is_approved(self, house, api: httpx2.AsyncClient, member: Member) -> None:
        await wants(house, member, "mission.waiting_for_approval")
        mission_id = await submit(api)
        await set_state(house, member, mission_id, "waiting_for_approval")
        (notice,) = await notices(house, member)
        assert notice is not None
        await set_state(house, member, mission_id, "queued")
        assert await notices(house, member) == [None]
