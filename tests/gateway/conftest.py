"""A process with a lease, its way to the ledger, and the books of this test's organization."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway import routes
from pilothouse.gateway.calls.service import Gateway, open_gateway
from pilothouse.gateway.ledger.functions import LedgerFunctions
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.server.app import build_app
from pilothouse.server.settings import ServerSettings
from tests.gateway.books import Books, enrol
from tests.gateway.clock import MoneyClock, money_clock


@pytest.fixture
async def process_id(database: Database) -> ProcessId:
    return await enrol(database)


@pytest.fixture
async def functions(database: Database, process_id: ProcessId) -> AsyncIterator[LedgerFunctions]:
    functions = LedgerFunctions(database.url, process_id)
    yield functions
    await functions.close()


@pytest.fixture
async def accountant(database: Database, process_id: ProcessId) -> AsyncIterator[Accountant]:
    async with Accountant(database.url, process_id, lease_s=3600).running() as accountant:
        yield accountant


@pytest.fixture
def books(database: Database, principal: Principal) -> Books:
    return Books(database, principal)


@pytest.fixture
async def clock(owner_database: Database) -> AsyncIterator[MoneyClock]:
    async with money_clock(owner_database) as clock:
        yield clock


@asynccontextmanager
async def _nothing(_app: FastAPI) -> AsyncGenerator[None]:
    yield


@pytest.fixture
async def offline(database: Database, process_id: ProcessId) -> AsyncIterator[Gateway]:
    """The gateway of an installation without any key."""
    async with open_gateway(database.url, database, process_id, GatewaySettings(), 3600) as gateway:
        yield gateway


def client_of(database: Database, gateway: Gateway, principal: Principal) -> httpx2.AsyncClient:
    """Make a client that acts as a principal."""

    async def authenticate(_connection: HTTPConnection) -> Principal:
        return principal

    app = build_app(routers=routes.routers, authenticate=authenticate, lifespan=_nothing, settings=ServerSettings())
    app.state.database = database
    app.state.gateway = gateway
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test/api/v1")


@pytest.fixture
async def client(database: Database, offline: Gateway, principal: Principal) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(database, offline, principal) as client:
        yield client
