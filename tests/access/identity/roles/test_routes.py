from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.errors import BeyondYourPermissions
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.roles.schemas import RoleCreate, RoleUpdate
from pilothouse.access.identity.users.schemas import UserCreate
from pilothouse.core.ids import UserId, new_id
from pilothouse.core.principal import PERMISSIONS, Principal
from pilothouse.db.engine import Database
from tests.access.conftest import Member, code_of

ROLES = "/api/v1/roles"
ANALYST = {"name": "analyst", "permissions": ["missions:run", "files:read"]}


async def make_role(browser: httpx2.AsyncClient) -> dict[str, Any]:
    return (await browser.post(ROLES, json=ANALYST)).json()["data"]


class TestRoles:
    async def test_begin_with_three(self, browser: httpx2.AsyncClient) -> None:
        roles = (await browser.get(ROLES)).json()["data"]
        assert [role["name"] for role in roles] == ["user", "developer", "admin"]
        assert all(role["is_builtin"] for role in roles)

    async def test_can_be_added_and_given(self, browser: httpx2.AsyncClient) -> None:
        made = await make_role(browser)
        assert (made["permissions"], made["is_builtin"]) == (["files:read", "missions:run"], False)
        form = {"email": f"{new_id()}@example.com", "name": "Bob", "password": "three quiet owls", "roles": ["analyst"]}
        assert (await browser.post("/api/v1/users", json=form)).json()["data"]["roles"] == ["analyst"]
        assert code_of(await browser.delete(f"{ROLES}/{made['id']}")) == (409, "conflict")

    async def test_can_be_taken_away_when_nobody_holds_them(self, browser: httpx2.AsyncClient) -> None:
        made = await make_role(browser)
        assert (await browser.delete(f"{ROLES}/{made['id']}")).status_code == 200
        assert code_of(await browser.delete(f"{ROLES}/{made['id']}")) == (404, "not_found")

    async def test_that_are_built_in_stay(self, browser: httpx2.AsyncClient) -> None:
        built_in = (await browser.get(ROLES)).json()["data"][0]
        assert code_of(await browser.delete(f"{ROLES}/{built_in['id']}")) == (409, "conflict")

    @pytest.mark.parametrize(
        ("change", "status"),
        [({"name": "Admin"}, 422), ({"name": "admin"}, 409), ({"permissions": []}, 422),
         ({"permissions": ["steam:vent"]}, 422), ({"is_builtin": True}, 422)],
    )  # fmt: skip
    async def test_are_checked(self, browser: httpx2.AsyncClient, change: dict[str, Any], status: int) -> None:
        assert (await browser.post(ROLES, json=ANALYST | change)).status_code == status

    async def test_grant_no_more_than_their_maker_holds(self, identity: Identity, member: Member) -> None:
        clerk = Principal(member.principal.organization_id, UserId(new_id()), permissions=frozenset({"users:write"}))
        with pytest.raises(BeyondYourPermissions):
            await identity.roles.create(clerk, RoleCreate(name="captain", permissions=["admin"]))

    async def test_of_strangers_are_not_there(
        self, browser: httpx2.AsyncClient, identity: Identity, stranger: Member
    ) -> None:
        theirs = await identity.roles.create(stranger.principal, RoleCreate(**ANALYST))
        assert code_of(await browser.delete(f"{ROLES}/{theirs.id}")) == (404, "not_found")


