import asyncio
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.roles.schemas import RoleCreate
from pilothouse.access.identity.tables import AccountToken
from pilothouse.access.identity.users.schemas import UserCreate, UserUpdate
from pilothouse.db.engine import Database
from tests.access.conftest import ORIGIN, PASSWORD, FrozenClock, Mailboxes, Member, code_of, sign_in

LOGIN, ME, REFRESH = "/api/v1/auth/login", "/api/v1/auth/me", "/api/v1/auth/refresh"
CHANGE = "/api/v1/auth/password"
FORGOT, RESET = f"{CHANGE}/forgot", f"{CHANGE}/reset"
NEW = "five red foxes sleeping"
INVALID = (422, "link_not_valid")


async def ask(client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member) -> str:
    """Ask for a link and return the token that arrives."""
    answer = await client.post(FORGOT, json={"email": member.email})
    assert answer.status_code == 202, answer.text
    return (await mailboxes.last(member.email, "reset_password")).token


async def reset(client: httpx2.AsyncClient, token: str, password: str = NEW) -> httpx2.Response:
    return await client.post(RESET, json={"token": token, "password": password})


async def tokens_of(client: httpx2.AsyncClient, member: Member, password: str = PASSWORD) -> dict[str, Any]:
    """Sign in as a program."""
    form = {"email": member.email, "password": password, "delivery": "body"}
    answer = await client.post(LOGIN, json=form)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def status_of_login(client: httpx2.AsyncClient, member: Member, password: str) -> int:
    form = {"email": member.email, "password": password, "delivery": "body"}
    return (await client.post(LOGIN, json=form)).status_code


class TestForgot:
    async def test_sends_a_link_that_hides_its_token_from_servers(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member
    ) -> None:
        await ask(client, mailboxes, member)
        letter = await mailboxes.last(member.email, "reset_password")
        assert letter.link.startswith("https://pilot.example/reset-password#token=")
        assert len(letter.token) == 43
        assert letter.token not in str(letter.payload)

    async def test_ignores_the_host_that_a_request_names(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member
    ) -> None:
        headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        await client.post(FORGOT, json={"email": member.email}, headers=headers)
        assert "evil" not in (await mailboxes.last(member.email, "reset_password")).link

    async def test_says_the_same_whether_anybody_has_the_email(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, identity: Identity
    ) -> None:
        made = await identity.users.create(
            member.principal, UserCreate(email=f"x{member.user_id}@example.com", name="X", password=NEW)
        )
        await identity.users.update(member.principal, made.id, UserUpdate(is_active=False))
        addresses = [member.email, f"nobody-{member.user_id}@example.com", made.email]
        answers = [await client.post(FORGOT, json={"email": address}) for address in addresses]
        told = [(answer.status_code, answer.json()["data"], len(answer.content)) for answer in answers]
        assert told == [told[0]] * 3
        assert [len(await mailboxes.of(address)) for address in addresses] == [1, 0, 0]

    @pytest.mark.parametrize("who", ["somebody", "nobody"])
    async def test_has_answered_before_it_looks(
        self, app: FastAPI, identity: Identity, member: Member, monkeypatch: pytest.MonkeyPatch, who: str
    ) -> None:
        """So the time it takes tells nothing."""
        happened: list[str] = []
        send_link = identity.recovery.send_link

        async def watched(*arguments: Any) -> None:
            happened.append("look")
            await send_link(*arguments)

        async def app_with_ears(scope: Any, receive: Any, send: Any) -> None:
            async def heard(message: Any) -> None:
                happened.append(message["type"])
                await send(message)

            await app(scope, receive, heard)

        monkeypatch.setattr(identity.recovery, "send_link", watched)
        transport = httpx2.ASGITransport(app_with_ears)
        async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            email = member.email if who == "somebody" else f"no-{member.email}"
            assert (await client.post(FORGOT, json={"email": email})).status_code == 202
        assert happened.index("look") > happened.index("http.response.body")

    async def test_limits_letters_to_an_address_whoever_has_it(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, clock: FrozenClock
    ) -> None:
        for address in (member.email, f"nobody-{member.user_id}@example.com"):
            answers = [await client.post(FORGOT, json={"email": address}) for _ in range(6)]
            assert [answer.status_code for answer in answers] == [202] * 5 + [429]
            assert code_of(answers[-1]) == (429, "too_many_letters")
            assert int(answers[-1].headers["retry-after"]) == 3600
        assert (await client.post(FORGOT, json={"email": member.email.upper()})).status_code == 429
        assert len(await mailboxes.of(member.email)) == 5
        clock.advance(3600)
        assert (await client.post(FORGOT, json={"email": member.email})).status_code == 202

    async def test_limits_a_caller_who_tries_many_addresses(self, client: httpx2.AsyncClient) -> None:
        answers = [await client.post(FORGOT, json={"email": f"n{number}@example.com"}) for number in range(21)]
        assert [answer.status_code for answer in answers] == [202] * 20 + [429]

    async def test_is_written_down_as_nobodys_act(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, database: Database
    ) -> None:
        await ask(client, mailboxes, member)
        async with database.transaction(member.organization_id) as session:
            event = (await session.scalars(select(AuditEvent))).one()
        assert (event.action, event.actor_kind, event.actor_id) == ("password.forgot", "anonymous", None)
        assert event.ip_address == "203.0.113.7"


