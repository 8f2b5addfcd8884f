"""Fixtures for everybody: one real PostgreSQL per test process, and a fresh organization per test.

Tests do not clean up after themselves: each works in an organization of its own, and row-level security keeps them
apart, which every test proves again by not seeing the others.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import settings
from sqlalchemy import text

from pilothouse.core import collector
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import configure_logging
from pilothouse.db.embedded import Cluster, start_cluster, stop_cluster
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.db.migrate import migrate
from tests.places import open_place
from tests.transactions import watched_transactions

# No property is a matter of time: a machine may be busy. `dev.sh proof` looks for examples thoroughly.
settings.register_profile("usual", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None)
settings.load_profile("usual")

gc.disable()  # what is collected stays; looking for garbage meanwhile takes a third of the time

configure_logging("json", "warning")  # what goes wrong stands beside a failed test, in single lines


def pytest_collection_finish() -> None:
    """Let the garbage collector leave the collected tests alone."""
    collector.settle()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _transactions_apart() -> Iterator[None]:
    """No code of ours opens a transaction within its own."""
    with watched_transactions():
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A migrated embedded PostgreSQL of this test process."""
    with open_place() as place:
        running = start_cluster(place)
        asyncio.run(migrate(running.owner_url, running.app_url))
        yield running
        stop_cluster(running)


def _patient(pool_size: int) -> DatabaseSettings:
    """Bear with a process that stands still for seconds, as one with thousands of tests does to collect garbage."""
    return DatabaseSettings(pool_size=pool_size, idle_in_transaction_s=60, transaction_s=120)


@pytest.fixture
async def database(cluster: Cluster) -> AsyncIterator[Database]:
    """The database as the application role sees it."""
    database = Database(cluster.app_url, _patient(5))
    yield database
    await database.close()


@pytest.fixture
async def owner_database(cluster: Cluster) -> AsyncIterator[Database]:
    """The database as the owner role sees it: everything. For checking what is really stored."""
    database = Database(cluster.owner_url, _patient(2))
    yield database
    await database.close()


@dataclass(frozen=True)
class Tenant:
    """A fresh organization with one member who may do everything in it."""

    organization_id: UUID
    user_id: UUID

    @property
    def principal(self) -> Principal:
        return Principal(OrganizationId(self.organization_id), UserId(self.user_id), permissions=frozenset({"admin"}))


async def make_tenant(database: Database) -> Tenant:
    """Insert an organization and a user, as the organization itself."""
    tenant = Tenant(new_id(), new_id())
    async with database.transaction(tenant.organization_id) as session:
        await session.execute(
            text("insert into organization (id, name, slug) values (:id, 'Test', :slug)"),
            {"id": tenant.organization_id, "slug": f"test-{tenant.organization_id}"},
        )
        await session.execute(
            text(
                "insert into user_account (id, organization_id, email, name) values (:id, :organization, :email, 'Ada')"
            ),
            {
                "id": tenant.user_id,
                "organization": tenant.organization_id,
                "email": f"ada-{tenant.user_id}@example.com",
            },
        )
    return tenant


@pytest.fixture
async def tenant(database: Database) -> Tenant:
    """An organization of this test's own."""
    return await make_tenant(database)


@pytest.fixture
async def other_tenant(database: Database) -> Tenant:
    """Somebody else's organization."""
    return await make_tenant(database)


@pytest.fixture
def organization(tenant: Tenant) -> UUID:
    """The id of this test's organization."""
    return tenant.organization_id


@pytest.fixture
def principal(tenant: Tenant) -> Principal:
    """A member of this test's organization who may do everything in it."""
    return tenant.principal
