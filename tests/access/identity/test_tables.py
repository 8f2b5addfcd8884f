"""The application role, with raw SQL, against another organization's people and keys."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.invitations.schemas import InvitationCreate
from pilothouse.access.identity.teams.schemas import TeamCreate
from pilothouse.access.settings import AccessSettings
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, Member

TABLES = ["organization", "user_account", "role", "user_role", "login_session", "api_key", "team", "team_member",
          "audit_event", "account_token", "invitation"]  # fmt: skip


@pytest.fixture
async def _everything(identity: Identity, member: Member) -> None:
    """A row of this organization in every table."""
    await identity.logins.login(member.email, PASSWORD)
    await identity.api_keys.create(member.principal, ApiKeyCreate(name="key"))
    team = await identity.teams.create(member.principal, TeamCreate(name="Deck"))
    await identity.teams.add_member(member.principal, team.id, member.user_id)
    await identity.recovery.send_link(member.email)
    await identity.invitations.create(member.principal, InvitationCreate(email=f"guest-{member.user_id}@example.com"))


@pytest.fixture
def settings() -> AccessSettings:
    return AccessSettings(sign_up="invite")


@pytest.mark.usefixtures("_everything")
@pytest.mark.parametrize("table", TABLES)
class TestRowLevelSecurity:
    async def test_shows_an_organization_its_own(self, database: Database, member: Member, table: str) -> None:
        async with database.transaction(member.organization_id) as session:
            assert await session.scalar(text(f"select count(*) from {table}")) > 0

    async def test_shows_nobody_nothing(self, database: Database, table: str) -> None:
        async with database.transaction() as session:
            assert await session.scalar(text(f"select count(*) from {table}")) == 0

    async def test_hides_the_rows_of_others(
        self, database: Database, member: Member, stranger: Member, table: str
    ) -> None:
        column = "id" if table == "organization" else "organization_id"
        theirs = {"theirs": member.organization_id}
        async with database.transaction(stranger.organization_id) as session:
            seen = await session.scalar(text(f"select count(*) from {table} where {column} = :theirs"), theirs)
            assert seen == 0
            if table != "audit_event":  # which may not be changed at all
                changed = await session.execute(
                    text(f"update {table} set {column} = {column} where {column} = :theirs"), theirs
                )
                deleted = await session.execute(text(f"delete from {table} where {column} = :theirs"), theirs)
                assert (changed.rowcount, deleted.rowcount) == (0, 0)


async def test_nobody_writes_into_another_organization(database: Database, member: Member, stranger: Member) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(stranger.organization_id) as session:
            await session.execute(
                text("insert into team (id, organization_id, name) values (gen_random_uuid(), :theirs, 'Mine now')"),
                {"theirs": member.organization_id},
            )
