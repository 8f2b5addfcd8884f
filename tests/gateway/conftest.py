"""A process with a lease, its way to the ledger, and the books of this test's organization."""

from collections.abc import AsyncIterator

import pytest
from tests.gateway.books import Books, enrol

from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.functions import LedgerFunctions
from pilothouse.gateway.ledger.service import Accountant


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
