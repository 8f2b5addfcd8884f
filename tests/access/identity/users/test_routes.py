import asyncio
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.errors import BeyondYourPermissions
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.roles.schemas import RoleCreate
from pilothouse.access.identity.users.schemas import UserCreate, UserUpdate
from pilothouse.core.errors import PilothouseError
from pilothouse.core.ids import UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, Member, code_of, make_member, sign_in
from tests.conftest import make_tenant

USERS, LOGIN, ME = "/api/v1/users", "/api/v1/auth/login", "/api/v1/auth/me"


def form(**fields: Any) -> dict[str, Any]:
    return {"email": f"{new_id()}@example.com", "name": "Bob", "password": "three quiet owls"} | fields


async def make_user(browser: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await browser.post(USERS, json=form(**fields))
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def make_clerk(identity: Identity, member: Member) -> Principal:
    """Make somebody who may look after users and nothing else."""
    permissions = ["users:read", "users:write"]
    await identity.roles.create(member.principal, RoleCreate(name="clerk", permissions=permissions))
    made = await identity.users.create(member.principal, UserCreate(**form(roles=["clerk"])))
    return Principal(member.principal.organization_id, UserId(made.id), permissions=frozenset(permissions))


class TestCreate:
    async def test_makes_somebody_who_can_sign_in(self, browser: httpx2.AsyncClient, member: Member) -> None:
        made = await make_user(browser, time_zone="Europe/Paris")
        assert (made["roles"], made["is_active"], made["kind"]) == (["user"], True, "person")
        assert "password" not in made
        answer = await browser.post(
            LOGIN, json={"email": made["email"], "password": "three quiet owls", "delivery": "body"}
        )
        me = answer.json()["data"]["user"]
        assert me["organization"]["id"] == str(member.organization_id)
        assert me["time_zone"] == "Europe/Paris"

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"password": "short"}, "weak_password"),
            ({"roles": ["captain"]}, "unknown_role"),
            ({"email": "none"}, "invalid_input"),
            ({"name": " "}, "invalid_input"),
            ({"time_zone": "Europe/Atlantis"}, "invalid_input"),
            ({"organization_id": "0198c0de-0000-7000-8000-000000000000"}, "invalid_input"),
            ({"is_active": True}, "invalid_input"),
        ],
    )
    async def test_says_which_field_is_wrong(
        self, browser: httpx2.AsyncClient, fields: dict[str, Any], code: str
    ) -> None:
        assert code_of(await browser.post(USERS, json=form(**fields))) == (422, code)

    async def test_takes_an_email_once(self, browser: httpx2.AsyncClient, member: Member) -> None:
        answer = await browser.post(USERS, json=form(email=member.email.upper()))
        assert code_of(answer) == (409, "name_taken")

    async def test_is_for_those_who_may(self, client: httpx2.AsyncClient, database: Database) -> None:
        await sign_in(client, await make_member(database, await make_tenant(database), role="developer"))
        assert code_of(await client.post(USERS, json=form())) == (403, "permission_denied")
        assert code_of(await client.get(USERS)) == (403, "permission_denied")

    async def test_gives_no_role_that_is_stronger_than_oneself(self, identity: Identity, member: Member) -> None:
        clerk = await make_clerk(identity, member)
        with pytest.raises(BeyondYourPermissions):
            await identity.users.create(clerk, UserCreate(**form(roles=["admin"])))
        with pytest.raises(BeyondYourPermissions):
            await identity.users.update(clerk, member.user_id, UserUpdate(is_active=False))
        bob = await identity.users.create(clerk, UserCreate(**form(roles=["clerk"])))
        with pytest.raises(BeyondYourPermissions):
            await identity.users.update(clerk, bob.id, UserUpdate(roles=["admin"]))


class TestList:
    async def test_shows_the_organizations_own(self, browser: httpx2.AsyncClient, stranger: Member) -> None:
        made = await make_user(browser)
        emails = [user["email"] for user in (await browser.get(USERS)).json()["data"]]
        assert made["email"] in emails
        assert stranger.email not in emails


