"""Approval, and every order in every state."""

from pathlib import Path

import pytest

from pilothouse.core.ids import new_id
from pilothouse.durable import states
from tests.house import add_colleague, code_of, data_of, make_user, open_house
from tests.missions.conftest import events_of, order, put_into, read, submit

ORDERS = sorted(states.MOVES)


class TestApproval:
    """SPEC MI-1: policy, who submits, how much it may cost, and whether that makes a mission run at once."""

    @pytest.mark.parametrize(
        ("policy", "role", "budget_usd", "state", "may_approve"),
        [
            ("auto", "admin", "1", "queued", None),
            ("auto", "developer", "1", "queued", None),
            ("auto", "developer", "5.00", "queued", None),
            ("auto", "developer", "5.01", "waiting_for_approval", True),
            ("auto", "user", "1", "waiting_for_approval", True),
            ("owner", "admin", "1", "waiting_for_approval", True),
            ("owner", "user", "1", "waiting_for_approval", True),
            ("role", "admin", "1", "waiting_for_approval", True),
            ("role", "developer", "1", "waiting_for_approval", True),
            ("role", "user", "1", "waiting_for_approval", False),
        ],
    )
    async def test_follows_the_policy(
        self, cluster, tmp_path: Path, database, tenant, policy, role, budget_usd, state, may_approve
    ) -> None:
        who = await make_user(database, tenant, role)
        async with open_house(cluster, tmp_path, missions={"approval": policy}) as house:
            api = await house.client(who)
            mission = await submit(api, budget_usd=budget_usd)
            assert mission["state"] == state
            if may_approve is not None:
                answer = await api.post(f"/missions/{mission['id']}/approve")
                assert answer.status_code == (200 if may_approve else 403)
                assert (await read(api, mission))["state"] == ("queued" if may_approve else state)

    async def test_somebody_else_who_may_approve_does_it(self, house, database, member) -> None:
        colleague = await add_colleague(database, member, "user")
        theirs, mine = await house.client(colleague), await house.client(member)
        mission = await submit(theirs)
        assert mission["state"] == "waiting_for_approval"
        assert (await order(mine, mission, "approve"))["state"] == "queued"

    async def test_somebody_else_who_may_not_does_not(self, house, database, member) -> None:
        mission = await submit(await house.client(member), draft=True)
        colleague = await house.client(await add_colleague(database, member, "user"))
        assert code_of(await colleague.post(f"/missions/{mission['id']}/approve")) == (403, "permission_denied")

    async def test_a_draft_waits_whatever_the_policy(self, api) -> None:
        mission = await submit(api, draft=True)
        assert mission["state"] == "draft"
        assert (await order(api, mission, "approve"))["state"] == "queued"


class TestOrders:
    @pytest.mark.parametrize("name", ORDERS)
    async def test_does_what_the_table_says_in_every_state(self, api, database, member, name) -> None:
        allowed, target = states.MOVES[name]
        for state in states.STATES:
            mission = await submit(api, draft=True)
            await put_into(database, mission, member.organization_id, state)
            answer = await api.post(f"/missions/{mission['id']}/{name}")
            events = await events_of(api, mission)
            if state in allowed:
                assert data_of(answer)["state"] == target
                assert (events[-1]["type"], events[-1]["data"]["state"]) == ("mission.state", target)
            else:
                assert code_of(answer) == (409, "wrong_state")
                assert answer.json()["error"]["details"] == {"state": state, "order": name}
                assert len(events) == 1
                assert (await read(api, mission))["state"] == state

    async def test_says_who_stopped_it(self, api) -> None:
        mission = await submit(api)
        assert (await order(api, mission, "pause"))["state_reason"]
        assert (await order(api, mission, "resume"))["state_reason"] is None
        cancelled = await order(api, mission, "cancel")
        assert cancelled["state_reason"]
        assert cancelled["finished_at"]

    async def test_a_mission_begun_again_is_not_over(self, api) -> None:
        mission = await submit(api)
        await order(api, mission, "cancel")
        again = await order(api, mission, "retry")
        assert (again["finished_at"], again["error"], again["percent"]) == (None, None, 0)

    @pytest.mark.parametrize("name", ORDERS)
    async def test_needs_the_permission(self, house, api, member, name) -> None:
        mission = await submit(api, draft=True)
        reader = await house.client(member, "missions:read")
        assert code_of(await reader.post(f"/missions/{mission['id']}/{name}")) == (403, "permission_denied")


class TestSomebodyElsesMission:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", ""), ("GET", "/progress"), ("GET", "/events"), ("GET", "/artifacts"), ("GET", "/stream"),
            ("PATCH", ""), *(("POST", f"/{name}") for name in ORDERS),
        ],
    )  # fmt: skip
    async def test_is_not_found_by_any_route_nor_changed(self, api, strangers_api, method, path) -> None:
        mission = await submit(api, draft=True)
        body = {"json": {"title": "Mine now"}} if method == "PATCH" else {}
        refused = await strangers_api.request(method, f"/missions/{mission['id']}{path}", **body)
        missing = await strangers_api.request(method, f"/missions/{new_id()}{path}", **body)
        assert code_of(refused) == code_of(missing) == (404, "not_found")
        after = await read(api, mission)
        assert after == {**mission, "model": after["model"], "elapsed_s": after["elapsed_s"]}

    async def test_is_in_no_list(self, api, strangers_api) -> None:
        await submit(api)
        assert data_of(await strangers_api.get("/missions")) == []
