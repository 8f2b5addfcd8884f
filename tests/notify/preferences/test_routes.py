from uuid import uuid5

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal
from tests.house import code_of, data_of
from tests.notify.conftest import Desk


class TestPreferences:
    async def test_are_none_at_first(self, api: httpx2.AsyncClient) -> None:
        rows = data_of(await api.get("/preferences"))
        assert all(row["channels"] == [] for row in rows)
        assert [row["topic"] for row in rows] == [topic["name"] for topic in data_of(await api.get("/topics"))]

    async def test_are_kept(self, api: httpx2.AsyncClient) -> None:
        assert data_of(await api.put("/preferences/mission.failed", json={"channels": ["email", "email"]})) == {
            "topic": "mission.failed",
            "channels": ["email"],
        }
        rows = {row["topic"]: row["channels"] for row in data_of(await api.get("/preferences"))}
        assert rows["mission.failed"] == ["email"]
        await api.put("/preferences/mission.failed", json={"channels": []})
        rows = {row["topic"]: row["channels"] for row in data_of(await api.get("/preferences"))}
        assert rows["mission.failed"] == []

    async def test_are_about_what_one_may_see(self, client_of, principal: Principal) -> None:
        who = Principal(
            OrganizationId(principal.organization_id),
            UserId(principal.user_id),
            permissions=frozenset({"missions:read"}),
        )
        client = client_of(who)
        assert {topic["name"].partition(".")[0] for topic in data_of(await client.get("/topics"))} == {"mission"}
        answer = await client.put("/preferences/budget.alert", json={"channels": ["email"]})
        assert code_of(answer) == (403, "permission_denied")

    @pytest.mark.parametrize("topic", ["account.reset_password", "nonsense", "notification.test"])
    async def test_exist_for_topics_that_can_be_chosen(self, api, topic: str) -> None:
        assert code_of(await api.put(f"/preferences/{topic}", json={"channels": ["email"]})) == (404, "unknown_topic")

    @pytest.mark.parametrize("body", [{"channels": ["pigeon"]}, {"channels": "email"}, {}, {"channels": [], "x": 1}])
    async def test_take_nothing_else(self, api, body: object) -> None:
        assert code_of(await api.put("/preferences/mission.failed", json=body))[0] == 422

    async def test_are_for_people(self, client_of, principal: Principal) -> None:
        robot = Principal(
            OrganizationId(principal.organization_id),
            UserId(principal.user_id),
            kind="service",
            permissions=frozenset({"admin"}),
        )
        answer = await client_of(robot).put("/preferences/mission.failed", json={"channels": ["email"]})
        assert code_of(answer) == (409, "not_a_person")


class TestDailyNews:
    async def test_are_planned_when_somebody_wants_them(self, api, desk: Desk) -> None:
        await api.put("/preferences/costs.digest", json={"channels": ["email"]})
        await api.put("/preferences/costs.digest", json={"channels": ["email"]})
        async with desk.database.transaction(desk.who.organization_id) as session:
            (row,) = (await session.execute(text("select id, kind, due_at > now() as is_later from work"))).all()
        assert (row.id, row.kind, row.is_later) == (
            uuid5(desk.who.organization_id, "cost_digest"),
            "cost_digest",
            True,
        )

    async def test_are_planned_anew_after_they_ended(self, api, desk: Desk) -> None:
        await api.put("/preferences/costs.digest", json={"channels": ["email"]})
        async with desk.database.transaction(desk.who.organization_id) as session:
            await session.execute(text("update work set state = 'completed'"))
        await api.put("/preferences/costs.digest", json={"channels": ["email"]})
        async with desk.database.transaction(desk.who.organization_id) as session:
            row = (await session.execute(text("select state, epoch from work"))).one()
        assert (row.state, row.epoch) == ("queued", 1)
