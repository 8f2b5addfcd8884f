"""Roles as the service keeps them: what is granted, what is refused and what is written down."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.credential_cache import CredentialCache, Known
from pilothouse.access.identity.errors import BeyondYourPermissions, LastAdministrator, NameTaken
from pilothouse.access.identity.roles.repository import RoleRepository
from pilothouse.access.identity.roles.schemas import RoleCreate, RoleUpdate
from pilothouse.access.identity.roles.service import RoleService
from pilothouse.access.identity.tables import Organization, UserRole
from pilothouse.core.errors import Conflict, NotFound
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.access.conftest import FrozenClock, Member

CALLER = Caller("203.0.113.7", "curl/8")
ANALYST = RoleCreate(name="analyst", permissions=["missions:run", "files:read"])


@pytest.fixture
def cache(clock: FrozenClock) -> CredentialCache:
    return CredentialCache(60, clock)


@pytest.fixture
def roles(database: Database, cache: CredentialCache) -> RoleService:
    return RoleService(database, cache)


def weaker(member: Member, *permissions: str) -> Principal:
    """Return somebody of the organization who holds a few permissions."""
    mine = member.principal
    return Principal(mine.organization_id, mine.user_id, permissions=frozenset({"users:write", *permissions}))


async def entries(database: Database, organization: UUID) -> Sequence[AuditEvent]:
    async with database.transaction(organization) as session:
        return (await session.scalars(select(AuditEvent).order_by(AuditEvent.seq))).all()


class TestList:
    async def test_turns_pages_and_counts_who_holds_each(self, roles: RoleService, member: Member) -> None:
        await roles.create(member.principal, ANALYST)
        first = await roles.list(member.principal, 3)
        assert [(role.name, role.holders, role.is_builtin) for role in first.items] == [
            ("user", 0, True), ("developer", 0, True), ("admin", 1, True),
        ]  # fmt: skip
        rest = await roles.list(member.principal, 3, first.next_cursor)
        assert ([role.name for role in rest.items], rest.next_cursor) == (["analyst"], None)


class TestCreate:
    async def test_makes_one_that_nobody_holds_yet(
        self, roles: RoleService, database: Database, member: Member
    ) -> None:
        made = await roles.create(member.principal, ANALYST, CALLER)
        assert (made.name, made.permissions) == ("analyst", ["files:read", "missions:run"])
        assert (made.is_builtin, made.holders) == (False, 0)
        (entry,) = await entries(database, member.organization_id)
        assert (entry.action, entry.resource, entry.ip_address) == ("role.create", f"role:{made.id}", "203.0.113.7")
        assert entry.actor_id == member.user_id
        assert entry.changes == {"name": [None, "analyst"], "permissions": [None, ["files:read", "missions:run"]]}

    async def test_grants_nothing_that_its_maker_does_not_hold(self, roles: RoleService, member: Member) -> None:
        with pytest.raises(BeyondYourPermissions):
            await roles.create(weaker(member, "files:read"), ANALYST)

    async def test_takes_no_name_twice(self, roles: RoleService, member: Member) -> None:
        await roles.create(member.principal, ANALYST)
        with pytest.raises(NameTaken, match=r"^There is a role analyst already\.$"):
            await roles.create(member.principal, ANALYST)


class TestUpdate:
    async def test_changes_what_is_named_and_writes_it_down(
        self, roles: RoleService, database: Database, member: Member
    ) -> None:
        made = await roles.create(member.principal, ANALYST)
        changed = await roles.update(member.principal, made.id, RoleUpdate(permissions=["budgets:read"]), CALLER)
        assert (changed.id, changed.name, changed.permissions) == (made.id, "analyst", ["budgets:read"])
        renamed = await roles.update(member.principal, made.id, RoleUpdate(name="clerk"))
        assert (renamed.name, renamed.permissions) == ("clerk", ["budgets:read"])
        _, first, second = await entries(database, member.organization_id)
        assert (first.action, first.resource, first.ip_address) == ("role.update", f"role:{made.id}", "203.0.113.7")
        assert first.changes == {"permissions": [["files:read", "missions:run"], ["budgets:read"]]}
        assert second.changes == {"name": ["analyst", "clerk"]}

    async def test_is_felt_at_once_in_its_organization_alone(
        self, roles: RoleService, cache: CredentialCache, member: Member, stranger: Member
    ) -> None:
        made = await roles.create(member.principal, ANALYST)
        checked: list[str] = []
        people = {"ours": member.principal, "theirs": stranger.principal}

        async def check(credential: str) -> Known:
            checked.append(credential)
            return Known(people[credential])

        for _ in range(2):
            for credential in people:
                await cache.get(credential, check)
            await roles.update(member.principal, made.id, RoleUpdate(name="clerk"))
        assert checked == ["ours", "theirs", "ours"]

    async def test_takes_no_name_of_another_role(self, roles: RoleService, member: Member) -> None:
        made = await roles.create(member.principal, ANALYST)
        with pytest.raises(NameTaken, match=r"^There is a role admin already\.$"):
            await roles.update(member.principal, made.id, RoleUpdate(name="admin"))

    @pytest.mark.parametrize("change", [{"permissions": ["budgets:write"]}, {"name": "mine"}], ids=["gives", "touches"])
    async def test_goes_by_what_its_maker_holds_at_this_moment(
        self, roles: RoleService, owner_database: Database, member: Member, change: dict[str, list[str]]
    ) -> None:
        """Not by what they held when they came."""
        made = await roles.create(member.principal, RoleCreate(name="strong", permissions=["budgets:read"]))
        statement = (
            "update user_role set role_id = (select id from role r where r.organization_id = :mine and r.name = 'user')"
        )
        async with owner_database.transaction() as session:
            await session.execute(
                text(f"{statement} where user_id = :user"), {"mine": member.organization_id, "user": member.user_id}
            )
            await session.execute(text("update role set permissions = '{audit:read}' where id = :id"), {"id": made.id})
        with pytest.raises(BeyondYourPermissions):
            await roles.update(member.principal, made.id, RoleUpdate(**change))

    async def test_leaves_an_administrator(
        self, roles: RoleService, owner_database: Database, database: Database, member: Member
    ) -> None:
        own = await roles.create(member.principal, RoleCreate(name="owner", permissions=["admin"]))
        async with owner_database.transaction() as session:
            mine = {"role": own.id, "user": member.user_id}
            await session.execute(text("update user_role set role_id = :role where user_id = :user"), mine)
        with pytest.raises(LastAdministrator):
            await roles.update(member.principal, own.id, RoleUpdate(permissions=["users:write"]))
        kept = await roles.update(member.principal, own.id, RoleUpdate(name="captain", permissions=["admin"]))
        assert (kept.name, kept.permissions, kept.holders) == ("captain", ["admin"], 1)

    async def test_waits_for_another_change_of_who_may_what(
        self, roles: RoleService, database: Database, member: Member, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """So that two do not each leave the other as the last administrator."""
        made = await roles.create(member.principal, ANALYST)
        free: list[UUID] = []
        rename = RoleRepository.rename

        async def renamed(repository: RoleRepository, *arguments: Any) -> None:
            async with database.transaction(member.organization_id) as beside:
                free.extend(await beside.scalars(select(Organization.id).with_for_update(skip_locked=True)))
            await rename(repository, *arguments)

        monkeypatch.setattr(RoleRepository, "rename", renamed)
        await roles.update(member.principal, made.id, RoleUpdate(name="clerk"))
        assert free == []


class TestDelete:
    async def test_takes_it_away_and_writes_it_down(
        self, roles: RoleService, database: Database, member: Member
    ) -> None:
        made = await roles.create(member.principal, ANALYST)
        await roles.delete(member.principal, made.id, CALLER)
        assert [role.name for role in (await roles.list(member.principal, 9)).items] == ["user", "developer", "admin"]
        _, entry = await entries(database, member.organization_id)
        assert (entry.action, entry.resource, entry.ip_address) == ("role.delete", f"role:{made.id}", "203.0.113.7")
        assert entry.changes == {"name": ["analyst", None], "permissions": [["files:read", "missions:run"], None]}

    async def test_leaves_one_that_somebody_holds(
        self, roles: RoleService, owner_database: Database, member: Member
    ) -> None:
        made = await roles.create(member.principal, ANALYST)
        async with owner_database.transaction() as session:
            mine = {"role": made.id, "user": member.user_id}
            await session.execute(text("update user_role set role_id = :role where user_id = :user"), mine)
        with pytest.raises(Conflict, match=r"^Somebody holds the role analyst; take it from them first\.$"):
            await roles.delete(member.principal, made.id)


class TestThoseThatAreBuiltIn:
    async def test_stay_as_they_are(self, roles: RoleService, member: Member) -> None:
        built_in = (await roles.list(member.principal, 1)).items[0]
        says = r"^The role user is built in and stays as it is\. Make one of your own\.$"
        with pytest.raises(Conflict, match=says):
            await roles.update(member.principal, built_in.id, RoleUpdate(name="other"))
        with pytest.raises(Conflict, match=says):
            await roles.delete(member.principal, built_in.id)


class TestThoseOfStrangers:
    async def test_are_not_there(self, roles: RoleService, member: Member, stranger: Member) -> None:
        theirs = await roles.create(stranger.principal, ANALYST)
        with pytest.raises(NotFound):
            await roles.update(member.principal, theirs.id, RoleUpdate(name="mine"))
        with pytest.raises(NotFound):
            await roles.delete(member.principal, theirs.id)


class TestIsHeld:
    async def test_by_whoever_has_the_role(self, roles: RoleService, member: Member, stranger: Member) -> None:
        await roles.create(member.principal, ANALYST)
        held = [await roles.is_held(member.principal, name) for name in ("admin", "developer", "analyst", "no such")]
        assert held == [True, False, False, False]
        assert await roles.is_held(stranger.principal, "admin")

    async def test_by_no_key_that_may_do_less_than_the_role_grants(self, roles: RoleService, member: Member) -> None:
        assert not await roles.is_held(weaker(member, "missions:run"), "admin")

    async def test_by_a_key_that_may_all_that_the_role_grants(
        self, roles: RoleService, member: Member, database: Database
    ) -> None:
        mine = member.principal
        role = await roles.create(mine, ANALYST)
        async with database.transaction(mine.organization_id) as session:
            session.add(UserRole(organization_id=mine.organization_id, user_id=mine.user_id, role_id=role.id))
        assert await roles.is_held(weaker(member, "missions:run", "files:read"), "analyst")
        assert not await roles.is_held(weaker(member, "missions:run"), "analyst")
