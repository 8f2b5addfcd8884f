import io
import re
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import LargeBinary

from pilothouse.access.identity.organizations import export
from pilothouse.access.identity.organizations.export import OrganizationExport, readme, shown_columns
from pilothouse.core import json
from pilothouse.core.ids import new_id
from pilothouse.db.base import Base
from pilothouse.db.engine import Database
from pilothouse.storage.blobs import DiskBlobs
from tests.conftest import Tenant
from tests.db.test_security import TENANTS_TABLES, furnished  # noqa: F401 - a fixture

# Whoever adds a column that holds a credential, or a digest of one, sees here that it leaves no installation.
KEPT_BACK = {
    "account_token.token_hash", "agent_run.request_hash", "api_key.key_hash", "audit_body.sealed",
    "authenticator_app.sealed",
    "invitation.token_hash", "login_session.csrf_token", "login_session.family_hash", "login_session.previous_hash",
    "login_session.refresh_hash", "login_step.token_hash", "mission.request_hash", "notification.sealed",
    "notification_endpoint.sealed_address", "notification_endpoint.sealed_old_secret",
    "notification_endpoint.sealed_secret", "passkey.credential_id", "passkey.public_key", "recovery_code.code_hash",
    "secret.sealed", "security_event.fingerprint", "security_exception.fingerprint", "turn.request_hash",
    "user_account.password_hash",
}  # fmt: skip
# Words of a secret in names of what is none: ids, counts, the visible beginning of keys, keys of rows.
NONE = {"api_key_id", "api_key_name", "email_key", "idempotency_key", "key", "key_hints", "old_secret_until",
        "source_key", "first_token_ms"}  # fmt: skip


@pytest.fixture
def blobs(tmp_path: Path) -> DiskBlobs:
    return DiskBlobs(tmp_path / "blobs")


async def exported(database: Database, blobs: DiskBlobs, organization: UUID) -> ZipFile:
    chunks = [chunk async for chunk in OrganizationExport(database, blobs, organization).open()]
    return ZipFile(io.BytesIO(b"".join(chunks)))


def rows_of(archive: ZipFile, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.read(f"tables/{table}.ndjson").splitlines()]


class TestContents:
    async def test_are_rows_of_every_table(self, furnished: UUID, database: Database, blobs: DiskBlobs) -> None:
        archive = await exported(database, blobs, furnished)
        assert {name for name in archive.namelist() if name.startswith("tables/")} == {
            f"tables/{name}.ndjson" for name in [*TENANTS_TABLES, "organization"]
        }
        for name in TENANTS_TABLES:
            assert {row["organization_id"] for row in rows_of(archive, name)} == {str(furnished)}, name

    async def test_are_of_one_organization(
        self, tenant: Tenant, other_tenant: Tenant, database: Database, blobs: DiskBlobs
    ) -> None:
        await blobs.put(other_tenant.organization_id, b"theirs", 100)
        archive = await exported(database, blobs, tenant.organization_id)
        assert [row["id"] for row in rows_of(archive, "user_account")] == [str(tenant.user_id)]
        assert [name for name in archive.namelist() if name.startswith("files/")] == []

    async def test_are_files_under_their_hash(self, tenant: Tenant, database: Database, blobs: DiskBlobs) -> None:
        kept = {(await blobs.put(tenant.organization_id, text, 100)).sha256: text for text in (b"one", b"two", b"")}
        archive = await exported(database, blobs, tenant.organization_id)
        files = [name for name in archive.namelist() if name.startswith("files/")]
        assert {name.removeprefix("files/"): archive.read(name) for name in files} == kept

    async def test_are_read_page_by_page(
        self, tenant: Tenant, database: Database, blobs: DiskBlobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "_ROWS", 2)
        async with database.transaction(tenant.organization_id) as session:
            teams = [{"id": new_id(), "organization_id": tenant.organization_id, "name": f"{n}"} for n in range(5)]
            await session.execute(Base.metadata.tables["team"].insert(), teams)
        archive = await exported(database, blobs, tenant.organization_id)
        assert [row["name"] for row in rows_of(archive, "team")] == ["0", "1", "2", "3", "4"]

    async def test_say_what_they_are(self, tenant: Tenant, database: Database, blobs: DiskBlobs) -> None:
        text = (await exported(database, blobs, tenant.organization_id)).read("README.txt").decode()
        assert "SHA-256" in text
        for name in TENANTS_TABLES:
            assert f"\n  {name} " in text, name


class TestSecrets:
    def test_are_kept_back_whatever_table_they_stand_in(self) -> None:
        tables = [Base.metadata.tables[name] for name in [*TENANTS_TABLES, "organization"]]
        hidden = {
            f"{table.name}.{each.name}" for table in tables for each in {*table.columns} - {*shown_columns(table)}
        }
        assert hidden == KEPT_BACK

    def test_hide_behind_no_other_name(self) -> None:
        suspicious = re.compile("hash|token(?!s)|secret|password|seal|csrf|key")
        for table in (Base.metadata.tables[name] for name in TENANTS_TABLES if not name.startswith("audit_")):
            for column in shown_columns(table):
                assert not suspicious.search(column.name) or column.name in NONE, f"{table.name}.{column.name}"
                assert not isinstance(column.type, LargeBinary), f"{table.name}.{column.name}"

    def test_leave_the_key_that_a_table_is_paged_by(self) -> None:
        for name in TENANTS_TABLES:
            table = Base.metadata.tables[name]
            assert {*table.primary_key.columns} <= {*shown_columns(table)}, name


def test_every_table_says_what_it_holds() -> None:
    text = readme([Base.metadata.tables[name] for name in TENANTS_TABLES])
    for line in text.partition("Tables:")[2].split("\n  ")[1:]:
        assert len(line.split(maxsplit=1)) == 2, line
