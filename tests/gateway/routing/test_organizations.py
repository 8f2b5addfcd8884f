"""What stays and what goes when an organization's rows are read again."""

import asyncio

import httpx2
import pytest
from sqlalchemy import event

from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway
from tests.gateway.routing.conftest import Vendor, connect


async def test_a_connection_that_did_not_change_keeps_its_sockets_and_breakers(
    api: httpx2.AsyncClient, gateway: Gateway, principal: Principal, vendor: Vendor
) -> None:
    await connect(api, vendor)
    (before,) = await gateway.router.candidates(principal, "mine/llama3")
    await connect(api, vendor, name="another")
    (after,) = await gateway.router.candidates(principal, "mine/llama3")
    assert after.provider is before.provider
    assert after.breaker is before.breaker


async def test_a_new_key_is_seen_though_it_ends_like_the_old_one(
    api: httpx2.AsyncClient, gateway: Gateway, principal: Principal, vendor: Vendor
) -> None:
    made = await connect(api, vendor)
    (before,) = await gateway.router.candidates(principal, "mine/llama3")
    await api.patch(f"/connections/{made['id']}", json={"api_keys": ["sk-new-0123456789"]})  # not a secret
    (after,) = await gateway.router.candidates(principal, "mine/llama3")
    assert (before.key_hint, after.key_hint) == ("6789", "6789")
    assert after.provider is not before.provider


async def test_rows_are_read_once_for_many_calls(
    database: Database, gateway: Gateway, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2])
    )
    await asyncio.gather(*(gateway.router.candidates(principal, "gpt-4o") for _ in range(20)))
    await gateway.router.candidates(principal, "gpt-4o-mini")
    assert len([each for each in statements if "FROM provider_connection" in each]) == 1
    monkeypatch.setattr("pilothouse.gateway.routing.organizations._FRESH_S", 0.0)
    await gateway.router.candidates(principal, "gpt-4o")
    assert len([each for each in statements if "FROM provider_connection" in each]) == 2
