from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.access.secrets.seal import Seal
from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway, open_gateway
from pilothouse.gateway.routing.errors import NoModelConnected
from pilothouse.gateway.settings import GatewaySettings
from tests.conftest import Tenant
from tests.gateway.conftest import client_of
from tests.gateway.routing.conftest import KEY, ROUTER_SETTINGS, Vendor, connect, connection


async def led(gateway: Gateway, who: Principal, model: str) -> list[str]:
    return [route.connection for route in await gateway.router.candidates(who, model)]


class TestCreate:
    async def test_makes_a_connection_that_is_used_at_once(
        self, api: httpx2.AsyncClient, gateway: Gateway, principal: Principal, vendor: Vendor
    ) -> None:
        assert await led(gateway, principal, "llama3") == ["openai"]  # the only one there is
        made = await connect(api, vendor)
        assert (made["name"], made["key_hints"], made["weight"]) == ("mine", ["6789"], 1)
        assert await led(gateway, principal, "llama3") == ["mine"]
        assert await led(gateway, principal, "mine/llama3") == ["mine"]

    async def test_shows_no_key_anywhere(
        self, api: httpx2.AsyncClient, vendor: Vendor, principal: Principal, owner_database: Database
    ) -> None:
        secret = "header-0123456789"  # not a secret
        made = await connect(api, vendor, headers={"x-team": secret})
        listed = await api.get("/connections")
        read = await api.get(f"/connections/{made['id']}")
        stored = ""
        async with owner_database.transaction() as session:
            for table in ("provider_connection", "secret", "audit_event"):
                query = text(f"select * from {table} where organization_id = :id")
                rows = await session.execute(query, {"id": principal.organization_id})
                stored += "".join(map(str, rows))
        assert "mine" in stored
        for where in (str(made), listed.text, read.text, stored):
            assert KEY not in where
            assert secret not in where

    async def test_goes_before_the_operators_of_its_name(
        self, api: httpx2.AsyncClient, gateway: Gateway, principal: Principal, other_tenant: Tenant, vendor: Vendor
    ) -> None:
        await connect(api, vendor, name="openai", models=["gpt-4o"])
        (own,) = await gateway.router.candidates(principal, "gpt-4o")
        (others,) = await gateway.router.candidates(other_tenant.principal, "gpt-4o")
        assert own.key_hint == "6789"
        assert own.provider is not others.provider

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"type": "acme"}, "no provider type"),
            ({"type": "builtin"}, "there already"),
            ({"name": "auto"}, "meaning of its own"),
            ({"name": "Has Space"}, "name"),
            ({"base_url": "ftp://x"}, "base URL"),
            ({"base_url": "http://user:pw@x"}, "base URL"),
            ({"base_url": ""}, "base URL"),
            ({"api_keys": ["a b\n"]}, "key of mine"),
            ({"headers": {"host": "x"}}, "cannot be sent"),
            ({"headers": {"x": "a\r\nb: c"}}, "cannot be sent"),
            ({"weight": 0}, "weight"),
            ({"type": "bedrock", "api_keys": []}, "needs a key"),
            ({"type": "vertex", "options": {"project": "p", "location": "global"}}, "service account"),
            ({"unknown": 1}, "unknown"),
        ],
    )
    async def test_refuses_what_cannot_work(
        self, api: httpx2.AsyncClient, vendor: Vendor, fields: dict[str, Any], words: str
    ) -> None:
        answer = await api.post("/connections", json=connection(vendor, **fields))
        assert answer.status_code == 422
        assert words in answer.text
        assert KEY not in answer.text

    async def test_refuses_a_name_twice(self, api: httpx2.AsyncClient, vendor: Vendor) -> None:
        await connect(api, vendor)
        assert (await api.post("/connections", json=connection(vendor))).status_code == 409

    async def test_needs_the_permission(
        self, database: Database, gateway: Gateway, principal: Principal, vendor: Vendor
    ) -> None:
        reader = Principal(principal.organization_id, principal.user_id, permissions=frozenset({"models:read"}))
        async with client_of(database, gateway, reader) as client:
            assert (await client.get("/connections")).status_code == 200
            assert (await client.post("/connections", json=connection(vendor))).status_code == 403


class TestEdit:
    async def test_counts_from_the_next_call_and_keeps_the_keys(
        self, api: httpx2.AsyncClient, gateway: Gateway, principal: Principal, vendor: Vendor
    ) -> None:
        made = await connect(api, vendor)
        (before,) = await gateway.router.candidates(principal, "mine/llama3")
        changes = {"weight": 7, "models": {"llama3": "llama-3-70b"}, "base_url": None}
        edited = (await api.patch(f"/connections/{made['id']}", json=changes)).json()["data"]
        assert (edited["weight"], edited["models"], edited["key_hints"]) == (7, {"llama3": "llama-3-70b"}, ["6789"])
        (after,) = await gateway.router.candidates(principal, "llama3")
        assert (after.model, after.key_hint) == ("llama-3-70b", "6789")
        assert after.provider is not before.provider

    @pytest.mark.parametrize("change", [{"base_url": "https://evil.example"}, {"options": {"a": "b"}}])
    async def test_sends_no_key_to_another_address(
        self, api: httpx2.AsyncClient, vendor: Vendor, change: dict[str, Any]
    ) -> None:
        made = await connect(api, vendor)
        refused = await api.patch(f"/connections/{made['id']}", json=change)
        assert (refused.status_code, "keys and headers again" in refused.text) == (422, True)
        allowed = await api.patch(f"/connections/{made['id']}", json={**change, "api_keys": ["sk-new-0123456780"]})
        assert allowed.json()["data"]["key_hints"] == ["6780"]

    async def test_turns_a_connection_off(
        self, api: httpx2.AsyncClient, gateway: Gateway, principal: Principal, vendor: Vendor
    ) -> None:
        made = await connect(api, vendor, models=["only-here"])
        await api.patch(f"/connections/{made['id']}", json={"is_enabled": False})
        with pytest.raises(NoModelConnected):
            await gateway.router.candidates(principal, "mine/only-here")


