"""A gateway whose organizations may connect providers of their own, one of which is a local server."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.access.secrets.seal import Seal
from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import Gateway, open_gateway
from pilothouse.gateway.settings import GatewaySettings
from tests.conftest import Tenant
from tests.gateway.conftest import client_of

KEY = "sk-own-0123456789"  # not a secret
ROUTER_SETTINGS: dict[str, Any] = {
    "openai_api_key": "sk-operator-0123456789",  # not a secret
    "prices": {"llama3": {"input_usd": "0", "output_usd": "0"}},
    "breaker_failures": 1,
}


@dataclass
class Vendor:
    """A server that lists its models and answers by `status`."""

    url: str = ""
    status: int = 200
    body: dict[str, Any] = field(default_factory=lambda: {"data": [{"id": "llama3"}]})
    keys: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.keys.append(request.headers.get("authorization", ""))
        return web.Response(status=self.status, text=json.dumps(self.body), content_type="application/json")


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    vendor = Vendor()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", vendor.answer)
    server = TestServer(app)
    await server.start_server()
    vendor.url = str(server.make_url("/v1"))
    yield vendor
    await server.close()


@pytest.fixture
def seal() -> Seal:
    return Seal.generate()


@pytest.fixture
async def gateway(database: Database, process_id: ProcessId, seal: Seal) -> AsyncIterator[Gateway]:
    """Organizations may reach this machine, where the local server is."""
    settings = GatewaySettings.model_validate({**ROUTER_SETTINGS, "allow_private_addresses": "127.0.0.0/8"})
    async with open_gateway(database.url, database, process_id, settings, 3600, seal) as gateway:
        yield gateway


@pytest.fixture
async def api(database: Database, gateway: Gateway, principal: Principal) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(database, gateway, principal) as client:
        yield client


@pytest.fixture
async def strangers_api(
    database: Database, gateway: Gateway, other_tenant: Tenant
) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(database, gateway, other_tenant.principal) as client:
        yield client


def connection(vendor: Vendor, **fields: Any) -> dict[str, Any]:
    """Return the form of a connection to the local server."""
    return {"name": "mine", "type": "openai_compatible", "base_url": vendor.url, "api_keys": [KEY], **fields}


async def connect(api: httpx2.AsyncClient, vendor: Vendor, **fields: Any) -> dict[str, Any]:
    """Make a connection to the local server."""
    answer = await api.post("/connections", json=connection(vendor, **fields))
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]
