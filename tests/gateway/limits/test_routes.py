from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.ledger.entries import Hold, LimitRefusal
from pilothouse.gateway.ledger.service import Accountant
from tests.conftest import Tenant
from tests.gateway.books import Books, bill
from tests.gateway.clock import MoneyClock
from tests.gateway.conftest import client_of

WANTED = {"scope_kind": "agent", "scope_id": "analyst", "parallel_calls": 1}


async def _create(client: httpx2.AsyncClient, **fields: object) -> dict[str, Any]:
    response = await client.post("/limits", json={**WANTED, **fields})
    assert response.status_code == 201, response.text
    return response.json()["data"]


class TestCreate:
    async def test_answers_with_what_is_used_now(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books, clock: MoneyClock
    ) -> None:
        limit = await _create(client, tokens_per_minute=600)
        assert (limit["running"], limit["tokens_left"], limit["allowed_models"]) == (0, 600, None)
        await accountant.reserve(books.entry(0, "agent:analyst", estimated_tokens=60))
        limit = (await client.get(f"/limits/{limit['id']}")).json()["data"]
        assert (limit["running"], limit["tokens_left"]) == (1, 540)

    async def test_refuses_a_second_limit_on_a_scope(self, client: httpx2.AsyncClient) -> None:
        await _create(client)
        response = await client.post("/limits", json=WANTED)
        assert (response.status_code, response.json()["error"]["code"]) == (409, "limit_exists")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("scope_kind", "mission"),
            ("scope_id", ""),
            ("tokens_per_minute", 0),
            ("tokens_per_minute", 10**20),
            ("parallel_calls", -1),
            ("parallel_calls", "many"),
            ("allowed_models", "gpt-4o"),
            ("allowed_models", [""]),
            ("allowed_models", ["x"] * 201),
        ],
    )
    async def test_names_the_field_that_is_wrong(self, client: httpx2.AsyncClient, field: str, value: object) -> None:
        response = await client.post("/limits", json={**WANTED, field: value})
        assert response.status_code == 422
        assert response.json()["error"]["details"]["fields"][0]["field"].startswith(field)

    async def test_refuses_one_that_limits_nothing(self, client: httpx2.AsyncClient) -> None:
        response = await client.post("/limits", json={"scope_kind": "agent", "scope_id": "analyst"})
        assert response.status_code == 422

    async def test_refuses_one_on_another_organization(self, client: httpx2.AsyncClient) -> None:
        response = await client.post("/limits", json={**WANTED, "scope_kind": "organization", "scope_id": str(uuid4())})
        assert response.status_code == 422

    async def test_needs_the_permission(self, database: Database, offline: Gateway, principal: Principal) -> None:
        reader = replace(principal, permissions=frozenset({"budgets:read"}))
        async with client_of(database, offline, reader) as client:
            assert (await client.post("/limits", json=WANTED)).status_code == 403
            assert (await client.get("/limits")).status_code == 200


class TestEdit:
    async def test_counts_from_the_next_call_on(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        limit = await _create(client)
        hold = await accountant.reserve(books.entry(0, "agent:analyst"))
        assert isinstance(hold, Hold)
        assert isinstance(await accountant.reserve(books.entry(0, "agent:analyst")), LimitRefusal)
        await client.patch(f"/limits/{limit['id']}", json={"parallel_calls": 2})
        assert isinstance(await accountant.reserve(books.entry(0, "agent:analyst")), Hold)
        await accountant.settle(hold, bill(0))

    async def test_takes_away_what_is_null_and_keeps_what_is_left_out(self, client: httpx2.AsyncClient) -> None:
        limit = await _create(client, tokens_per_minute=100, allowed_models=["b", "a", "b"])
        changed = (await client.patch(f"/limits/{limit['id']}", json={"parallel_calls": None})).json()["data"]
        assert (changed["parallel_calls"], changed["tokens_per_minute"]) == (None, 100)
        assert changed["allowed_models"] == ["b", "a"]
        emptied = await client.patch(f"/limits/{limit['id']}", json={"tokens_per_minute": None, "allowed_models": None})
        assert emptied.status_code == 422
        assert (await client.get(f"/limits/{limit['id']}")).json()["data"]["tokens_per_minute"] == 100

    async def test_is_in_the_audit_log(self, client: httpx2.AsyncClient, books: Books) -> None:
        limit = await _create(client)
        await client.patch(f"/limits/{limit['id']}", json={"parallel_calls": 2})
        await client.delete(f"/limits/{limit['id']}")
        events = await books.rows("select action, changes from audit_event order by at")
        assert [event["action"] for event in events] == ["limit.create", "limit.edit", "limit.delete"]
        assert events[1]["changes"] == {"parallel_calls": [1, 2]}


class TestRead:
    async def test_lists_limits_of_one_scope(self, client: httpx2.AsyncClient) -> None:
        await _create(client)
        await _create(client, scope_kind="user", scope_id=str(uuid4()))
        one = (await client.get("/limits", params={"scope_kind": "agent", "scope_id": "analyst"})).json()["data"]
        assert [limit["scope_id"] for limit in one] == ["analyst"]
        assert len((await client.get("/limits")).json()["data"]) == 2

    async def test_does_not_know_other_organizations_limits(
        self, client: httpx2.AsyncClient, database: Database, offline: Gateway, other_tenant: Tenant
    ) -> None:
        address = f"/limits/{(await _create(client))['id']}"
        async with client_of(database, offline, other_tenant.principal) as stranger:
            assert (await stranger.get(address)).status_code == 404
            assert (await stranger.patch(address, json={"parallel_calls": 9})).status_code == 404
            assert (await stranger.delete(address)).status_code == 404
            assert (await stranger.get("/limits")).json()["data"] == []
        assert (await client.get(address)).status_code == 200

    async def test_says_that_there_is_none(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get(f"/limits/{new_id()}")).status_code == 404


class TestDelete:
    async def test_lets_calls_pass_again(
        self, client: httpx2.AsyncClient, accountant: Accountant, books: Books
    ) -> None:
        limit = await _create(client, allowed_models=[])
        assert isinstance(await accountant.reserve(books.entry(0, "agent:analyst")), LimitRefusal)
        assert (await client.delete(f"/limits/{limit['id']}")).status_code == 204
        assert isinstance(await accountant.reserve(books.entry(0, "agent:analyst")), Hold)
