"""The wires behind a real HTTP server, before a provider of both vendors' wires."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
import pytest
import uvicorn
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send

from pilothouse.access.security.screening.screener import Screener
from pilothouse.core.errors import Unauthenticated
from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import open_gateway
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.gateway.wire.app import WireApp
from tests.gateway.books import Books
from tests.gateway.wire.provider import Provider

KEY = "ph_test"  # not a secret
OPENAI_MODEL, CLAUDE = "gpt-4o", "claude-sonnet-4-6"


async def _nothing_here(scope: Scope, _receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"elsewhere"})


@asynccontextmanager
async def serving(app: WireApp) -> AsyncIterator[str]:
    """Serve an application on a real socket."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning", access_log=False))
    task = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await task


@dataclass
class Served:
    """The gateway as its callers see it."""

    url: str
    provider: Provider

    def openai(self) -> AsyncOpenAI:
        return AsyncOpenAI(api_key=KEY, base_url=f"{self.url}/v1", max_retries=0, timeout=20)

    def anthropic(self) -> AsyncAnthropic:
        return AsyncAnthropic(api_key=KEY, base_url=self.url, max_retries=0, timeout=20)

    def http(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self.url, headers={"authorization": f"Bearer {KEY}"}, timeout=20)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider().running() as provider:
        yield provider


def settings_for(provider: Provider, **fields: object) -> GatewaySettings:
    usual: dict[str, object] = {
        "openai_base_url": f"{provider.url}/v1",
        "openai_api_key": SecretStr("sk-upstream"),  # not a secret
        "anthropic_base_url": provider.url,
        "anthropic_api_key": SecretStr("sk-ant-upstream"),  # not a secret
        "retry_base_s": 0.001,
        "retry_cap_s": 0.01,
        "drain_s": 2.0,
        "deadline_s": 10.0,
    }
    return GatewaySettings.model_validate(usual | fields)


@dataclass(frozen=True)
class OpenDoor:
    """Lets one principal in, by some keys."""

    principal: Principal
    keys: tuple[str, ...]

    async def principal_of(self, credential: str) -> Principal:
        if credential not in self.keys:
            raise Unauthenticated("This API key is not known here.")
        return self.principal

    async def admit(self, who: Principal) -> None:
        """Count nothing."""

    async def refused(self, scope: Scope, who: Principal, status: int) -> None:
        """Remember nothing."""


@asynccontextmanager
async def serve(
    database: Database,
    process_id: ProcessId,
    principal: Principal,
    provider: Provider,
    *,
    keys: tuple[str, ...] = (KEY,),
    screener: Screener | None = None,
    **fields: object,
) -> AsyncGenerator[Served]:
    """Serve a gateway with settings of its own."""

    settings = settings_for(provider, **fields)
    async with (
        open_gateway(database.url, database, process_id, settings, 3600, screener=screener) as gateway,
        serving(WireApp(_nothing_here, lambda: gateway, OpenDoor(principal, keys))) as url,
    ):
        yield Served(url, provider)


@pytest.fixture
async def served(
    database: Database, process_id: ProcessId, principal: Principal, provider: Provider
) -> AsyncIterator[Served]:
    async with serve(database, process_id, principal, provider) as served:
        yield served


async def settled_rows(books: Books, n: int = 1) -> list[dict[str, object]]:
    """Return the ledger's rows once there are so many."""
    for _ in range(500):
        if len(rows := await books.ledger()) >= n and not await books.reservations():
            return rows
        await asyncio.sleep(0.02)
    raise AssertionError(f"{await books.ledger()}, held: {await books.reservations()}")