class TestUpdate:
    async def test_changes_name_and_permissions_of_those_who_hold_it_at_once(
        self, browser: httpx2.AsyncClient, identity: Identity, member: Member
    ) -> None:
        made = await make_role(browser)
        form = {"email": f"{new_id()}@example.com", "name": "Bob", "password": "three quiet owls", "roles": ["analyst"]}
        bob = (await browser.post("/api/v1/users", json=form)).json()["data"]
        change = {"name": "clerk", "permissions": ["budgets:read"]}
        changed = (await browser.patch(f"{ROLES}/{made['id']}", json=change)).json()["data"]
        assert (changed["name"], changed["permissions"], changed["holders"]) == ("clerk", ["budgets:read"], 1)
        assert (await browser.get(f"/api/v1/users/{bob['id']}")).json()["data"]["roles"] == ["clerk"]

    async def test_leaves_what_is_not_named(self, browser: httpx2.AsyncClient) -> None:
        made = await make_role(browser)
        changed = (await browser.patch(f"{ROLES}/{made['id']}", json={"name": "clerk"})).json()["data"]
        assert changed["permissions"] == made["permissions"]

    async def test_is_written_with_what_was_before(self, browser: httpx2.AsyncClient, database: Database) -> None:
        made = await make_role(browser)
        await browser.patch(f"{ROLES}/{made['id']}", json={"permissions": ["files:read"]})
        async with database.transaction(UUID((await me(browser))["organization"]["id"])) as session:
            event = (await session.scalars(select(AuditEvent).where(AuditEvent.action == "role.update"))).one()
        assert event.changes == {"permissions": [["files:read", "missions:run"], ["files:read"]]}

    @pytest.mark.parametrize(
        ("change", "status"),
        [({"name": "admin"}, 409), ({"name": "Big"}, 422), ({"permissions": []}, 422),
         ({"permissions": ["steam:vent"]}, 422), ({"is_builtin": True}, 422)],
        ids=str,
    )  # fmt: skip
    async def test_is_checked(self, browser: httpx2.AsyncClient, change: dict[str, Any], status: int) -> None:
        made = await make_role(browser)
        assert (await browser.patch(f"{ROLES}/{made['id']}", json=change)).status_code == status

    async def test_leaves_built_in_roles_as_they_are(self, browser: httpx2.AsyncClient) -> None:
        built_in = (await browser.get(ROLES)).json()["data"][0]
        change = {"permissions": ["files:read"]}
        assert code_of(await browser.patch(f"{ROLES}/{built_in['id']}", json=change)) == (409, "conflict")

    async def test_gives_and_takes_no_more_than_one_holds(self, identity: Identity, member: Member) -> None:
        strong = await identity.roles.create(member.principal, RoleCreate(name="strong", permissions=["budgets:write"]))
        clerks = await identity.roles.create(
            member.principal, RoleCreate(name="clerks", permissions=["users:write", "files:read"])
        )
        form = UserCreate(email=f"{new_id()}@example.com", name="Bob", password="three quiet owls", roles=["clerks"])
        made = await identity.users.create(member.principal, form)
        clerk = Principal(
            member.principal.organization_id, UserId(made.id), permissions=frozenset({"users:write", "files:read"})
        )
        with pytest.raises(BeyondYourPermissions):
            await identity.roles.update(clerk, strong.id, RoleUpdate(permissions=["files:read"]))
        with pytest.raises(BeyondYourPermissions):
            await identity.roles.update(clerk, clerks.id, RoleUpdate(permissions=["users:write", "admin"]))
        assert (await identity.roles.update(clerk, clerks.id, RoleUpdate(name="pursers"))).name == "pursers"

    async def test_knows_no_role_of_strangers(
        self, browser: httpx2.AsyncClient, identity: Identity, stranger: Member
    ) -> None:
        theirs = await identity.roles.create(stranger.principal, RoleCreate(**ANALYST))
        assert code_of(await browser.patch(f"{ROLES}/{theirs.id}", json={"name": "mine"})) == (404, "not_found")


class TestPermissions:
    async def test_are_all_explained(self, browser: httpx2.AsyncClient) -> None:
        told = (await browser.get("/api/v1/permissions")).json()["data"]
        assert {each["name"] for each in told} == PERMISSIONS
        assert all(each["meaning"] for each in told)


async def me(browser: httpx2.AsyncClient) -> dict[str, Any]:
    return (await browser.get("/api/v1/auth/me")).json()["data"]
