import pytest
from sqlalchemy import text

from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.recovery.schemas import PasswordChange
from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.settings import AccessSettings
from pilothouse.core.errors import Conflict, Unavailable
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, Mailboxes, Member

NEW = "five red foxes sleeping"


async def set_column(database: Database, member: Member, change: str) -> None:
    async with database.transaction(member.organization_id) as session:
        await session.execute(text(f"update user_account set {change}"))


class TestServiceAccounts:
    async def test_have_no_password_to_choose(
        self, identity: Identity, member: Member, database: Database, mailboxes: Mailboxes
    ) -> None:
        await set_column(database, member, "kind = 'service'")
        await identity.recovery.send_link(member.email)
        assert await mailboxes.of(member.email) == []
        with pytest.raises(Conflict):
            await identity.recovery.make_link(member.principal, member.user_id)


class TestChange:
    async def test_is_not_for_somebody_who_was_deactivated_meanwhile(
        self, identity: Identity, member: Member, database: Database
    ) -> None:
        await set_column(database, member, "is_active = false")
        with pytest.raises(NotSignedIn):
            await identity.recovery.change(member.principal, PasswordChange(current_password=PASSWORD, password=NEW))


class TestWithoutMail:
    async def test_changes_nothing_that_nobody_would_be_told_of(
        self, database: Database, key_store: FileSecrets, member: Member
    ) -> None:
        identity = Identity(database, AccessSettings(), key_store)
        with pytest.raises(Unavailable, match="no mail"):
            await identity.recovery.change(member.principal, PasswordChange(current_password=PASSWORD, password=NEW))
        assert (await identity.logins.login(member.email, PASSWORD)).me.email == member.email
