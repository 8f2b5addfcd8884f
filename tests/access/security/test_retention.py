from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from pilothouse.access.security import retention
from pilothouse.access.security.events.recorder import EventRecorder
from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.access.security.retention import Retention
from pilothouse.db.engine import Database
from tests.access.security.events.test_recorder import note_of
from tests.conftest import Tenant


@pytest.fixture
async def four(database: Database, owner_database: Database, tenant: Tenant) -> UUID:
    """An organization with four events, three of them forty days old."""
    async with EventRecorder(database).running() as recorder:
        for _ in range(4):
            recorder.put(await note_of(tenant.principal))
        await recorder.written()
    async with owner_database.transaction() as session:
        mine = "select id from security_event where organization_id = :mine order by id limit 3"
        await session.execute(
            text(f"update security_event set at = at - make_interval(days => 40) where id in ({mine})"),
            {"mine": tenant.organization_id},
        )
    return tenant.organization_id


async def left(database: Database, organization: UUID) -> int:
    async with database.transaction(organization) as session:
        return await session.scalar(select(func.count()).select_from(SecurityEvent)) or 0


class TestRetention:
    async def test_erases_what_is_older_batch_by_batch(
        self, database: Database, four: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(retention, "_AT_ONCE", 2)
        await Retention(database, keep_days=30).once()
        assert await left(database, four) == 1

    @pytest.mark.parametrize("keep_days", [0, 50])
    async def test_keeps_what_is_not(self, database: Database, four: UUID, keep_days: int) -> None:
        await Retention(database, keep_days).once()
        assert await left(database, four) == 4