class TestReset:
    async def test_sets_the_password_and_ends_every_login_session(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member
    ) -> None:
        before = await tokens_of(client, member)
        bearer = {"Authorization": f"Bearer {before['access_token']}"}
        assert (await client.get(ME, headers=bearer)).status_code == 200
        assert (await reset(client, await ask(client, mailboxes, member))).status_code == 200
        assert (await client.get(ME, headers=bearer)).status_code == 401
        refreshed = await client.post(REFRESH, json={"refresh_token": before["refresh_token"]})
        assert refreshed.status_code == 401
        assert await status_of_login(client, member, PASSWORD) == 401
        assert await status_of_login(client, member, NEW) == 200

    async def test_tells_the_owner(self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member) -> None:
        await reset(client, await ask(client, mailboxes, member))
        told = await mailboxes.last(member.email, "account.security")
        assert told.payload["what"] == "Your password was changed."
        assert told.payload["ip_address"] == "203.0.113.7"

    async def test_lets_in_whoever_had_guessed_too_often(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, identity: Identity
    ) -> None:
        for _ in range(10):
            identity.logins._failed_logins.begin(member.email, "203.0.113.7")
        assert await status_of_login(client, member, PASSWORD) == 429
        await reset(client, await ask(client, mailboxes, member))
        assert await status_of_login(client, member, NEW) == 200

    async def test_proves_the_address(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, database: Database
    ) -> None:
        await reset(client, await ask(client, mailboxes, member))
        async with database.transaction(member.organization_id) as session:
            assert await session.scalar(text("select email_verified_at from user_account")) is not None

    async def test_takes_a_link_once(self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member) -> None:
        token = await ask(client, mailboxes, member)
        answers = await asyncio.gather(*(reset(client, token, f"{NEW} {number}") for number in range(3)))
        assert sorted(answer.status_code for answer in answers) == [200, 422, 422]
        assert code_of(await reset(client, token)) == INVALID

    async def test_takes_no_link_that_is_too_old(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, clock: FrozenClock
    ) -> None:
        token = await ask(client, mailboxes, member)
        clock.advance(3600)
        assert code_of(await reset(client, token)) == INVALID
        assert await status_of_login(client, member, PASSWORD) == 200

    async def test_takes_only_the_newest_link(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member
    ) -> None:
        first, second = await ask(client, mailboxes, member), await ask(client, mailboxes, member)
        assert code_of(await reset(client, first)) == INVALID
        assert (await reset(client, second)).status_code == 200

    async def test_takes_no_link_of_another_purpose(
        self, browser: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member
    ) -> None:
        await browser.post("/api/v1/auth/email/verification")
        assert code_of(await reset(browser, (await mailboxes.last(member.email, "verify")).token)) == INVALID

    async def test_changes_nobody_else(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, stranger: Member
    ) -> None:
        await reset(client, await ask(client, mailboxes, member))
        assert await status_of_login(client, stranger, PASSWORD) == 200

    async def test_takes_none_of_somebody_who_was_deactivated_meanwhile(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, database: Database
    ) -> None:
        token = await ask(client, mailboxes, member)
        async with database.transaction(member.organization_id) as session:
            await session.execute(text("update user_account set is_active = false"))
        assert code_of(await reset(client, token)) == INVALID

    @pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 100, "\x00", "é", "' or 1=1 --"], ids=range(6))
    async def test_takes_none_that_is_made_up(self, client: httpx2.AsyncClient, token: str) -> None:
        assert code_of(await reset(client, token)) == INVALID

    async def test_has_an_answer_for_broken_unicode(self, client: httpx2.AsyncClient) -> None:
        body = b'{"token": "\\ud800", "password": "five red foxes sleeping"}'
        answer = await client.post(RESET, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        "form",
        [{}, {"token": "", "password": NEW}, {"token": "x" * 101, "password": NEW}, {"token": "x", "password": ""},
         {"token": "x", "password": "x" * 257}, {"token": "x", "password": NEW, "user_id": "1"}],
        ids=range(6),
    )  # fmt: skip
    async def test_says_which_field_is_wrong(self, client: httpx2.AsyncClient, form: dict[str, str]) -> None:
        assert code_of(await client.post(RESET, json=form)) == (422, "invalid_input")

    async def test_keeps_the_link_when_the_password_is_weak(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member
    ) -> None:
        token = await ask(client, mailboxes, member)
        assert code_of(await reset(client, token, "short")) == (422, "weak_password")
        assert (await reset(client, token, "x1 y2 z3 w4 " + "é" * 244)).status_code == 200

    async def test_keeps_a_hash_of_the_token_only(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, database: Database
    ) -> None:
        token = await ask(client, mailboxes, member)
        async with database.transaction(member.organization_id) as session:
            rows = await session.scalar(text("select json_agg(t)::text from account_token t"))
            assert token not in rows
            assert token not in await session.scalar(text("select json_agg(n)::text from notification n"))

    async def test_leaves_api_keys_alone(
        self, client: httpx2.AsyncClient, mailboxes: Mailboxes, member: Member, identity: Identity
    ) -> None:
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        await reset(client, await ask(client, mailboxes, member))
        assert (await client.get(ME, headers={"X-API-Key": key})).status_code == 200