class TestUpdate:
    async def test_changes_what_is_named_and_leaves_the_rest(self, browser: httpx2.AsyncClient) -> None:
        made = await make_user(browser, time_zone="Europe/Paris")
        changed = (await browser.patch(f"{USERS}/{made['id']}", json={"name": "Robert"})).json()["data"]
        assert changed == made | {"name": "Robert"}
        changed = (await browser.patch(f"{USERS}/{made['id']}", json={"time_zone": None})).json()["data"]
        assert changed == made | {"name": "Robert", "time_zone": None}

    async def test_gives_roles_at_once(self, browser: httpx2.AsyncClient) -> None:
        made = await make_user(browser)
        credentials = {"email": made["email"], "password": "three quiet owls", "delivery": "body"}
        token = (await browser.post(LOGIN, json=credentials)).json()["data"]["access_token"]
        theirs = {"Authorization": f"Bearer {token}"}
        assert (await browser.get(USERS, headers=theirs)).status_code == 403
        await browser.patch(f"{USERS}/{made['id']}", json={"roles": ["admin"]})
        assert (await browser.get(USERS, headers=theirs)).status_code == 200

    async def test_signs_a_deactivated_user_out_at_once_and_for_good(self, browser: httpx2.AsyncClient) -> None:
        made = await make_user(browser)
        credentials = {"email": made["email"], "password": "three quiet owls", "delivery": "body"}
        tokens = (await browser.post(LOGIN, json=credentials)).json()["data"]
        theirs = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await browser.get(ME, headers=theirs)).status_code == 200
        await browser.patch(f"{USERS}/{made['id']}", json={"is_active": False})
        assert (await browser.get(ME, headers=theirs)).status_code == 401
        assert (await browser.post(LOGIN, json=credentials)).status_code == 401
        await browser.patch(f"{USERS}/{made['id']}", json={"is_active": True})
        refreshed = await browser.post("/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        assert refreshed.status_code == 401
        assert (await browser.post(LOGIN, json=credentials)).status_code == 200

    @pytest.mark.parametrize("change", [{"is_active": False}, {"roles": ["user"]}])
    async def test_does_not_let_one_lock_oneself_out(
        self, browser: httpx2.AsyncClient, member: Member, change: dict[str, Any]
    ) -> None:
        answer = await browser.patch(f"{USERS}/{member.user_id}", json=change)
        assert code_of(answer) == (409, "cannot_change_yourself")

    async def test_leaves_one_administrator_when_two_end_each_other(self, identity: Identity, member: Member) -> None:
        made = await identity.users.create(member.principal, UserCreate(**form(roles=["admin"])))
        other = Principal(member.principal.organization_id, UserId(made.id), permissions=frozenset({"admin"}))
        end = UserUpdate(is_active=False)
        ended = await asyncio.gather(
            identity.users.update(member.principal, made.id, end),
            identity.users.update(other, member.user_id, end),
            return_exceptions=True,
        )
        assert sum(isinstance(one, PilothouseError) for one in ended) == 1

    async def test_does_not_find_a_stranger(self, browser: httpx2.AsyncClient, stranger: Member) -> None:
        assert code_of(await browser.get(f"{USERS}/{stranger.user_id}")) == (404, "not_found")
        answer = await browser.patch(f"{USERS}/{stranger.user_id}", json={"name": "Mine"})
        assert code_of(answer) == (404, "not_found")

    async def test_writes_down_what_changed(
        self, browser: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        made = await make_user(browser)
        await browser.patch(f"{USERS}/{made['id']}", json={"roles": ["developer"], "name": "Robert"})
        async with database.transaction(member.organization_id) as session:
            event = (await session.scalars(select(AuditEvent).where(AuditEvent.action == "user.update"))).one()
        assert event.changes == {"name": ["Bob", "Robert"], "roles": [["user"], ["developer"]]}
        assert PASSWORD not in repr(event.changes)


class TestList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "berth"}, ["Bertha"]),
            ({"q": "%"}, []),
            ({"role": "developer"}, ["Carla"]),
            ({"role": "nothing"}, []),
            ({"is_active": "false"}, ["Bertha"]),
            ({"is_active": "true", "q": "a"}, ["Ada", "Carla"]),
        ],
        ids=str,
    )
    async def test_is_narrowed(self, browser: httpx2.AsyncClient, query: dict[str, str], found: list[str]) -> None:
        bertha = await make_user(browser, name="Bertha", email=f"bertha-{new_id()}@one.test")
        await make_user(browser, name="Carla", email=f"carla-{new_id()}@one.test", roles=["developer"])
        await browser.patch(f"{USERS}/{bertha['id']}", json={"is_active": False})
        users = (await browser.get(USERS, params=query)).json()["data"]
        assert [user["name"] for user in users] == found

    async def test_says_teams_and_when_somebody_was_last_seen(
        self, browser: httpx2.AsyncClient, member: Member
    ) -> None:
        team = (await browser.post("/api/v1/teams", json={"name": "Deck"})).json()["data"]
        await browser.put(f"/api/v1/teams/{team['id']}/members/{member.user_id}")
        await make_user(browser)
        ada, bob = (await browser.get(USERS)).json()["data"]
        assert (ada["teams"], ada["last_seen_at"] is not None) == (["Deck"], True)
        assert (bob["teams"], bob["last_seen_at"]) == ([], None)


class TestSignOut:
    async def test_ends_login_sessions_and_leaves_keys(
        self, browser: httpx2.AsyncClient, identity: Identity, database: Database, member: Member
    ) -> None:
        made = await make_user(browser)
        login = {"email": made["email"], "password": "three quiet owls", "delivery": "body"}
        token = (await browser.post(LOGIN, json=login)).json()["data"]["access_token"]
        bob = {"Authorization": f"Bearer {token}"}
        key = (await browser.post("/api/v1/auth/api-keys", json={"name": "ci"}, headers=bob)).json()["data"]["key"]
        assert (await browser.delete(f"{USERS}/{made['id']}/sessions")).json()["data"] == {"ended": 1}
        assert (await browser.get(ME, headers=bob)).status_code == 401
        assert (await browser.get(ME, headers={"Authorization": f"Bearer {key}"})).status_code == 200
        assert (await browser.delete(f"{USERS}/{made['id']}/sessions")).json()["data"] == {"ended": 0}

    async def test_of_somebody_who_may_more_is_refused(self, identity: Identity, member: Member) -> None:
        clerk = await make_clerk(identity, member)
        with pytest.raises(BeyondYourPermissions):
            await identity.users.sign_out(clerk, member.user_id)

    async def test_of_strangers_finds_nobody(self, browser: httpx2.AsyncClient, stranger: Member) -> None:
        assert code_of(await browser.delete(f"{USERS}/{stranger.user_id}/sessions")) == (404, "not_found")
