import httpx2
import pytest

from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway
from tests.conftest import Tenant
from tests.gateway.conftest import client_of

CHEAP = {"input_usd": "1.50", "output_usd": "2"}


async def audited(database: Database, who: Principal) -> list[tuple[str, dict]]:
    from sqlalchemy import select

    from pilothouse.access.audit.tables import AuditEvent

    async with database.transaction(who.organization_id) as session:
        rows = await session.scalars(select(AuditEvent).order_by(AuditEvent.at))
        return [(row.action, row.changes) for row in rows]


class TestPrices:
    @pytest.mark.parametrize("model", ["gpt-4o", "meta-llama/Llama-3.3-70B", "*", "a/price"])
    async def test_are_set_listed_and_taken_back(self, client: httpx2.AsyncClient, model: str) -> None:
        made = await client.put(f"/models/{model}/price", json=CHEAP)
        assert made.status_code == 200, made.text
        (listed,) = (await client.get("/models/prices")).json()["data"]
        assert (listed["model"], listed["input_usd"], listed["output_usd"]) == (model, "1.5", "2")
        assert listed["cached_input_usd"] is None
        assert (await client.delete(f"/models/{model}/price")).status_code == 204
        assert (await client.get("/models/prices")).json()["data"] == []

    async def test_hold_from_the_next_call_on(
        self, client: httpx2.AsyncClient, offline: Gateway, principal: Principal
    ) -> None:
        router = offline.router
        assert await router.price_overrides.of(principal.organization_id) == {}
        await client.put("/models/gpt-4o/price", json=CHEAP)
        own = await router.price_overrides.of(principal.organization_id)
        first = router.catalog.price("gpt-4o", "openai", own=own)
        assert (first.tiers[0].input, first.source) == (1_500_000, "organization")
        await client.put("/models/gpt-4o/price", json=CHEAP | {"input_usd": "3"})
        own = await router.price_overrides.of(principal.organization_id)
        assert router.catalog.price("gpt-4o", "openai", own=own).version != first.version

    async def test_are_one_organizations_own(
        self, client: httpx2.AsyncClient, database: Database, offline: Gateway, other_tenant: Tenant
    ) -> None:
        await client.put("/models/gpt-4o/price", json=CHEAP)
        assert await offline.router.price_overrides.of(other_tenant.principal.organization_id) == {}
        async with client_of(database, offline, other_tenant.principal) as stranger:
            assert (await stranger.get("/models/prices")).json()["data"] == []
            assert (await stranger.delete("/models/gpt-4o/price")).status_code == 404

    async def test_leave_a_trace_of_who_changed_what(
        self, client: httpx2.AsyncClient, database: Database, principal: Principal
    ) -> None:
        await client.put("/models/gpt-4o/price", json=CHEAP)
        await client.put("/models/gpt-4o/price", json=CHEAP | {"input_usd": "3"})
        await client.delete("/models/gpt-4o/price")
        made, changed, deleted = await audited(database, principal)
        assert made[0] == changed[0] == "price.set"
        assert made[1]["model"] == [None, "gpt-4o"]
        assert {name: list(map(float, values)) for name, values in changed[1].items()} == {"input_usd": [1.5, 3]}
        assert (deleted[0], deleted[1]["model"]) == ("price.delete", ["gpt-4o", None])

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"input_usd": "1"},
            CHEAP | {"input_usd": "-1"},
            CHEAP | {"input_usd": "NaN"},
            CHEAP | {"input_usd": "Infinity"},
            CHEAP | {"input_usd": "1e30"},
            CHEAP | {"output_usd": "a lot"},
            CHEAP | {"output_usd": "0.0000000001"},
            CHEAP | {"context_window_tokens": 0},
            CHEAP | {"request_usd": "1"},
        ],
    )
    async def test_are_refused_when_they_are_no_prices(self, client: httpx2.AsyncClient, body: dict) -> None:
        assert (await client.put("/models/gpt-4o/price", json=body)).status_code == 422

    async def test_are_set_by_those_who_may(self, database: Database, offline: Gateway, tenant: Tenant) -> None:
        reader = Principal(tenant.organization_id, tenant.user_id, permissions=frozenset({"models:read"}))
        async with client_of(database, offline, reader) as client:
            assert (await client.put("/models/gpt-4o/price", json=CHEAP)).status_code == 403
            assert (await client.get("/models/prices")).status_code == 200


class TestCatalog:
    async def test_finds_models_by_a_part_of_their_name(self, client: httpx2.AsyncClient) -> None:
        answer = (await client.get("/catalog", params={"search": "GPT-4O-mini", "provider": "openai"})).json()
        (model,) = [each for each in answer["data"] if each["model"] == "gpt-4o-mini"]
        assert model["tiers"][0]["input_usd"] == "0.150000"
        assert (model["max_output_tokens"], model["takes_images"]) == (16_384, True)
        assert answer["meta"]["pagination"]["total"] == len(answer["data"])

    async def test_is_read_page_by_page(self, client: httpx2.AsyncClient) -> None:
        names, query = [], {"provider": "anthropic", "limit": 10}
        while True:
            answer = (await client.get("/catalog", params=query)).json()
            names += [each["model"] for each in answer["data"]]
            cursor = answer["meta"]["pagination"]["next_cursor"]
            if cursor is None:
                break
            query["cursor"] = cursor
        assert len(names) == len(set(names)) == answer["meta"]["pagination"]["total"] > 20

    @pytest.mark.parametrize("cursor", ["x", "Wy0xXQ", "W3RydWVd", "WyJhIl0"])
    async def test_refuses_foreign_cursors(self, client: httpx2.AsyncClient, cursor: str) -> None:
        assert (await client.get("/catalog", params={"cursor": cursor})).status_code == 422

    async def test_tells_fees_and_every_tier(self, client: httpx2.AsyncClient) -> None:
        (model,) = (
            await client.get("/catalog", params={"search": "gpt-5.5", "provider": "openai", "limit": 1})
        ).json()["data"]
        assert [tier["above_input_tokens"] for tier in model["tiers"]] == [0, 272_000]
        assert model["web_search_usd"] == "0.010000"

    async def test_shows_prices_set_by_hand(self, client: httpx2.AsyncClient) -> None:
        await client.put("/models/gpt-4o/price", json=CHEAP)
        first = (await client.get("/catalog", params={"provider": "openai"})).json()["data"][0]
        assert (first["model"], first["price_version"].split()[0]) == ("gpt-4o", "organization")

    async def test_tells_where_its_prices_come_from(self, client: httpx2.AsyncClient) -> None:
        source = (await client.get("/catalog/source")).json()["data"]
        assert source["source"].startswith("genai-prices ")
        assert {"openai", "anthropic"} <= set(source["providers"])
