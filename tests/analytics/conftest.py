"""A client of analytics whose clock stands still."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from pilothouse.analytics.routes import router
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.app import build_app
from pilothouse.server.settings import ServerSettings

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)  # a Wednesday


class StandingClock:
    def now(self) -> datetime:
        return NOW


@asynccontextmanager
async def _nothing(_app: FastAPI) -> AsyncGenerator[None]:
    yield


@pytest.fixture
async def client(database: Database, principal: Principal) -> AsyncIterator[httpx2.AsyncClient]:
    async def authenticate(_connection: HTTPConnection) -> Principal:
        return principal

    app = build_app(routers=[router], authenticate=authenticate, lifespan=_nothing, settings=ServerSettings())
    app.state.database = database
    app.state.clock = StandingClock()
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pilothouse.test/api/v1/analytics") as client:
        yield client
