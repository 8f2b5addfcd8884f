"""An installation with a provider behind it, half a year of past calls in its books, and a signed-in browser."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest_asyncio
from playwright.async_api import Browser, Page, StorageState

from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database, DatabaseSettings
from tests.gateway.ledger.past import book, call
from tests.gateway.upstream import Upstream
from tests.places import open_place
from tests.web.chromium import Complaints
from tests.web.conftest import BUILT_PAGE, shared, signed_in_to
from tests.web.installation import Api, Installation, open_api

OpenPage = Callable[..., Awaitable[Page]]

PAST_DAYS = 120
MODELS = {"gpt-4o": ("openai", 300_000), "claude-sonnet-4-5": ("anthropic", 200_000), "gpt-4o-mini": ("openai", 9_000)}
SPIKE_DAYS_AGO = 3


@dataclass
class Metered:
    """A running server whose model "fast" costs $0.15 a million input tokens and $0.60 a million output tokens."""

    installation: Installation
    api: Api
    upstream: Upstream
    principal: Principal
    key: str
    key_id: UUID

    async def ask(self, model: str = "fast", key: str | None = None) -> httpx2.Response:
        """Call a model as a client does, and read the whole answer: 1000 tokens in and 500 out."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        body = {"model": model, "stream": True, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 600}
        async with httpx2.AsyncClient(base_url=self.installation.address, headers=headers, timeout=30) as http:
            return await http.post("/v1/chat/completions", json=body)


@shared
async def metered() -> AsyncIterator[Metered]:
    """An installation of its own: a connected model would change how the missions of other tests run."""
    assert BUILT_PAGE.exists()
    upstream = Upstream()
    await upstream.start()
    settings = {
        "OPENAI_BASE_URL": upstream.url,
        "OPENAI_API_KEY": "sk-none",  # not a secret
        "PILOTHOUSE_GATEWAY_PRICES": '{"fast": {"input_usd": "0.15", "output_usd": "0.60"}}',
        "PILOTHOUSE_GATEWAY_ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8",
    }
    with open_place() as place:
        running = Installation(place, settings)
        try:
            await running.start_server()
            async with open_api(running.address) as api:
                yield await _with_a_past(running, api, upstream)
        finally:
            running.stop()
            await upstream.stop()


async def _with_a_past(running: Installation, api: Api, upstream: Upstream) -> Metered:
    me = await api.get("/auth/me")
    made = await api.post("/auth/api-keys", {"name": "support bot"})
    principal = Principal(UUID(me["organization"]["id"]), UUID(me["id"]))
    database = Database(running.owner_url, DatabaseSettings(pool_size=1))
    await book(database, *_past_calls(principal, UUID(made["id"])))
    await database.close()
    return Metered(running, api, upstream, principal, made["key"], UUID(made["id"]))


def _past_calls(principal: Principal, key_id: UUID) -> list[Any]:
    """One call a day of each model, cheaper at weekends, and one day on which a model cost twenty times as much."""
    chance = random.Random(4)
    noon = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    rows: list[Any] = []
    for days_ago in range(1, PAST_DAYS):
        at = noon - timedelta(days=days_ago)
        for model, (provider, usual_microusd) in MODELS.items():
            cost = int(usual_microusd * chance.uniform(0.9, 1.1) * (0.4 if at.weekday() > 4 else 1))
            if days_ago == SPIKE_DAYS_AGO and model == "gpt-4o":
                cost *= 20
            rows.append(
                call(
                    principal, model=model, requested_model=model, provider=provider, connection=provider,
                    cost_microusd=cost, input_tokens=cost // 10, cached_input_tokens=cost // 40,
                    output_tokens=cost // 60, saved_microusd=cost // 20, api_key_id=key_id, agent="analyst",
                    admitted_at=at, settled_at=at, duration_ms=1200, first_byte_ms=300, is_streaming=True,
                )
            )  # fmt: skip
    return rows


@shared
async def metered_state(browser: Browser, metered: Metered) -> StorageState:
    """What a browser keeps after the administrator signed in there."""
    return await signed_in_to(browser, metered.installation)


@pytest_asyncio.fixture(loop_scope="session")
async def open_metered(
    browser: Browser, metered: Metered, metered_state: StorageState, complaints: Complaints
) -> AsyncIterator[OpenPage]:
    """Open a page there in a fresh profile: `open_metered("/costs", viewport=…)`."""
    contexts = []

    async def _open(path: str, **options: Any) -> Page:
        profile = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
        context = await browser.new_context(
            base_url=metered.installation.address, storage_state=metered_state, **profile
        )
        contexts.append(context)
        page = await context.new_page()
        complaints.listen_to(page)
        await page.goto(path)
        return page

    yield _open
    for context in contexts:
        await context.close()