class TestDelete:
    async def test_removes_the_keys_too(
        self,
        api: httpx2.AsyncClient,
        gateway: Gateway,
        principal: Principal,
        vendor: Vendor,
        owner_database: Database,
    ) -> None:
        made = await connect(api, vendor)
        assert (await api.delete(f"/connections/{made['id']}")).status_code == 204
        assert await led(gateway, principal, "llama3") == ["openai"]
        async with owner_database.transaction() as session:
            left = await session.scalar(
                text("select count(*) from secret where organization_id = :id"), {"id": principal.organization_id}
            )
        assert left == 0


class TestTenants:
    async def test_see_nothing_of_each_other(
        self, api: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient, vendor: Vendor
    ) -> None:
        made = await connect(api, vendor)
        path = f"/connections/{made['id']}"
        assert (await strangers_api.get("/connections")).json()["data"] == []
        for answer in (
            await strangers_api.get(path),
            await strangers_api.patch(path, json={"weight": 2}),
            await strangers_api.delete(path),
            await strangers_api.post(f"{path}/test"),
        ):
            assert answer.status_code == 404

    async def test_call_with_their_own_keys(
        self, api: httpx2.AsyncClient, gateway: Gateway, other_tenant: Tenant, vendor: Vendor
    ) -> None:
        await connect(api, vendor, models=["only-here"])
        with pytest.raises(NoModelConnected):
            await gateway.router.candidates(other_tenant.principal, "mine/only-here")


class TestTest:
    async def test_asks_the_provider_with_every_key(self, api: httpx2.AsyncClient, vendor: Vendor) -> None:
        made = await connect(api, vendor, api_keys=[KEY, "sk-own-0123456780"])  # not a secret
        tested = (await api.post(f"/connections/{made['id']}/test")).json()["data"]
        assert tested["works"]
        assert [(key["key_hint"], key["models"]) for key in tested["keys"]] == [
            ("6789", ["llama3"]),
            ("6780", ["llama3"]),
        ]
        assert sorted(vendor.keys) == ["Bearer sk-own-0123456780", f"Bearer {KEY}"]

    async def test_tells_what_is_wrong(self, api: httpx2.AsyncClient, vendor: Vendor) -> None:
        made = await connect(api, vendor)
        vendor.status, vendor.body = 401, {"error": {"message": f"bad key {KEY}"}}
        tested = await api.post(f"/connections/{made['id']}/test")
        (key,) = tested.json()["data"]["keys"]
        assert (key["works"], key["error_code"]) == (False, "provider_refused_key")
        assert KEY not in tested.text

    async def test_does_not_reach_into_our_network(
        self, database: Database, process_id: ProcessId, principal: Principal, vendor: Vendor
    ) -> None:
        settings = GatewaySettings.model_validate({**ROUTER_SETTINGS, "allow_private_addresses": "192.0.2.0/24"})
        async with (
            open_gateway(database.url, database, process_id, settings, 3600, Seal.generate()) as gateway,
            client_of(database, gateway, principal) as client,
        ):
            made = await connect(client, vendor)
            (key,) = (await client.post(f"/connections/{made['id']}/test")).json()["data"]["keys"]
        assert (key["works"], key["error_code"]) == (False, "address_blocked")
        assert vendor.keys == []

    async def test_wants_https_where_nothing_private_is_allowed(
        self, database: Database, process_id: ProcessId, principal: Principal, vendor: Vendor
    ) -> None:
        settings = GatewaySettings.model_validate(ROUTER_SETTINGS)
        async with (
            open_gateway(database.url, database, process_id, settings, 3600, Seal.generate()) as gateway,
            client_of(database, gateway, principal) as client,
        ):
            answer = await client.post("/connections", json=connection(vendor))
        assert (answer.status_code, "https://" in answer.text) == (422, True)


class TestLostKey:
    async def test_leaves_the_other_connections_working(
        self,
        api: httpx2.AsyncClient,
        database: Database,
        process_id: ProcessId,
        principal: Principal,
        vendor: Vendor,
    ) -> None:
        made = await connect(api, vendor)
        settings = GatewaySettings.model_validate({**ROUTER_SETTINGS, "allow_private_addresses": "127.0.0.0/8"})
        async with (
            open_gateway(database.url, database, process_id, settings, 3600, Seal.generate()) as gateway,
            client_of(database, gateway, principal) as client,
        ):
            assert await led(gateway, principal, "gpt-4o") == ["openai"]
            (own, *_) = (await client.get("/providers")).json()["data"]
            assert (own["connection"], own["state"]) == ("mine", "unusable")
            assert "PILOTHOUSE_ENCRYPTION_KEY" in own["problem"]
            again = await client.patch(f"/connections/{made['id']}", json={"api_keys": [KEY]})
            assert again.status_code == 200
            assert await led(gateway, principal, "mine/llama3") == ["mine"]
