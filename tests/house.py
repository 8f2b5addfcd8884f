"""The whole application as a process runs it, on the test's PostgreSQL, and people who use it.

Import the fixtures that a folder needs into its `conftest.py`. By default nothing runs missions: tests that want a
worker ask for one, and clear the queue of what earlier tests left in it.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text

from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.permissions import BUILT_IN_ROLES
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.main import create_app
from pilothouse.settings import Settings
from pilothouse.worker.platform import Platform
from tests.access.conftest import Member, make_member
from tests.conftest import Tenant, make_tenant
from tests.limits import UNLIMITED


@dataclass
class House:
    """A running application."""

    app: FastAPI
    stack: AsyncExitStack
    address: str | None = field(default=None)

    @property
    def platform(self) -> Platform:
        return self.app.state.platform

    async def client(self, member: Member | None = None, *scopes: str) -> httpx2.AsyncClient:
        """Return a client that acts as a member by an API key, or as nobody."""
        headers = {"Authorization": f"Bearer {await self.key(member, *scopes)}"} if member else {}
        transport = httpx2.ASGITransport(self.app)
        client = httpx2.AsyncClient(transport=transport, base_url="http://pilothouse.test/api/v1", headers=headers)
        return await self.stack.enter_async_context(client)

    async def key(self, member: Member, *scopes: str) -> str:
        form = ApiKeyCreate(name="test", scopes=list(scopes) or None)
        return (await self.platform.identity.api_keys.create(member.principal, form)).key

    async def listen(self) -> str:
        """Serve on a free port, as browsers need it; return the address."""
        if self.address is None:
            listening = socket.create_server(("127.0.0.1", 0))
            server = uvicorn.Server(
                uvicorn.Config(self.app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
            )
            serving = asyncio.create_task(server.serve(sockets=[listening]))

            async def stop() -> None:
                server.should_exit = server.force_exit = True
                await serving

            self.stack.push_async_callback(stop)
            self.address = f"127.0.0.1:{listening.getsockname()[1]}"
            while not server.started:
                await asyncio.sleep(0.01)
        return self.address


@asynccontextmanager
async def open_house(cluster: Cluster, data_dir: Path, **settings: Any) -> AsyncIterator[House]:
    """Open the application on a migrated database."""
    chosen = {
        "worker": False,
        "database": {"url": cluster.app_url, "owner_url": cluster.owner_url},
        "rate_limits": UNLIMITED,
        **settings,
    }
    app = create_app(Settings(data_dir=data_dir, **chosen))
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        yield House(app, stack)


@pytest.fixture
async def house(cluster: Cluster, tmp_path: Path) -> AsyncIterator[House]:
    """The application without a worker."""
    async with open_house(cluster, tmp_path) as house:
        yield house


@pytest.fixture
async def working_house(cluster: Cluster, tmp_path: Path, owner_database: Database) -> AsyncIterator[House]:
    """The application with a worker, and an empty queue."""
    async with owner_database.transaction() as session:
        await session.execute(
            text("update work set state = 'cancelled', epoch = epoch + 1 where state in ('queued', 'running')")
        )
    async with open_house(cluster, tmp_path, worker=True) as house:
        yield house


async def make_user(database: Database, tenant: Tenant, role: str = "admin") -> Member:
    """Make a tenant's user a member with a role, whose principal holds what the role grants."""
    return _as(role, await make_member(database, tenant, role))


async def add_colleague(database: Database, member: Member, role: str) -> Member:
    """Add a further user to a member's organization."""
    colleague = Member(member.organization_id, new_id(), f"bea-{new_id()}@example.com", member.principal)
    async with database.transaction(member.organization_id) as session:
        values = {"organization": member.organization_id, "id": colleague.user_id, "role": role}
        await session.execute(
            text(
                "insert into user_account (id, organization_id, email, name) values (:id, :organization, :email, 'Bea')"
            ),
            {**values, "email": colleague.email},
        )
        await session.execute(
            text(
                "insert into user_role (organization_id, user_id, role_id)"
                " select organization_id, :id, id from role where name = :role"
            ),
            values,
        )
    return _as(role, colleague)


def _as(role: str, member: Member) -> Member:
    who = Principal(
        OrganizationId(member.organization_id), UserId(member.user_id), permissions=frozenset(BUILT_IN_ROLES[role])
    )
    return Member(member.organization_id, member.user_id, member.email, who)


@pytest.fixture
async def member(database: Database, tenant: Tenant) -> Member:
    """An administrator of this test's organization."""
    return await make_user(database, tenant)


@pytest.fixture
async def stranger(database: Database) -> Member:
    """An administrator of another organization."""
    return await make_user(database, await make_tenant(database))


@pytest.fixture
async def api(house: House, member: Member) -> httpx2.AsyncClient:
    """A client of this test's administrator."""
    return await house.client(member)


@pytest.fixture
async def strangers_api(house: House, stranger: Member) -> httpx2.AsyncClient:
    """A client of another organization's administrator."""
    return await house.client(stranger)


def data_of(answer: httpx2.Response) -> Any:
    """Return what a successful answer holds."""
    assert answer.is_success, answer.text
    return answer.json()["data"]


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    """Return status and error code of a refusal."""
    body = answer.json()
    assert body["success"] is False
    assert body["error"]["message"]
    assert body["meta"]["request_id"] == answer.headers["X-Request-ID"]
    return answer.status_code, body["error"]["code"]
