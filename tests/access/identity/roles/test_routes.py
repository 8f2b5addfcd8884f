from typing import Any

import httpx2
import pytest

from pilothouse.access.identity.errors import BeyondYourPermissions
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.roles.schemas import RoleCreate
from pilothouse.core.ids import UserId, new_id
from pilothouse.core.principal import Principal
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
