from typing import Any

import httpx2
import pytest

from pilothouse.core.principal import Principal
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.catalog.errors import ModelNotPriced
from tests.gateway.routing.conftest import Vendor, connect

FAST: dict[str, Any] = {
    "name": "fast",
    "targets": [{"connection": "openai", "model": "gpt-4o-mini", "weight": 2}],
    "fallbacks": ["gpt-4o"],
}


async def led(gateway: Gateway, who: Principal, model: str) -> list[tuple[str, str]]:
    return [(route.connection, route.model) for route in await gateway.router.candidates(who, model)]


async def test_a_name_leads_where_it_was_told_and_then_falls_back(
    api: httpx2.AsyncClient, gateway: Gateway, principal: Principal
) -> None:
    made = (await api.post("/model-routes", json=FAST)).json()["data"]
    assert made["targets"] == FAST["targets"]
    assert await led(gateway, principal, "fast") == [("openai", "gpt-4o-mini"), ("openai", "gpt-4o")]
    assert [each["name"] for each in (await api.get("/model-routes")).json()["data"]] == ["fast"]


async def test_a_name_is_listed_among_the_models(api: httpx2.AsyncClient) -> None:
    await api.post("/model-routes", json=FAST)
    listed = {each["model"]: each for each in (await api.get("/models")).json()["data"]}
    assert listed["fast"]["input_usd_per_million"] == listed["gpt-4o-mini"]["input_usd_per_million"]


async def test_a_route_is_changed_from_the_next_call_on(
    api: httpx2.AsyncClient, gateway: Gateway, principal: Principal, vendor: Vendor
) -> None:
    made = (await api.post("/model-routes", json=FAST)).json()["data"]
    await connect(api, vendor)
    target = {"connection": "mine", "model": "llama3"}
    changed = await api.put(f"/model-routes/{made['id']}", json={"name": "fast", "targets": [target]})
    assert changed.status_code == 200
    assert await led(gateway, principal, "fast") == [("mine", "llama3")]
    assert (await api.delete(f"/model-routes/{made['id']}")).status_code == 204
    with pytest.raises(ModelNotPriced):  # a name like any other again, which only the server of their own may have
        await led(gateway, principal, "fast")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"targets": [], "fallbacks": []}, "needs a target"),
        ({"fallbacks": ["fast"]}, "fall back to itself"),
        ({"name": "auto"}, "meaning of its own"),
        ({"targets": [{"connection": "nowhere", "model": "m"}]}, "no connection nowhere"),
        ({"targets": [{"connection": "openai", "model": "m", "weight": -1}]}, "weight"),
    ],
)
async def test_what_leads_nowhere_is_refused(api: httpx2.AsyncClient, changes: dict[str, Any], words: str) -> None:
    answer = await api.post("/model-routes", json={**FAST, **changes})
    assert answer.status_code == 422
    assert words in answer.text


async def test_a_name_is_taken_once(api: httpx2.AsyncClient) -> None:
    assert (await api.post("/model-routes", json=FAST)).status_code == 201
    assert (await api.post("/model-routes", json=FAST)).status_code == 409


async def test_tenants_see_nothing_of_each_other(api: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient) -> None:
    made = (await api.post("/model-routes", json=FAST)).json()["data"]
    assert (await strangers_api.get("/model-routes")).json()["data"] == []
    assert (await strangers_api.delete(f"/model-routes/{made['id']}")).status_code == 404
