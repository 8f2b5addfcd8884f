import asyncio
from http.cookies import SimpleCookie
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select, text

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.tables import LoginSession
from pilothouse.access.settings import AccessSettings
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, FrozenClock, Member, code_of, make_member, sign_in
from tests.conftest import make_tenant

LOGIN, REFRESH, LOGOUT, ME = (f"/api/v1/auth/{name}" for name in ("login", "refresh", "logout", "me"))


def cookies_of(answer: httpx2.Response) -> SimpleCookie:
    """Parse the cookies that an answer sets."""
    jar: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        jar.load(header)
    return jar


async def body_login(client: httpx2.AsyncClient, member: Member) -> dict[str, str]:
    """Sign in as a program and return its tokens."""
    form = {"email": member.email, "password": PASSWORD, "delivery": "body"}
    return (await client.post(LOGIN, json=form)).json()["data"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


class TestMe:
    async def test_may_be_called_otherwise(self, browser: httpx2.AsyncClient) -> None:
        changed = (await browser.patch(ME, json={"name": "Ada L.", "time_zone": "Europe/Paris"})).json()["data"]
        assert (changed["name"], changed["time_zone"]) == ("Ada L.", "Europe/Paris")
        kept = (await browser.patch(ME, json={"time_zone": None})).json()["data"]
        assert (kept["name"], kept["time_zone"]) == ("Ada L.", None)

    @pytest.mark.parametrize(
        "form", [{"name": ""}, {"time_zone": "Mars/Olympus"}, {"roles": ["admin"]}, {"email": "x@example.com"}], ids=str
    )
    async def test_is_changed_in_nothing_else(self, browser: httpx2.AsyncClient, form: dict[str, Any]) -> None:
        assert code_of(await browser.patch(ME, json=form)) == (422, "invalid_input")


class TestLogin:
    async def test_says_who_signed_in(self, client: httpx2.AsyncClient, member: Member) -> None:
        answer = await sign_in(client, member)
        data = answer.json()["data"]
        assert data["access_token"] is None
        assert data["refresh_token"] is None
        assert data["expires_in_s"] == 900
        me = data["user"]
        assert (me["id"], me["email"], me["roles"]) == (str(member.user_id), member.email, ["admin"])
        assert me["organization"]["id"] == str(member.organization_id)
        assert "missions:run" in me["permissions"]
        assert me["time_zone"] == "UTC"

    async def test_hands_a_browser_its_cookies(self, client: httpx2.AsyncClient, member: Member) -> None:
        jar = cookies_of(await sign_in(client, member))
        attributes = {
            name: (cookie["httponly"], cookie["path"], cookie["samesite"], cookie["secure"], cookie["max-age"])
            for name, cookie in jar.items()
        }
        assert attributes == {
            "pilothouse_access": (True, "/", "strict", "", "900"),
            "pilothouse_csrf": ("", "/", "strict", "", "1209600"),
            "pilothouse_refresh": (True, "/api/v1/auth", "strict", "", "1209600"),
        }

    async def test_marks_them_secure_when_the_request_is(self, app: FastAPI, member: Member) -> None:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="https://pilothouse.test") as client:
            jar = cookies_of(await sign_in(client, member))
        assert all(cookie["secure"] for cookie in jar.values())

    async def test_marks_them_secure_where_that_is_set(
        self, client: httpx2.AsyncClient, member: Member, settings: AccessSettings
    ) -> None:
        settings.cookie_secure = "always"
        assert all(cookie["secure"] for cookie in cookies_of(await sign_in(client, member)).values())

    async def test_hands_a_program_its_tokens_and_no_cookie(self, client: httpx2.AsyncClient, member: Member) -> None:
        tokens = await body_login(client, member)
        assert not client.cookies
        assert (await client.get(ME, headers=bearer(tokens["access_token"]))).status_code == 200

    async def test_ignores_the_case_of_an_email(self, client: httpx2.AsyncClient, member: Member) -> None:
        form = {"email": member.email.upper(), "password": PASSWORD}
        assert (await client.post(LOGIN, json=form)).status_code == 200

    async def test_says_the_same_to_a_wrong_password_and_an_unknown_email(
        self, client: httpx2.AsyncClient, member: Member
    ) -> None:
        wrong = await client.post(LOGIN, json={"email": member.email, "password": "not this one"})
        unknown = await client.post(LOGIN, json={"email": "nobody@example.com", "password": "not this one"})
        assert code_of(wrong) == (401, "unauthenticated")
        assert wrong.json()["error"] == unknown.json()["error"]
        assert not client.cookies

    async def test_says_it_to_an_inactive_user_too(
        self, client: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_account set is_active = false"))
        answer = await client.post(LOGIN, json={"email": member.email, "password": PASSWORD})
        assert code_of(answer) == (401, "unauthenticated")

    async def test_stops_whoever_guesses(self, client: httpx2.AsyncClient, member: Member) -> None:
        guesses = await asyncio.gather(
            *(client.post(LOGIN, json={"email": member.email, "password": f"guess {n}"}) for n in range(12))
        )
        assert sorted(guess.status_code for guess in guesses) == [401] * 10 + [429] * 2
        right = await client.post(LOGIN, json={"email": member.email, "password": PASSWORD})
        assert code_of(right) == (429, "too_many_failed_logins")
        assert 0 < int(right.headers["retry-after"]) <= 900

    @pytest.mark.parametrize(
        "form",
        [
            {}, {"email": "no address", "password": "x"}, {"email": "a\x00@b.c", "password": "x"},
            {"email": "a@b.c", "password": ""}, {"email": "a@b.c", "password": "x" * 1001},
            {"email": "a@b.c", "password": "x", "delivery": "pigeon"},
            {"email": "a@b.c", "password": "x", "role": "admin"},
        ],
    )  # fmt: skip
    async def test_says_which_field_is_wrong(self, client: httpx2.AsyncClient, form: dict[str, str]) -> None:
        assert code_of(await client.post(LOGIN, json=form)) == (422, "invalid_input")

    async def test_has_an_answer_for_broken_unicode(self, client: httpx2.AsyncClient, member: Member) -> None:
        body = f'{{"email": "{member.email}", "password": "\\ud800"}}'.encode()
        answer = await client.post(LOGIN, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in {401, 422}

    async def test_is_not_for_pages_of_other_sites(self, client: httpx2.AsyncClient, member: Member) -> None:
        form = {"email": member.email, "password": PASSWORD}
        answer = await client.post(LOGIN, json=form, headers={"Origin": "https://evil.example"})
        assert code_of(answer) == (403, "foreign_origin")
        assert not client.cookies

    async def test_renews_a_hash_that_was_made_with_other_parameters(
        self, client: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        old = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_account set password_hash = :old"), {"old": old})
        await sign_in(client, member)
        async with database.transaction(member.organization_id) as session:
            new = await session.scalar(text("select password_hash from user_account"))
        assert new.startswith("$argon2id$v=19$m=65536,")
        await sign_in(client, member)

    async def test_is_written_down_with_who_and_where(
        self, client: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        await client.post(LOGIN, json={"email": member.email, "password": "wrong"}, headers={"User-Agent": "guess/1"})
        await sign_in(client, member)
        async with database.transaction(member.organization_id) as session:
            refused, done = await session.scalars(select(AuditEvent).order_by(AuditEvent.at))
        assert (refused.action, refused.outcome, refused.actor_kind) == ("login", "refused", "anonymous")
        assert (refused.ip_address, refused.user_agent) == ("203.0.113.7", "guess/1")
        assert refused.changes == {"reason": [None, "wrong_credentials"]}
        assert (done.action, done.outcome, done.actor_id) == ("login", "success", member.user_id)
        assert done.request_id

    async def test_leaves_an_unknown_email_to_the_operator(
        self, client: httpx2.AsyncClient, database: Database, owner_database: Database, member: Member
    ) -> None:
        await client.post(LOGIN, json={"email": f"x{member.user_id}@example.com", "password": "wrong"})
        async with database.transaction(member.organization_id) as session:
            assert (await session.scalars(select(AuditEvent))).all() == []
        async with owner_database.transaction() as session:
            found = await session.scalars(
                select(AuditEvent).where(AuditEvent.resource == f"email:x{member.user_id}@example.com")
            )
            assert found.one().organization_id is None

    async def test_keeps_only_hashes(self, client: httpx2.AsyncClient, member: Member, database: Database) -> None:
        tokens = await body_login(client, member)
        async with database.transaction(member.organization_id) as session:
            row = await session.scalar(text("select to_jsonb(s)::text from login_session s"))
        _, family, part = tokens["refresh_token"].split("_")
        assert family not in row
        assert part not in row


class TestMe:
    async def test_needs_a_credential(self, client: httpx2.AsyncClient) -> None:
        assert code_of(await client.get(ME)) == (401, "unauthenticated")

    async def test_knows_the_browser(self, browser: httpx2.AsyncClient, member: Member) -> None:
        assert (await browser.get(ME)).json()["data"]["id"] == str(member.user_id)

    async def test_ends_with_the_access_token(self, browser: httpx2.AsyncClient, clock: FrozenClock) -> None:
        clock.advance(900)
        assert code_of(await browser.get(ME)) == (401, "unauthenticated")

    async def test_notices_an_inactive_user_within_the_cache_time(
        self, browser: httpx2.AsyncClient, clock: FrozenClock, database: Database, member: Member
    ) -> None:
        assert (await browser.get(ME)).status_code == 200
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_account set is_active = false"))
        clock.advance(30)
        assert code_of(await browser.get(ME)) == (401, "unauthenticated")


class TestRefresh:
    async def test_renews_both_tokens(self, browser: httpx2.AsyncClient, clock: FrozenClock) -> None:
        before = dict(browser.cookies)
        clock.advance(901)
        answer = await browser.post(REFRESH, json={})
        assert answer.status_code == 200
        assert answer.json()["data"]["access_token"] is None
        after = dict(browser.cookies)
        assert after["pilothouse_access"] != before["pilothouse_access"]
        assert after["pilothouse_refresh"] != before["pilothouse_refresh"]
        assert after["pilothouse_csrf"] == before["pilothouse_csrf"]
        assert (await browser.get(ME)).status_code == 200

    async def test_answers_a_program_in_the_body(self, client: httpx2.AsyncClient, member: Member) -> None:
        tokens = await body_login(client, member)
        answer = (await client.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})).json()["data"]
        assert answer["refresh_token"] != tokens["refresh_token"]
        assert (await client.get(ME, headers=bearer(answer["access_token"]))).status_code == 200
        assert not client.cookies

    async def test_wants_the_csrf_token_with_a_cookie(self, browser: httpx2.AsyncClient) -> None:
        del browser.headers["X-CSRF-Token"]
        assert code_of(await browser.post(REFRESH)) == (403, "csrf_refused")

    async def test_ends_the_session_when_an_old_token_is_used(
        self, client: httpx2.AsyncClient, member: Member, clock: FrozenClock, database: Database
    ) -> None:
        stolen = (await body_login(client, member))["refresh_token"]
        owner = (await client.post(REFRESH, json={"refresh_token": stolen})).json()["data"]
        clock.advance(11)
        assert code_of(await client.post(REFRESH, json={"refresh_token": stolen})) == (401, "unauthenticated")
        assert (await client.post(REFRESH, json={"refresh_token": owner["refresh_token"]})).status_code == 401
        assert (await client.get(ME, headers=bearer(owner["access_token"]))).status_code == 401
        async with database.transaction(member.organization_id) as session:
            row = (await session.scalars(select(LoginSession))).one()
            last = (await session.scalars(select(AuditEvent).order_by(AuditEvent.at.desc()))).first()
        assert row.revoked_reason == "reuse"
        assert last is not None
        assert (last.action, last.outcome) == ("refresh", "refused")

    async def test_recognises_a_token_that_was_replaced_long_ago(
        self, client: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        first = token = (await body_login(client, member))["refresh_token"]
        for _ in range(4):
            clock.advance(60)
            token = (await client.post(REFRESH, json={"refresh_token": token})).json()["data"]["refresh_token"]
        assert (await client.post(REFRESH, json={"refresh_token": first})).status_code == 401
        assert (await client.post(REFRESH, json={"refresh_token": token})).status_code == 401

    async def test_lets_two_tabs_refresh_at_once(self, client: httpx2.AsyncClient, member: Member) -> None:
        token = (await body_login(client, member))["refresh_token"]
        answers = await asyncio.gather(*(client.post(REFRESH, json={"refresh_token": token}) for _ in range(3)))
        assert [answer.status_code for answer in answers] == [200] * 3
        data = [answer.json()["data"] for answer in answers]
        (kept,) = (one["refresh_token"] for one in data if one["refresh_token"])
        for one in data:
            assert (await client.get(ME, headers=bearer(one["access_token"]))).status_code == 200
        assert (await client.post(REFRESH, json={"refresh_token": kept})).status_code == 200

    async def test_does_not_overwrite_the_cookie_of_the_tab_that_won(
        self, browser: httpx2.AsyncClient, app: FastAPI
    ) -> None:
        before = dict(browser.cookies)
        await browser.post(REFRESH)
        transport = httpx2.ASGITransport(app)
        headers = {"X-CSRF-Token": before["pilothouse_csrf"]}
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://pilothouse.test", cookies=before, headers=headers
        ) as other_tab:
            answer = await other_tab.post(REFRESH)
        assert answer.status_code == 200
        assert set(cookies_of(answer)) == {"pilothouse_access", "pilothouse_csrf"}

    async def test_ends_when_a_session_was_not_used_for_long(
        self, client: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        token = (await body_login(client, member))["refresh_token"]
        clock.advance(14 * 86_400)
        assert (await client.post(REFRESH, json={"refresh_token": token})).status_code == 401

    async def test_ends_when_a_session_has_lasted_its_time(
        self, client: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        token = (await body_login(client, member))["refresh_token"]
        for _ in range(8):
            clock.advance(10 * 86_400)
            token = (await client.post(REFRESH, json={"refresh_token": token})).json()["data"]["refresh_token"]
        clock.advance(10 * 86_400)
        assert (await client.post(REFRESH, json={"refresh_token": token})).status_code == 401

    async def test_ends_for_an_inactive_user(
        self, client: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        token = (await body_login(client, member))["refresh_token"]
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_account set is_active = false"))
        assert (await client.post(REFRESH, json={"refresh_token": token})).status_code == 401

    @pytest.mark.parametrize("token", ["", "x", "phr_" + "0" * 32 + "_" + "0" * 64, "phr_\x00"])
    async def test_refuses_a_token_that_is_none(self, client: httpx2.AsyncClient, token: str) -> None:
        assert code_of(await client.post(REFRESH, json={"refresh_token": token})) == (401, "unauthenticated")


class TestLogout:
    async def test_ends_the_session_at_once(self, browser: httpx2.AsyncClient) -> None:
        kept = dict(browser.cookies)
        assert (await browser.post(LOGOUT)).status_code == 200
        assert not browser.cookies
        access = kept["pilothouse_access"]
        assert code_of(await browser.get(ME, headers=bearer(access))) == (401, "unauthenticated")
        again = await browser.post(REFRESH, json={"refresh_token": kept["pilothouse_refresh"]})
        assert code_of(again) == (401, "unauthenticated")

    async def test_works_for_a_program_with_either_token(self, client: httpx2.AsyncClient, member: Member) -> None:
        one, two = await body_login(client, member), await body_login(client, member)
        await client.post(LOGOUT, json={"refresh_token": one["refresh_token"]})
        await client.post(LOGOUT, headers=bearer(two["access_token"]))
        for tokens in (one, two):
            assert (await client.get(ME, headers=bearer(tokens["access_token"]))).status_code == 401

    async def test_leaves_the_users_other_sessions_alone(self, browser: httpx2.AsyncClient, member: Member) -> None:
        program = await body_login(browser, member)
        await browser.post(LOGOUT, json={"refresh_token": program["refresh_token"]})
        assert (await browser.get(ME, headers=bearer(program["access_token"]))).status_code == 401
        assert (await browser.get(ME)).status_code == 200

    async def test_may_be_done_twice(self, browser: httpx2.AsyncClient) -> None:
        await browser.post(LOGOUT)
        assert (await browser.post(LOGOUT)).status_code == 200

    async def test_is_not_for_other_sites_to_do(self, browser: httpx2.AsyncClient) -> None:
        del browser.headers["X-CSRF-Token"]
        assert code_of(await browser.post(LOGOUT)) == (403, "csrf_refused")
        assert (await browser.get(ME)).status_code == 200

    async def test_ends_no_session_where_a_key_acts(
        self, client: httpx2.AsyncClient, identity: Identity, member: Member
    ) -> None:
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        await identity.logins.logout_session(await identity.authenticate.of_credential(key))
        assert (await client.get(ME, headers={"X-API-Key": key})).status_code == 200

    async def test_is_felt_by_another_process_within_the_cache_time(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, database: Database
    ) -> None:
        assert (await browser.get(ME)).status_code == 200
        async with database.transaction(member.organization_id) as session:  # as another process would
            await session.execute(text("update login_session set revoked_at = now()"))
        clock.advance(30)
        assert code_of(await browser.get(ME)) == (401, "unauthenticated")


class TestCsrf:
    """Any other route, taken from `/teams`."""

    async def test_wants_the_token_from_a_browser(self, browser: httpx2.AsyncClient) -> None:
        assert (await browser.post("/api/v1/teams", json={"name": "Deck"})).status_code == 201
        del browser.headers["X-CSRF-Token"]
        answer = await browser.post("/api/v1/teams", json={"name": "Engine"})
        assert code_of(answer) == (403, "csrf_refused")
        assert [team["name"] for team in (await browser.get("/api/v1/teams")).json()["data"]] == ["Deck"]

    async def test_takes_no_token_of_another_session(
        self, browser: httpx2.AsyncClient, database: Database, app: FastAPI
    ) -> None:
        other = await make_member(database, await make_tenant(database))
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test"
        ) as attacker:
            await sign_in(attacker, other)
            planted = attacker.cookies["pilothouse_csrf"]
        browser.cookies.set("pilothouse_csrf", planted, domain="pilothouse.test")
        answer = await browser.post("/api/v1/teams", json={"name": "X"}, headers={"X-CSRF-Token": planted})
        assert code_of(answer) == (403, "csrf_refused")

    async def test_wants_none_from_a_program(self, client: httpx2.AsyncClient, member: Member) -> None:
        token = (await body_login(client, member))["access_token"]
        assert (await client.post("/api/v1/teams", json={"name": "Deck"}, headers=bearer(token))).status_code == 201
