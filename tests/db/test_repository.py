from datetime import UTC, datetime

import pytest

import pilothouse.main  # noqa: F401 - declares every table
from pilothouse.core.errors import NotFound
from pilothouse.core.ids import new_id
from pilothouse.db.repository import Repository
from pilothouse.runtime.files.tables import StoredFile


class Files(Repository[StoredFile]):
    table = StoredFile
    noun = "file"


@pytest.fixture
async def file(database, tenant) -> StoredFile:
    async with database.transaction(tenant.organization_id) as session:
        return await Files(session).add(
            StoredFile(
                organization_id=tenant.organization_id,
                created_by_id=tenant.user_id,
                name="a.csv",
                media_type="text/csv",
                size_bytes=1,
                sha256="0",
            )
        )


class TestRepository:
    async def test_finds_a_row_of_ones_own(self, database, tenant, file) -> None:
        async with database.transaction(tenant.organization_id) as session:
            assert (await Files(session).get(tenant.principal, file.id)).name == "a.csv"

    async def test_reads_back_what_the_database_filled_in(self, file) -> None:
        assert file.created_at.tzinfo is not None

    async def test_does_not_find_a_row_of_another_organization(self, database, other_tenant, file) -> None:
        async with database.transaction(other_tenant.organization_id) as session:
            with pytest.raises(NotFound, match=f"There is no file {file.id}"):
                await Files(session).get(other_tenant.principal, file.id)

    async def test_does_not_find_it_even_where_the_database_would_show_it(
        self, owner_database, other_tenant, file
    ) -> None:
        async with owner_database.transaction() as session:
            with pytest.raises(NotFound):
                await Files(session).get(other_tenant.principal, file.id)

    async def test_answers_the_same_for_what_does_not_exist(self, database, tenant, file) -> None:
        missing = new_id()
        async with database.transaction(tenant.organization_id) as session:
            with pytest.raises(NotFound, match=f"There is no file {missing}"):
                await Files(session).get(tenant.principal, missing)

    async def test_does_not_find_what_was_deleted(self, database, tenant, file) -> None:
        async with database.transaction(tenant.organization_id) as session:
            (await Files(session).get(tenant.principal, file.id)).deleted_at = datetime.now(UTC)
        async with database.transaction(tenant.organization_id) as session:
            with pytest.raises(NotFound):
                await Files(session).get(tenant.principal, file.id)
