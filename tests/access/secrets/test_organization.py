from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from pilothouse.access.secrets.organization import OrganizationSecrets
from pilothouse.access.secrets.seal import Seal, SecretDamaged, WrongEncryptionKey
from pilothouse.core.errors import InvalidInput
from pilothouse.db.engine import Database
from tests.conftest import Tenant

SEAL = Seal.generate()
SECRET = SecretStr("s3cret")  # not a secret


async def test_a_secret_is_kept_replaced_and_forgotten(database: Database, organization: UUID) -> None:
    async with database.transaction(organization) as session:
        secrets = OrganizationSecrets(session, organization, SEAL)
        assert await secrets.get("mail") is None
        assert await secrets.create("mail", SECRET) == SECRET
        assert await secrets.create("mail", SecretStr("late")) == SECRET
        await secrets.replace("mail", SecretStr("new"))
        await secrets.replace("other", SecretStr("first"))
    async with database.transaction(organization) as session:
        secrets = OrganizationSecrets(session, organization, SEAL)
        assert await secrets.get("mail") == SecretStr("new")
        assert await secrets.get("other") == SecretStr("first")
        await secrets.delete("mail")
        await secrets.delete("mail")
        assert await secrets.get("mail") is None


async def test_a_name_is_checked(database: Database, organization: UUID) -> None:
    async with database.transaction(organization) as session:
        with pytest.raises(InvalidInput):
            await OrganizationSecrets(session, organization, SEAL).get("Mail/../x")


async def test_organizations_do_not_see_each_others(
    database: Database, organization: UUID, other_tenant: Tenant
) -> None:
    async with database.transaction(organization) as session:
        await OrganizationSecrets(session, organization, SEAL).replace("mail", SECRET)
    async with database.transaction(other_tenant.organization_id) as session:
        assert await OrganizationSecrets(session, other_tenant.organization_id, SEAL).get("mail") is None
        assert await OrganizationSecrets(session, organization, SEAL).get("mail") is None


async def test_a_row_that_was_carried_elsewhere_does_not_open(
    database: Database, owner_database: Database, organization: UUID, other_tenant: Tenant
) -> None:
    async with database.transaction(organization) as session:
        await OrganizationSecrets(session, organization, SEAL).replace("mail", SECRET)
    async with owner_database.transaction() as session:
        await session.execute(
            text("update secret set organization_id = :theirs where organization_id = :mine"),
            {"theirs": other_tenant.organization_id, "mine": organization},
        )
    async with database.transaction(other_tenant.organization_id) as session:
        with pytest.raises(SecretDamaged):
            await OrganizationSecrets(session, other_tenant.organization_id, SEAL).get("mail")


async def test_another_key_does_not_open_it(database: Database, organization: UUID) -> None:
    async with database.transaction(organization) as session:
        await OrganizationSecrets(session, organization, SEAL).replace("mail", SECRET)
        with pytest.raises(WrongEncryptionKey):
            await OrganizationSecrets(session, organization, Seal.generate()).get("mail")
