from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from pilothouse.access.identity.organizations import erasing
from pilothouse.access.identity.organizations.erasing import Erasure
from pilothouse.db.engine import Database
from pilothouse.storage.blobs import DiskBlobs
from tests.conftest import Tenant, make_tenant
from tests.db.test_security import METADATA, TENANTS_TABLES, a_row


@pytest.fixture
def blobs(tmp_path: Path) -> DiskBlobs:
    return DiskBlobs(tmp_path / "blobs")


async def furnish(owner_database: Database, blobs: DiskBlobs, organization: UUID) -> None:
    """Give an organization a row in every table, and a file."""
    made: dict[str, dict[str, object]] = {"organization": {"id": organization}}
    async with owner_database.transaction() as session:
        for table in METADATA.sorted_tables:
            if table.name in TENANTS_TABLES:
                insert, made[table.name] = a_row(table.name, organization, made)
                await session.execute(insert, made[table.name])
    await blobs.put(organization, b"some content", 100)


async def come_due(owner_database: Database, organization: UUID) -> None:
    async with owner_database.transaction() as session:
        statement = "update organization set erases_at = now() - interval '1 second' where id = :id"
        await session.execute(text(statement), {"id": organization})


async def rows(owner_database: Database, organization: UUID) -> dict[str, int]:
    """Count an organization's rows in every table that has any."""
    counts = {}
    async with owner_database.transaction() as session:
        for name in [*TENANTS_TABLES, "organization"]:
            column = "id" if name == "organization" else "organization_id"
            counted = f"select count(*) from {name} where {column} = :id"
            counts[name] = await session.scalar(text(counted), {"id": organization})
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
async def leaving(owner_database: Database, database: Database, blobs: DiskBlobs) -> Tenant:
    """An organization with a row in every table, whose time has come."""
    tenant = await make_tenant(database)
    await furnish(owner_database, blobs, tenant.organization_id)
    await come_due(owner_database, tenant.organization_id)
    return tenant


@pytest.fixture
async def staying(owner_database: Database, database: Database, blobs: DiskBlobs) -> AsyncIterator[Tenant]:
    """Another one with as much."""
    tenant = await make_tenant(database)
    await furnish(owner_database, blobs, tenant.organization_id)
    yield tenant
    await come_due(owner_database, tenant.organization_id)
    await Erasure(database, [blobs.erase]).once()


class TestErasure:
    async def test_leaves_nothing_in_any_table_and_no_file(
        self, leaving: Tenant, staying: Tenant, database: Database, owner_database: Database, blobs: DiskBlobs,
        tmp_path: Path,
    ) -> None:  # fmt: skip
        before = await rows(owner_database, staying.organization_id)
        assert set(before) == {*TENANTS_TABLES, "organization"}
        await Erasure(database, [blobs.erase]).once()
        assert await rows(owner_database, leaving.organization_id) == {}
        assert not (tmp_path / "blobs" / str(leaving.organization_id)).exists()
        assert await rows(owner_database, staying.organization_id) == before
        assert [name async for name in blobs.names(staying.organization_id)] != []

    async def test_leaves_the_end_of_the_chain_and_that_it_happened(
        self, leaving: Tenant, database: Database, owner_database: Database, blobs: DiskBlobs
    ) -> None:
        mine = {"id": leaving.organization_id}
        async with owner_database.transaction() as session:
            end = "select last_seq, last_hash from audit_chain where organization_id = :id"
            before = (await session.execute(text(end), mine)).one()
        await Erasure(database, [blobs.erase]).once()
        async with owner_database.transaction() as session:
            left = (await session.execute(text("select * from erased_organization where id = :id"), mine)).one()
        assert (left.last_seq, left.last_hash) == tuple(before)
        assert left.erased_at is not None
        assert len(left) == 4

    async def test_goes_on_where_it_was_broken_off(
        self, leaving: Tenant, database: Database, owner_database: Database, blobs: DiskBlobs,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(erasing, "_AT_ONCE", 1)
        erasure = Erasure(database, [blobs.erase])
        for name in erasing.tables_of_tenants()[:10]:
            await erasure._erase_rows(leaving.organization_id, name)
        await erasure.once()
        assert await rows(owner_database, leaving.organization_id) == {}

    async def test_is_not_held_up_by_one_that_cannot_be_erased(
        self, leaving: Tenant, staying: Tenant, database: Database, owner_database: Database, blobs: DiskBlobs,
        caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        await come_due(owner_database, staying.organization_id)

        async def fail(organization: UUID) -> None:
            if organization == leaving.organization_id:
                raise OSError("the disk is away")

        await Erasure(database, [fail, blobs.erase]).once()
        assert await rows(owner_database, staying.organization_id) == {}
        assert len(await rows(owner_database, leaving.organization_id)) > len(TENANTS_TABLES)
        assert str(leaving.organization_id) in caplog.text
        await Erasure(database, [blobs.erase]).once()
        assert await rows(owner_database, leaving.organization_id) == {}

    async def test_touches_nobody_before_their_time(
        self, staying: Tenant, database: Database, owner_database: Database, blobs: DiskBlobs
    ) -> None:
        before = await rows(owner_database, staying.organization_id)
        async with owner_database.transaction() as session:
            later = "update organization set erases_at = now() + interval '1 hour' where id = :id"
            await session.execute(text(later), {"id": staying.organization_id})
        await Erasure(database, [blobs.erase]).once()
        async with database.transaction() as session:
            for question in ("access_erase_rows(:id, 'team', 100)", "access_finish_erasure(:id)"):
                assert not await session.scalar(text(f"select {question}"), {"id": staying.organization_id})
        assert await rows(owner_database, staying.organization_id) == before
