from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.ledger.entries import Hold, Refusal
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.server.paging import encode_cursor
from tests.conftest import Tenant
from tests.gateway.books import Books, bill
from tests.gateway.clock import MoneyClock
from tests.gateway.conftest import client_of

WANTED = {"scope_kind": "model", "scope_id": "gpt-4o", "period": "daily", "limit_usd": "1.50"}


async def _create(client: httpx2.AsyncClient, **fields: object) -> dict[str, Any]:
    response = await client.post("/budgets", json={**WANTED, **fields})
    assert response.status_code == 201, response.text
    return response.json()["data"]


class TestCreate:
    async def test_answers_with_the_budget_and_its_window(self, client: httpx2.AsyncClient) -> None:
        budget = await _create(client)
        assert budget["limit_usd"] == "1.500000"
        assert (budget["shuts_off"], budget["shut_off_at"], budget["raised_usd"]) == (False, None, None)
        assert budget["thresholds"] == [50, 80, 100]
        assert budget["window"]["remaining_usd"] == "1.500000"
        assert budget["window"]["ends_at"] is not None

    async def test_counts_what_the_period_has_seen_already(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        for cost in (200_000, 300_000):
            hold = await accountant.reserve(books.entry(400_000, "model:gpt-4o"))
            assert isinstance(hold, Hold)
            await accountant.settle(hold, bill(cost))
        await accountant.reserve(books.entry(100_000, "model:gpt-4o"))
        window = (await _create(client))["window"]
        assert (window["spent_usd"], window["held_usd"]) == ("0.500000", "0.100000")
        assert window["remaining_usd"] == "0.900000"
        await books.windows()

    async def test_refuses_a_second_budget_for_the_same_scope_and_period(self, client: httpx2.AsyncClient) -> None:
        await _create(client)
        response = await client.post("/budgets", json=WANTED)
        assert response.status_code == 409
        assert response.json()["error"]["code"] == "budget_exists"
        await _create(client, period="total")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("limit_usd", "-1"),
            ("limit_usd", "NaN"),
            ("limit_usd", "a lot"),
            ("limit_usd", 1.5),
            ("scope_kind", "planet"),
            ("scope_id", ""),
            ("period", "hourly"),
            ("thresholds", [0]),
            ("is_hard", "perhaps"),
        ],
    )
    async def test_names_the_field_that_is_wrong(self, client: httpx2.AsyncClient, field: str, value: object) -> None:
        response = await client.post("/budgets", json={**WANTED, field: value})
        assert response.status_code == 422
        assert response.json()["error"]["details"]["fields"][0]["field"].startswith(field)

    async def test_wants_an_id_where_the_scope_is_a_row(self, client: httpx2.AsyncClient) -> None:
        response = await client.post("/budgets", json={**WANTED, "scope_kind": "user", "scope_id": "Ada"})
        assert response.status_code == 422

    async def test_refuses_a_budget_on_another_organization(self, client: httpx2.AsyncClient) -> None:
        response = await client.post(
            "/budgets", json={**WANTED, "scope_kind": "organization", "scope_id": str(uuid4())}
        )
        assert response.status_code == 422

    async def test_needs_the_permission(self, database: Database, offline: Gateway, principal: Principal) -> None:
        reader = replace(principal, permissions=frozenset({"budgets:read"}))
        async with client_of(database, offline, reader) as client:
            assert (await client.post("/budgets", json=WANTED)).status_code == 403
            assert (await client.get("/budgets")).status_code == 200


