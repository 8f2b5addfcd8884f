import pytest

from pilothouse.db.engine import Database
from tests.access.audit.entries import Owner
from tests.conftest import Tenant


@pytest.fixture
def owner(owner_database: Database, tenant: Tenant) -> Owner:
    return Owner(owner_database, tenant.organization_id)
