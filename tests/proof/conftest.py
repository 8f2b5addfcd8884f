"""A client and the books of whatever `fleet` a module of proofs starts."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from pilothouse.db.engine import Database

from .fleet import Books, Client, Fleet


@pytest.fixture
async def client(fleet: Fleet) -> AsyncIterator[Client]:
    client = Client(fleet)
    await client.sign_in()
    yield client
    await client.close()


@pytest.fixture
async def books(fleet: Fleet, client: Client) -> AsyncIterator[Books]:
    me = await client.call("GET", "/api/v1/auth/me")
    database = Database(fleet.cluster.app_url)
    yield Books(database, UUID(me["data"]["organization"]["id"]), fleet.sink)
    await database.close()
