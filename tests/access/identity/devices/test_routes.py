from typing import Any

import httpx2
from sqlalchemy import select

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, FrozenClock, Member, code_of

SESSIONS, ME, LOGIN, REFRESH = (f"/api/v1/auth/{name}" for name in ("sessions", "me", "login", "refresh"))
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


async def sign_in_elsewhere(client: httpx2.AsyncClient, member: Member, user_agent: str = FIREFOX) -> dict[str, Any]:
    form = {"email": member.email, "password": PASSWORD, "delivery": "body"}
    answer = await client.post(LOGIN, json=form, headers={"User-Agent": user_agent})
    return answer.json()["data"]


async def listed(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    return (await client.get(SESSIONS)).json()["data"]


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


class TestList:
    async def test_shows_where_one_is_signed_in(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        clock.advance(60)
        tokens = await sign_in_elsewhere(browser, member)
        clock.advance(60)
        await browser.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})
        there, here = await listed(browser)
        assert (there["device"], there["ip_address"], there["is_current"]) == (
            "Firefox on Linux", "203.0.113.7", False,
        )  # fmt: skip
        assert there["last_used_at"] > there["created_at"] > here["created_at"]
        assert here["is_current"]
        assert not {"family_hash", "refresh_hash", "csrf_token"} & set(there)

    async def test_leaves_out_what_has_ended(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        tokens = await sign_in_elsewhere(browser, member)
        await browser.post("/api/v1/auth/logout", json={"refresh_token": tokens["refresh_token"]})
        assert [each["is_current"] for each in await listed(browser)] == [True]
        await sign_in_elsewhere(browser, member)
        clock.advance(14 * 86_400)
        await browser.post(LOGIN, json={"email": member.email, "password": PASSWORD})
        assert [each["is_current"] for each in await listed(browser)] == [True]

    async def test_comes_in_pages(self, browser: httpx2.AsyncClient, member: Member) -> None:
        await sign_in_elsewhere(browser, member)
        first = (await browser.get(SESSIONS, params={"limit": 1})).json()
        place = {"cursor": first["meta"]["pagination"]["next_cursor"]}
        second = (await browser.get(SESSIONS, params=place)).json()
        assert [each["is_current"] for each in first["data"] + second["data"]] == [False, True]

    async def test_shows_nobody_elses(self, browser: httpx2.AsyncClient, stranger: Member) -> None:
        await sign_in_elsewhere(browser, stranger)
        assert len(await listed(browser)) == 1

    async def test_is_not_for_api_keys(self, client: httpx2.AsyncClient, member: Member, identity: Identity) -> None:
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        for method, path in (("GET", SESSIONS), ("DELETE", SESSIONS), ("DELETE", f"{SESSIONS}/{new_id()}")):
            answer = await client.request(method, path, headers={"X-API-Key": key})
            assert code_of(answer) == (403, "person_needed")


class TestEnd:
    async def test_signs_one_device_out_at_once(self, browser: httpx2.AsyncClient, member: Member) -> None:
        tokens = await sign_in_elsewhere(browser, member)
        assert (await browser.get(ME, headers=bearer(tokens))).status_code == 200
        there, _ = await listed(browser)
        assert (await browser.delete(f"{SESSIONS}/{there['id']}")).status_code == 200
        assert (await browser.get(ME, headers=bearer(tokens))).status_code == 401
        refreshed = await browser.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})
        assert refreshed.status_code == 401
        assert (await browser.get(ME)).status_code == 200
        assert code_of(await browser.delete(f"{SESSIONS}/{there['id']}")) == (404, "not_found")

    async def test_does_not_find_a_strangers(
        self, browser: httpx2.AsyncClient, stranger: Member, identity: Identity
    ) -> None:
        tokens = await sign_in_elsewhere(browser, stranger)
        (theirs,) = (await identity.devices.list(stranger.principal, 10)).items
        assert code_of(await browser.delete(f"{SESSIONS}/{theirs.id}")) == (404, "not_found")
        assert (await browser.get(ME, headers=bearer(tokens))).status_code == 200

    async def test_wants_the_csrf_token_from_a_browser(self, browser: httpx2.AsyncClient) -> None:
        del browser.headers["X-CSRF-Token"]
        assert code_of(await browser.delete(SESSIONS)) == (403, "csrf_refused")


class TestEndAll:
    async def test_signs_out_everywhere_and_leaves_keys_and_others_alone(
        self, browser: httpx2.AsyncClient, member: Member, stranger: Member, identity: Identity, database: Database
    ) -> None:
        mine, theirs = await sign_in_elsewhere(browser, member), await sign_in_elsewhere(browser, stranger)
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        for headers in (bearer(mine), bearer(theirs), {"X-API-Key": key}, {}):
            assert (await browser.get(ME, headers=headers)).status_code == 200
        cookies = dict(browser.cookies)
        assert (await browser.delete(SESSIONS)).json()["data"] == {"ended": 2}
        assert "pilothouse_access" not in browser.cookies
        for name, value in cookies.items():
            browser.cookies.set(name, value, domain="pilothouse.test")
        assert (await browser.get(ME)).status_code == 401
        told = [(await browser.get(ME, headers=headers)).status_code for headers in (bearer(mine), bearer(theirs))]
        assert told == [401, 200]
        assert (await browser.get(ME, headers={"X-API-Key": key})).status_code == 200
        async with database.transaction(member.organization_id) as session:
            actions = (await session.scalars(select(AuditEvent.action).order_by(AuditEvent.at))).all()
        assert actions[-1] == "login_session.end_all"
