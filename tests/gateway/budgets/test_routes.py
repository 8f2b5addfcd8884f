from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.ledger.entries import Hold
from pilothouse.gateway.ledger.service import Accountant
from tests.conftest import Tenant
from tests.gateway.books import Books, bill
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