class TestEdit:
    async def test_counts_from_the_next_call_on(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        budget = await _create(client)
        hold = await accountant.reserve(books.entry(1_000_000, "model:gpt-4o"))
        assert isinstance(hold, Hold)
        response = await client.patch(f"/budgets/{budget['id']}", json={"limit_usd": "0.5"})
        assert response.json()["data"]["window"]["remaining_usd"] == "0.000000"
        assert not isinstance(await accountant.reserve(books.entry(1, "model:gpt-4o")), Hold)
        await accountant.settle(hold, bill(100_000))
        assert isinstance(await accountant.reserve(books.entry(400_000, "model:gpt-4o")), Hold)

    async def test_changes_only_what_is_named(self, client: httpx2.AsyncClient) -> None:
        budget = await _create(client)
        response = await client.patch(f"/budgets/{budget['id']}", json={"is_hard": False, "thresholds": [90, 10, 90]})
        changed = response.json()["data"]
        assert (changed["is_hard"], changed["thresholds"]) == (False, [10, 90])
        assert changed["limit_usd"] == "1.500000"


class TestDelete:
    async def test_keeps_the_ledger(self, client: httpx2.AsyncClient, accountant: Accountant, books: Books) -> None:
        budget = await _create(client)
        hold = await accountant.reserve(books.entry(100, "model:gpt-4o"))
        assert isinstance(hold, Hold)
        assert (await client.delete(f"/budgets/{budget['id']}")).status_code == 204
        await accountant.settle(hold, bill(60))
        assert (await client.get(f"/budgets/{budget['id']}")).status_code == 404
        assert len(await books.ledger()) == 1


class TestRead:
    async def test_lists_budgets_of_one_scope(self, client: httpx2.AsyncClient) -> None:
        await _create(client)
        await _create(client, scope_kind="agent", scope_id="analyst")
        both = (await client.get("/budgets")).json()["data"]
        one = (await client.get("/budgets", params={"scope_kind": "agent"})).json()["data"]
        assert [budget["scope_id"] for budget in both] == ["gpt-4o", "analyst"]
        assert [budget["scope_id"] for budget in one] == ["analyst"]

    async def test_lists_page_by_page(self, client: httpx2.AsyncClient) -> None:
        names = [f"agent-{number}" for number in range(5)]
        for name in names:
            await _create(client, scope_kind="agent", scope_id=name)
        seen, cursor = [], None
        while True:
            page = (await client.get("/budgets", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
            seen.append([budget["scope_id"] for budget in page["data"]])
            if (cursor := page["meta"]["pagination"]["next_cursor"]) is None:
                break
        assert seen == [names[:2], names[2:4], names[4:]]

    async def test_leaves_out_those_of_single_missions_unless_they_are_asked_for(
        self, client: httpx2.AsyncClient
    ) -> None:
        await _create(client)
        mission = await _create(client, scope_kind="mission", scope_id=str(new_id()), period="total")
        assert [each["scope_kind"] for each in (await client.get("/budgets")).json()["data"]] == ["model"]
        of_missions = (await client.get("/budgets", params={"scope_kind": "mission"})).json()["data"]
        assert [each["id"] for each in of_missions] == [mission["id"]]

    @pytest.mark.parametrize("cursor", ["x", encode_cursor("yesterday", "x"), encode_cursor(1)])
    async def test_refuses_a_cursor_that_it_did_not_give_out(self, client: httpx2.AsyncClient, cursor: str) -> None:
        assert (await client.get("/budgets", params={"cursor": cursor})).status_code == 422

    async def test_does_not_know_other_organizations_budgets(
        self, client: httpx2.AsyncClient, database: Database, offline: Gateway, other_tenant: Tenant
    ) -> None:
        budget = await _create(client)
        async with client_of(database, offline, other_tenant.principal) as stranger:
            address = f"/budgets/{budget['id']}"
            assert (await stranger.get(address)).status_code == 404
            assert (await stranger.patch(address, json={"limit_usd": "9"})).status_code == 404
            assert (await stranger.delete(address)).status_code == 404
            assert (await stranger.get("/budgets")).json()["data"] == []
        assert (await client.get(address)).status_code == 200

    async def test_says_that_there_is_none(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get(f"/budgets/{new_id()}")).status_code == 404


async def _spend(accountant: Accountant, books: Books, cost: int) -> None:
    hold = await accountant.reserve(books.entry(cost, "model:gpt-4o"))
    assert isinstance(hold, Hold)
    await accountant.settle(hold, bill(cost))


class TestRaise:
    async def test_holds_at_once_and_ends_by_itself(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books, clock: MoneyClock
    ) -> None:
        budget = await _create(client, period="monthly")
        await _spend(accountant, books, 1_400_000)
        assert isinstance(await accountant.reserve(books.entry(200_000, "model:gpt-4o")), Refusal)
        until = (clock.now + timedelta(hours=2)).isoformat()
        response = await client.put(f"/budgets/{budget['id']}/raise", json={"limit_usd": "2", "until": until})
        raised = response.json()["data"]
        assert (raised["limit_usd"], raised["raised_usd"]) == ("1.500000", "2.000000")
        assert (raised["window"]["limit_usd"], raised["window"]["remaining_usd"]) == ("2.000000", "0.600000")
        await _spend(accountant, books, 200_000)
        await clock.advance(timedelta(hours=2))
        refusal = await accountant.reserve(books.entry(1, "model:gpt-4o"))
        assert isinstance(refusal, Refusal)
        assert refusal.limit_microusd == 1_500_000
        after = (await client.get(f"/budgets/{budget['id']}")).json()["data"]
        assert (after["raised_usd"], after["raised_until"]) == (None, None)
        assert after["window"]["remaining_usd"] == "0.000000"

    async def test_can_be_ended_before_its_time(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        budget = await _create(client)
        address = f"/budgets/{budget['id']}/raise"
        await client.put(address, json={"limit_usd": "2", "until": "2999-01-01T00:00:00Z"})
        assert (await client.delete(address)).json()["data"]["raised_usd"] is None
        assert isinstance(await accountant.reserve(books.entry(1_600_000, "model:gpt-4o")), Refusal)

    @pytest.mark.parametrize(
        "wanted",
        [
            {"limit_usd": "1.50", "until": "2999-01-01T00:00:00Z"},
            {"limit_usd": "2", "until": "2001-01-01T00:00:00Z"},
            {"limit_usd": "2", "until": "2999-01-01T00:00:00"},
            {"limit_usd": "2"},
        ],
    )
    async def test_must_be_above_the_limit_and_end_in_the_future(
        self, client: httpx2.AsyncClient, wanted: dict[str, str]
    ) -> None:
        budget = await _create(client)
        assert (await client.put(f"/budgets/{budget['id']}/raise", json=wanted)).status_code == 422

    async def test_does_not_hold_back_an_edit_above_it(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        budget = await _create(client)
        await client.put(f"/budgets/{budget['id']}/raise", json={"limit_usd": "2", "until": "2999-01-01T00:00:00Z"})
        edited = await client.patch(f"/budgets/{budget['id']}", json={"limit_usd": "3"})
        assert edited.json()["data"]["window"]["limit_usd"] == "3.000000"
        await _spend(accountant, books, 2_900_000)


class TestShutOff:
    async def test_stops_what_costs_something_until_it_is_switched_on(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        budget = await _create(client)
        off = (await client.post(f"/budgets/{budget['id']}/shut-off")).json()["data"]
        assert off["shut_off_at"] is not None
        refusal = await accountant.reserve(books.entry(1, "model:gpt-4o"))
        assert isinstance(refusal, Refusal)
        assert refusal.is_shut_off
        on = (await client.post(f"/budgets/{budget['id']}/reopen")).json()["data"]
        assert on["shut_off_at"] is None
        await _spend(accountant, books, 1)

    async def test_by_itself_lasts_until_somebody_decides_and_then_not_again_in_that_period(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        budget = await _create(client, shuts_off=True, is_hard=False)
        await _spend(accountant, books, 1_500_000)
        assert isinstance(await accountant.reserve(books.entry(1, "model:gpt-4o")), Refusal)
        await client.post(f"/budgets/{budget['id']}/reopen")
        await _spend(accountant, books, 100)
        await _spend(accountant, books, 100)

    async def test_needs_the_permission(self, database: Database, offline: Gateway, principal: Principal) -> None:
        reader = replace(principal, permissions=frozenset({"budgets:read"}))
        async with client_of(database, offline, reader) as client:
            for method, path in (("POST", "shut-off"), ("POST", "reopen"), ("PUT", "raise"), ("DELETE", "raise")):
                assert (await client.request(method, f"/budgets/{new_id()}/{path}")).status_code == 403


class TestAudit:
    async def test_knows_who_changed_what(self, client: httpx2.AsyncClient, books: Books) -> None:
        address = f"/budgets/{(await _create(client))['id']}"
        await client.patch(address, json={"limit_usd": "9", "thresholds": [75]})
        await client.put(f"{address}/raise", json={"limit_usd": "10", "until": "2999-01-01T00:00:00Z"})
        await client.delete(f"{address}/raise")
        await client.post(f"{address}/shut-off")
        await client.post(f"{address}/reopen")
        await client.delete(address)
        events = await books.rows("select action, actor_id, resource, changes from audit_event order by at")
        assert [event["action"] for event in events] == [
            f"budget.{verb}" for verb in ("create", "edit", "raise", "end_raise", "shut_off", "reopen", "delete")
        ]
        assert {event["actor_id"] for event in events} == {books.principal.user_id}
        assert events[1]["changes"] == {
            "limit_microusd": [1_500_000, 9_000_000],
            "thresholds": [[50, 80, 100], [75]],
        }


class TestAlerts:
    async def test_are_listed_newest_first_page_by_page(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books, clock: MoneyClock
    ) -> None:
        budget = await _create(client)
        for cost in (800_000, 500_000):
            await _spend(accountant, books, cost)
            await clock.advance(timedelta(seconds=1))
        await accountant.reserve(books.entry(1_000_000, "model:gpt-4o"))
        first = (await client.get("/budgets/alerts", params={"limit": 2})).json()
        cursor = first["meta"]["pagination"]["next_cursor"]
        rest = (await client.get("/budgets/alerts", params={"limit": 2, "cursor": cursor})).json()
        alerts = first["data"] + rest["data"]
        assert rest["meta"]["pagination"]["next_cursor"] is None
        assert [(alert["kind"], alert["threshold_percent"], alert["spent_usd"]) for alert in alerts] == [
            ("refused", 100, "1.300000"),
            ("threshold", 80, "1.300000"),
            ("threshold", 50, "0.800000"),
        ]
        assert {alert["budget_id"] for alert in alerts} == {budget["id"]}
        assert {(alert["scope_kind"], alert["scope_id"], alert["period"]) for alert in alerts} == {
            ("model", "gpt-4o", "daily")
        }

    async def test_can_be_of_one_budget_and_are_never_of_others(
        self,
        client: httpx2.AsyncClient,
        accountant: Accountant,
        books: Books,
        database: Database,
        offline: Gateway,
        other_tenant: Tenant,
    ) -> None:
        await _create(client)
        other = await _create(client, period="total", limit_usd="100")
        await _spend(accountant, books, 1_000_000)
        assert len((await client.get("/budgets/alerts")).json()["data"]) == 1
        assert (await client.get("/budgets/alerts", params={"budget_id": other["id"]})).json()["data"] == []
        async with client_of(database, offline, other_tenant.principal) as stranger:
            assert (await stranger.get("/budgets/alerts")).json()["data"] == []

    async def test_refuse_a_cursor_of_another_list(self, client: httpx2.AsyncClient) -> None:
        for cursor in ("nonsense", encode_cursor("yesterday", "it"), encode_cursor(1, 2)):
            assert (await client.get("/budgets/alerts", params={"cursor": cursor})).status_code == 422


class TestHistory:
    async def test_tells_how_the_window_was_spent_and_where_that_leads(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books, clock: MoneyClock
    ) -> None:
        budget = await _create(client)
        await _spend(accountant, books, 300_000)
        await clock.advance(timedelta(hours=2, minutes=30))  # noon
        await _spend(accountant, books, 600_000)
        history = (await client.get(f"/budgets/{budget['id']}/history")).json()["data"]
        assert history["unit"] == "hour"
        assert [(point["starts_at"][11:16], point["total_usd"]) for point in history["points"]] == [
            ("09:00", "0.300000"),
            ("12:00", "0.900000"),
        ]
        assert history["projected_usd"] == "1.800000"
        assert history["runs_out_at"] == "2030-06-12T20:00:00Z"
        assert history["past"] == []

    async def test_knows_the_windows_before(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books, clock: MoneyClock
    ) -> None:
        address = f"/budgets/{(await _create(client))['id']}/history"
        await _spend(accountant, books, 300_000)
        await clock.advance(timedelta(days=1))
        await _spend(accountant, books, 200_000)
        history = (await client.get(address)).json()["data"]
        assert [window["spent_usd"] for window in (history["window"], *history["past"])] == ["0.200000", "0.300000"]
        earlier = history["past"][0]["starts_at"]
        before = (await client.get(address, params={"starts_at": earlier})).json()["data"]
        assert [point["spent_usd"] for point in before["points"]] == ["0.300000"]
        assert (before["projected_usd"], before["past"]) == (None, [])
        missing = await client.get(address, params={"starts_at": "2001-01-01T00:00:00Z"})
        assert missing.status_code == 404
