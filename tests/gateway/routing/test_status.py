from typing import Any

import httpx2

from pilothouse.core.errors import UpstreamFailed
from pilothouse.core.principal import Principal
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.ledger.entries import Hold
from pilothouse.gateway.ledger.service import Accountant
from tests.gateway.books import Books, bill
from tests.gateway.routing.conftest import Vendor, connect


async def provider(api: httpx2.AsyncClient, name: str) -> dict[str, Any]:
    (found,) = [each for each in (await api.get("/providers")).json()["data"] if each["connection"] == name]
    return found


async def test_every_connection_is_there_with_its_owner(api: httpx2.AsyncClient, vendor: Vendor) -> None:
    await connect(api, vendor)
    listed = (await api.get("/providers")).json()["data"]
    assert [(each["connection"], each["owner"], each["state"]) for each in listed] == [
        ("mine", "organization", "idle"),
        ("builtin", "operator", "idle"),
        ("openai", "operator", "idle"),
    ]


async def test_an_open_breaker_is_told_without_the_providers_words(
    api: httpx2.AsyncClient, gateway: Gateway, principal: Principal
) -> None:
    (route,) = await gateway.router.candidates(principal, "gpt-4o")
    assert (await provider(api, "openai"))["state"] == "idle"
    ticket = route.breaker.begin()
    assert ticket
    assert (await provider(api, "openai"))["state"] == "up"
    ticket.failed(UpstreamFailed("openai answered 500: somebody's prompt."))
    down = await provider(api, "openai")
    (breaker,) = down["breakers"]
    assert (down["state"], breaker["state"], breaker["key_hint"]) == ("down", "open", None)
    assert breaker["last_error"] == "openai answered 500."
    assert 0 < breaker["tried_again_in_s"] <= 5
    assert breaker["since"] <= breaker["last_error_at"]


async def test_late_calls_are_counted_from_the_ledger(
    api: httpx2.AsyncClient, strangers_api: httpx2.AsyncClient, books: Books, accountant: Accountant
) -> None:
    for duration_ms, outcome in ((100, "completed"), (300, "completed"), (9000, "failed"), (9000, "cancelled")):
        hold = await accountant.reserve(books.entry(0, connection="openai"))
        assert isinstance(hold, Hold)
        await accountant.settle(hold, bill(0, outcome, duration_ms=duration_ms, first_byte_ms=50))
    assert (await provider(api, "openai"))["health"] == [
        {
            "model": "gpt-4o",
            "calls": 3,
            "failed": 1,
            "success_rate": 0.6667,
            "median_ms": 200,
            "first_byte_ms": 50,
        }
    ]
    assert (await provider(strangers_api, "openai"))["health"] == []