class TestChange:
    async def test_ends_the_other_login_sessions(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes
    ) -> None:
        other = await tokens_of(browser, member)
        form = {"current_password": PASSWORD, "password": NEW}
        assert (await browser.post(CHANGE, json=form)).status_code == 200
        assert (await browser.get(ME)).status_code == 200
        bearer = {"Authorization": f"Bearer {other['access_token']}"}
        assert (await browser.get(ME, headers=bearer)).status_code == 401
        assert await status_of_login(browser, member, NEW) == 200
        assert (await mailboxes.last(member.email, "security")).payload["what"] == "Your password was changed."

    async def test_wants_the_present_one_and_counts_guesses(self, browser: httpx2.AsyncClient, member: Member) -> None:
        form = {"current_password": "not this one", "password": NEW}
        answers = [await browser.post(CHANGE, json=form) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [403] * 10 + [429]
        assert code_of(answers[0]) == (403, "wrong_password")

    async def test_writes_down_who_did_not_know_it(
        self, browser: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        await browser.post(CHANGE, json={"current_password": "not this one", "password": NEW})
        async with database.transaction(member.organization_id) as session:
            query = select(AuditEvent.outcome).where(AuditEvent.action == "password.confirm")
            assert (await session.scalars(query)).all() == ["refused"]

    async def test_takes_no_weak_one(self, browser: httpx2.AsyncClient) -> None:
        form = {"current_password": PASSWORD, "password": "password1234"}
        assert code_of(await browser.post(CHANGE, json=form)) == (422, "weak_password")

    async def test_is_not_for_api_keys(self, client: httpx2.AsyncClient, member: Member, identity: Identity) -> None:
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        form = {"current_password": PASSWORD, "password": NEW}
        answer = await client.post(CHANGE, json=form, headers={"X-API-Key": key})
        assert code_of(answer) == (403, "person_needed")

    async def test_ends_links_that_were_sent_before(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes, database: Database
    ) -> None:
        token = await ask(browser, mailboxes, member)
        await browser.post(CHANGE, json={"current_password": PASSWORD, "password": NEW})
        assert code_of(await reset(browser, token, "another one of mine")) == INVALID
        async with database.transaction(member.organization_id) as session:
            assert (await session.scalars(select(AccountToken.ended_at))).one() is not None


class TestLinkOfAnAdministrator:
    async def test_lets_a_user_in_and_tells_them(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes
    ) -> None:
        email = f"bob-{member.user_id}@example.com"
        form = {"email": email, "name": "Bob", "password": PASSWORD}
        made = (await browser.post("/api/v1/users", json=form)).json()["data"]
        answer = await browser.post(f"/api/v1/users/{made['id']}/password-link")
        assert answer.status_code == 201
        link = answer.json()["data"]["link"]
        assert "administrator" in (await mailboxes.last(email, "security")).payload["what"]
        assert (await reset(browser, link.partition("#token=")[2])).status_code == 200

    async def test_is_not_made_for_a_stranger(self, browser: httpx2.AsyncClient, stranger: Member) -> None:
        answer = await browser.post(f"/api/v1/users/{stranger.user_id}/password-link")
        assert code_of(answer) == (404, "not_found")

    async def test_is_not_made_for_somebody_who_holds_more(
        self, client: httpx2.AsyncClient, member: Member, identity: Identity, mailboxes: Mailboxes
    ) -> None:
        permissions = ["users:read", "users:write"]
        await identity.roles.create(member.principal, RoleCreate(name="clerk", permissions=permissions))
        email = f"cleo-{member.user_id}@example.com"
        form = UserCreate(email=email, name="Cleo", password=PASSWORD, roles=["clerk"])
        clerk = await identity.users.create(member.principal, form)
        await sign_in(client, Member(member.organization_id, clerk.id, email, member.principal))
        answer = await client.post(f"/api/v1/users/{member.user_id}/password-link")
        assert code_of(answer) == (403, "beyond_your_permissions")
        assert await mailboxes.of(member.email) == []
