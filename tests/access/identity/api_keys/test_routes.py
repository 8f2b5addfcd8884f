from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate, ApiKeyRotate
from pilothouse.access.identity.errors import BeyondYourPermissions
from pilothouse.access.identity.identity import Identity
from pilothouse.core.ids import UserId, new_id
from pilothouse.core.principal import PERMISSIONS, Principal
from pilothouse.db.engine import Database
from tests.access.conftest import FrozenClock, Member, code_of, make_member, sign_in
from tests.conftest import make_tenant

KEYS, ME = "/api/v1/auth/api-keys", "/api/v1/auth/me"


async def make_key(browser: httpx2.AsyncClient, **form: Any) -> dict[str, Any]:
    """Make a key in the browser."""
    answer = await browser.post(KEYS, json={"name": "nightly"} | form)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


@pytest.fixture
async def program(app: FastAPI) -> httpx2.AsyncClient:
    """A client without cookies."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")


def x_api_key(key: str) -> dict[str, str]:
    return {"X-API-Key": key}


class TestCreate:
    async def test_shows_the_key_once(self, browser: httpx2.AsyncClient, database: Database, member: Member) -> None:
        made = await make_key(browser)
        assert made["key"].startswith("ph_")
        assert made["key"].startswith(made["prefix"])
        (listed,) = (await browser.get(KEYS)).json()["data"]
        assert listed == {name: value for name, value in made.items() if name != "key"}
        async with database.transaction(member.organization_id) as session:
            stored = await session.scalar(text("select to_jsonb(k)::text from api_key k"))
        assert made["key"] not in stored

    async def test_gives_every_scope_of_the_owner_by_default(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        made = await make_key(browser)
        assert made["scopes"] == ["admin"]
        me = (await program.get(ME, headers=x_api_key(made["key"]))).json()["data"]
        assert set(me["permissions"]) == PERMISSIONS

    async def test_works_in_both_headers(self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient) -> None:
        key = (await make_key(browser))["key"]
        for headers in (x_api_key(key), {"Authorization": f"Bearer {key}"}, {"Authorization": f"bearer  {key} "}):
            assert (await program.get(ME, headers=headers)).status_code == 200

    async def test_holds_a_key_to_its_scopes(self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient) -> None:
        key = (await make_key(browser, scopes=["users:read"]))["key"]
        assert (await program.get("/api/v1/users", headers=x_api_key(key))).status_code == 200
        denied = await program.post("/api/v1/teams", json={"name": "Deck"}, headers=x_api_key(key))
        assert code_of(denied) == (403, "permission_denied")

    async def test_gives_no_scope_that_the_owner_lacks(self, client: httpx2.AsyncClient, database: Database) -> None:
        user = await make_member(database, await make_tenant(database), role="user")
        await sign_in(client, user)
        answer = await client.post(KEYS, json={"name": "up", "scopes": ["missions:run", "users:write"]})
        assert code_of(answer) == (403, "beyond_your_permissions")
        assert answer.json()["error"]["details"] == {"lacking": ["users:write"]}
        assert (await make_key(client))["scopes"] != ["admin"]

    async def test_lets_a_key_make_no_stronger_key(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        weak = (await make_key(browser, scopes=["keys:write", "missions:read"]))["key"]
        answer = await program.post(KEYS, json={"name": "up", "scopes": ["admin"]}, headers=x_api_key(weak))
        assert code_of(answer) == (403, "beyond_your_permissions")
        made = await program.post(KEYS, json={"name": "same"}, headers=x_api_key(weak))
        assert made.json()["data"]["scopes"] == ["keys:write", "missions:read"]

    @pytest.mark.parametrize(
        "form",
        [{"name": ""}, {"name": "x" * 101}, {"name": "a\nb"}, {"name": "a\x00"},
         {"name": "x", "scopes": ["steam:vent"]},
         {"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, {"name": "x", "expires_at": "2999-01-01T00:00:00"},
         {"name": "x", "user_id": "0198c0de-0000-7000-8000-000000000000"}],
    )  # fmt: skip
    async def test_says_which_field_is_wrong(self, browser: httpx2.AsyncClient, form: dict[str, Any]) -> None:
        assert (await browser.post(KEYS, json=form)).status_code == 422
        assert (await browser.get(KEYS)).json()["data"] == []


class TestUse:
    async def test_shrinks_with_what_the_owner_may(
        self, client: httpx2.AsyncClient, database: Database, clock: FrozenClock
    ) -> None:
        member = await make_member(database, await make_tenant(database))
        await sign_in(client, member)
        key = (await make_key(client))["key"]
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_role set role_id = (select id from role where name = 'user')"))
        clock.advance(30)
        me = (await client.get(ME, headers=x_api_key(key))).json()["data"]
        assert "users:write" not in me["permissions"]
        assert "missions:run" in me["permissions"]

    async def test_ends_in_time(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, clock: FrozenClock
    ) -> None:
        key = (await make_key(browser, expires_at=(clock.now() + timedelta(seconds=20)).isoformat()))["key"]
        assert (await program.get(ME, headers=x_api_key(key))).status_code == 200
        clock.advance(20)
        assert code_of(await program.get(ME, headers=x_api_key(key))) == (401, "unauthenticated")

    async def test_ends_with_its_owner(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, database: Database, member: Member
    ) -> None:
        key = (await make_key(browser))["key"]
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_account set is_active = false"))
        assert code_of(await program.get(ME, headers=x_api_key(key))) == (401, "unauthenticated")

    async def test_is_noted_once_a_minute(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, clock: FrozenClock
    ) -> None:
        key = (await make_key(browser))["key"]
        assert (await browser.get(KEYS)).json()["data"][0]["last_used_at"] is None

        async def last_used() -> str:
            await program.get(ME, headers=x_api_key(key))
            return (await browser.get(KEYS)).json()["data"][0]["last_used_at"]

        first = await last_used()
        clock.advance(40)
        assert await last_used() == first
        clock.advance(40)
        assert await last_used() > first

    @pytest.mark.parametrize("key", ["ph_", "ph_" + "0" * 40, "ph_\u00e9", "ph_' or 1=1 --"])
    async def test_refuses_a_key_that_is_none(self, program: httpx2.AsyncClient, key: str) -> None:
        answer = await program.get(ME, headers=[(b"X-API-Key", key.encode())])
        assert code_of(answer) == (401, "unauthenticated")

    @pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "Bearer ", "ph_x", ""])
    async def test_does_not_fall_back_to_the_cookie(self, browser: httpx2.AsyncClient, value: str) -> None:
        assert code_of(await browser.get(ME, headers={"Authorization": value})) == (401, "unauthenticated")


class TestRevoke:
    async def test_ends_the_key_at_once(self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient) -> None:
        made = await make_key(browser)
        assert (await program.get(ME, headers=x_api_key(made["key"]))).status_code == 200
        revoked = (await browser.delete(f"{KEYS}/{made['id']}")).json()["data"]
        assert revoked["revoked_at"] is not None
        assert code_of(await program.get(ME, headers=x_api_key(made["key"]))) == (401, "unauthenticated")
        assert (await browser.delete(f"{KEYS}/{made['id']}")).json()["data"] == revoked

    async def test_does_not_find_a_strangers_key(
        self, browser: httpx2.AsyncClient, identity: Identity, stranger: Member
    ) -> None:
        theirs = await identity.api_keys.create(stranger.principal, ApiKeyCreate(name="theirs"))
        assert code_of(await browser.delete(f"{KEYS}/{theirs.id}")) == (404, "not_found")
        assert (await browser.get(KEYS)).json()["data"] == []

    async def test_is_written_down(self, browser: httpx2.AsyncClient, database: Database, member: Member) -> None:
        made = await make_key(browser)
        await browser.delete(f"{KEYS}/{made['id']}")
        async with database.transaction(member.organization_id) as session:
            events = list(await session.scalars(select(AuditEvent).order_by(AuditEvent.at)))
        assert [event.action for event in events] == ["login", "api_key.create", "api_key.revoke"]
        assert events[1].resource == f"api_key:{made['id']}"
        assert made["key"] not in repr([event.changes for event in events])


class TestList:
    async def test_gives_pages_newest_first(self, browser: httpx2.AsyncClient) -> None:
        made = [(await make_key(browser, name=f"key {number}"))["id"] for number in range(5)]
        seen: list[str] = []
        cursor: str | None = None
        for _ in range(3):
            query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            answer = (await browser.get(KEYS, params=query)).json()
            seen += [key["id"] for key in answer["data"]]
            cursor = answer["meta"]["pagination"]["next_cursor"]
        assert seen == made[::-1]
        assert cursor is None

    @pytest.mark.parametrize("cursor", ["x", "WyJ4Il0", "WzddXQ", "W10", "bnVsbA"])
    async def test_says_when_a_cursor_is_none(self, browser: httpx2.AsyncClient, cursor: str) -> None:
        assert code_of(await browser.get(KEYS, params={"cursor": cursor})) == (422, "invalid_input")


class TestRotate:
    async def test_makes_one_like_it_and_lets_both_work_for_a_while(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, clock: FrozenClock
    ) -> None:
        old = await make_key(browser, scopes=["files:read"], rate_limit_per_minute=50)
        answer = await browser.post(f"{KEYS}/{old['id']}/rotate", json={"overlap_s": 3600})
        new = answer.json()["data"]
        assert (answer.status_code, new["name"], new["scopes"]) == (201, old["name"], ["files:read"])
        assert (new["rate_limit_per_minute"], new["expires_at"]) == (50, None)
        for key in (old, new):
            assert (await program.get(ME, headers=x_api_key(key["key"]))).status_code == 200
        clock.advance(3601)
        assert (await program.get(ME, headers=x_api_key(old["key"]))).status_code == 401
        assert (await program.get(ME, headers=x_api_key(new["key"]))).status_code == 200

    async def test_gives_the_new_one_as_long_as_the_old_one_had(
        self, identity: Identity, member: Member, clock: FrozenClock
    ) -> None:
        form = ApiKeyCreate(name="monthly", expires_at=clock.now() + timedelta(days=30))
        old = await identity.api_keys.create(member.principal, form)
        clock.advance(10 * 86_400)
        new = await identity.api_keys.rotate(member.principal, old.id, ApiKeyRotate())
        assert new.expires_at is not None
        left = new.expires_at - clock.now()
        assert timedelta(days=29, hours=23) < left < timedelta(days=30, hours=1)

    async def test_never_lengthens_the_life_of_the_old_one(
        self, browser: httpx2.AsyncClient, clock: FrozenClock
    ) -> None:
        old = await make_key(browser, expires_at=(clock.now() + timedelta(hours=1)).isoformat())
        await browser.post(f"{KEYS}/{old['id']}/rotate", json={"overlap_s": 86_400})
        listed = {key["id"]: key for key in (await browser.get(KEYS)).json()["data"]}
        assert listed[old["id"]]["expires_at"] == old["expires_at"]
        assert listed[old["id"]]["replaced_by_id"] in listed

    async def test_replaces_a_key_once(self, browser: httpx2.AsyncClient) -> None:
        old = await make_key(browser)
        assert (await browser.post(f"{KEYS}/{old['id']}/rotate", json={})).status_code == 201
        assert code_of(await browser.post(f"{KEYS}/{old['id']}/rotate", json={})) == (409, "conflict")

    async def test_replaces_no_key_that_has_ended(self, browser: httpx2.AsyncClient) -> None:
        old = await make_key(browser)
        await browser.delete(f"{KEYS}/{old['id']}")
        assert code_of(await browser.post(f"{KEYS}/{old['id']}/rotate", json={})) == (409, "conflict")

    async def test_cannot_be_used_to_hold_more(self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient) -> None:
        strong, weak = await make_key(browser), await make_key(browser, scopes=["keys:write"])
        refused = await program.post(f"{KEYS}/{strong['id']}/rotate", json={}, headers=x_api_key(weak["key"]))
        assert code_of(refused) == (403, "beyond_your_permissions")

    async def test_of_strangers_is_not_there(
        self, browser: httpx2.AsyncClient, identity: Identity, stranger: Member
    ) -> None:
        theirs = await identity.api_keys.create(stranger.principal, ApiKeyCreate(name="theirs"))
        assert code_of(await browser.post(f"{KEYS}/{theirs.id}/rotate", json={})) == (404, "not_found")


class TestOfEverybody:
    async def test_are_seen_and_ended_by_administrators(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        form = {"email": f"{new_id()}@example.com", "name": "Bob", "password": "three quiet owls"}
        bob = (await browser.post("/api/v1/users", json=form)).json()["data"]
        login = {"email": form["email"], "password": form["password"], "delivery": "body"}
        token = (await program.post("/api/v1/auth/login", json=login)).json()["data"]["access_token"]
        made = (await program.post(KEYS, json={"name": "bobs"}, headers={"Authorization": f"Bearer {token}"})).json()[
            "data"
        ]
        (listed,) = (await browser.get("/api/v1/keys")).json()["data"]
        assert (listed["name"], listed["owner_id"], listed["owner_name"]) == ("bobs", bob["id"], "Bob")
        assert "key" not in listed
        ended = (await browser.delete(f"/api/v1/keys/{made['id']}")).json()["data"]
        assert ended["revoked_at"] is not None
        assert (await browser.delete(f"/api/v1/keys/{made['id']}")).json()["data"] == ended
        assert (await program.get(ME, headers=x_api_key(made["key"]))).status_code == 401

    async def test_that_may_more_than_one_does_are_left_alone(self, identity: Identity, member: Member) -> None:
        strong = await identity.api_keys.create(member.principal, ApiKeyCreate(name="strong"))
        clerk = Principal(member.principal.organization_id, UserId(new_id()), permissions=frozenset({"users:write"}))
        with pytest.raises(BeyondYourPermissions):
            await identity.api_keys.revoke_any(clerk, strong.id)

    async def test_of_strangers_are_not_there(
        self, browser: httpx2.AsyncClient, identity: Identity, stranger: Member
    ) -> None:
        theirs = await identity.api_keys.create(stranger.principal, ApiKeyCreate(name="theirs"))
        assert (await browser.get("/api/v1/keys")).json()["data"] == []
        assert code_of(await browser.delete(f"/api/v1/keys/{theirs.id}")) == (404, "not_found")
