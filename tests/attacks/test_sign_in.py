"""Getting in without what it takes, and finding out who has an account."""

import json
from datetime import timedelta

import httpx2
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from pilothouse.access.identity.bootstrap import DEFAULT_EMAIL
from pilothouse.access.identity.common_passwords import is_common
from pilothouse.access.identity.identity import Identity
from pilothouse.db.engine import Database
from tests.access.conftest import (  # noqa: F401 - fixtures
    PASSWORD,
    FrozenClock,
    Mailboxes,
    Member,
    app,
    browser,
    client,
    clock,
    code_of,
    identity,
    key_store,
    mailboxes,
    settings,
    sign_in,
)
from tests.access.identity.second_factor.people import add_app, first_step

LOGIN, FORGOT, RESET = "/api/v1/auth/login", "/api/v1/auth/password/forgot", "/api/v1/auth/password/reset"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parameters of every argon2 computation: what signing in takes is what these take."""
    made: list[str] = []
    for name in ("verify", "hash"):
        original = getattr(PasswordHasher, name)

        def counted(self, *arguments, _original=original):
            made.append(str(arguments[0]).rpartition("p=4$")[0] or "hash")
            return _original(self, *arguments)

        monkeypatch.setattr(PasswordHasher, name, counted)
    return made


async def test_takes_the_same_work_and_words_whoever_it_is(
    client: httpx2.AsyncClient, member: Member, database: Database, hashed: list[str]
) -> None:
    tried = {}
    for who in ("known", "unknown", "of odd spelling", "without a password", "deactivated"):
        if who == "without a password":
            await _change(database, member, "password_hash = null")
        if who == "deactivated":
            await _change(database, member, "is_active = false")
        email = {"unknown": f"no-{member.email}", "of odd spelling": f"NO-{member.email.upper()}"}.get(
            who, member.email
        )
        hashed.clear()
        answer = await client.post(LOGIN, json={"email": email, "password": "not this one"})
        tried[who] = (answer.status_code, answer.json()["error"], {*answer.headers}, tuple(hashed))
    assert {who for who, told in tried.items() if told != tried["known"]} == set()
    assert len(tried["known"][3]) == 1


async def _change(database: Database, member: Member, change: str) -> None:
    async with database.transaction(member.organization_id) as session:
        await session.execute(text(f"update user_account set {change} where id = :id"), {"id": member.user_id})


async def test_a_new_password_does_not_stand_in_for_the_second_factor(
    browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, mailboxes: Mailboxes
) -> None:
    await add_app(browser, clock)
    await browser.post(FORGOT, json={"email": member.email})
    letter = await mailboxes.last(member.email, "reset_password")
    answer = await browser.post(RESET, json={"token": letter.token, "password": "five quiet harbours wake"})
    assert answer.status_code == 200, answer.text
    assert "set-cookie" not in answer.headers
    assert "token" not in answer.text
    after = await browser.post(LOGIN, json={"email": member.email, "password": "five quiet harbours wake"})
    assert code_of(after) == (403, "second_factor_needed")


async def test_a_link_for_a_password_does_not_confirm_a_sign_in(
    browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, mailboxes: Mailboxes
) -> None:
    await add_app(browser, clock)
    await browser.post(FORGOT, json={"email": member.email})
    token = (await mailboxes.last(member.email, "reset_password")).token
    step = await first_step(browser, member)
    for form in ({"token": token, "code": "000000"}, {"token": step["token"], "code": token[:60]}):
        assert not (await browser.post(f"{LOGIN}/code", json=form)).is_success
    reset = await browser.post(RESET, json={"token": step["token"], "password": "five quiet harbours wake"})
    assert not reset.is_success


async def test_a_password_does_not_grow_old(client: httpx2.AsyncClient, member: Member, clock: FrozenClock) -> None:
    clock.advance(timedelta(days=3650).total_seconds())
    assert (await sign_in(client, member)).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (DEFAULT_EMAIL, "admin"), (DEFAULT_EMAIL, "pilothouse"), ("admin@localhost", "password"),
        ("root@localhost", "root"), ("postgres@localhost", "postgres"), ("test@example.com", "test"),
    ],
)  # fmt: skip
async def test_no_account_has_a_password_that_is_known(
    client: httpx2.AsyncClient, identity: Identity, email: str, password: str
) -> None:
    answer = await client.post(LOGIN, json={"email": email, "password": password})
    assert code_of(answer) == (401, "unauthenticated")
    assert len(password) < identity.settings.password_min_length or is_common(password)  # nobody can set it, either


async def test_nobody_gets_in_while_the_database_is_away(
    client: httpx2.AsyncClient, member: Member, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be looked up is refused, a good password and a good token alike."""
    form = {"email": member.email, "password": PASSWORD, "delivery": "body"}
    token = (await client.post(LOGIN, json=form)).json()["data"]["access_token"]
    monkeypatch.setattr(identity.authenticate, "_database", Database("postgresql://nobody@127.0.0.1:1/none"))
    monkeypatch.setattr(identity.logins, "_database", Database("postgresql://nobody@127.0.0.1:1/none"))
    for answer in (
        await client.post(LOGIN, json=form),
        await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"}),
        await client.get("/api/v1/auth/me", headers={"X-API-Key": "ph_" + "0" * 40}),
    ):
        assert answer.status_code == 503, answer.text
        assert "127.0.0.1" not in answer.text


async def test_unusual_letters_open_no_other_account(client: httpx2.AsyncClient, member: Member) -> None:
    """What looks like an address is either that address or none: never a second one, never an error of ours."""
    name, _, host = member.email.partition("@")
    cyrillic = name.replace("a", "\u0430", 1)
    lookalikes = (
        f"{name}\u200b@{host}", f"{name}@{host}\u0000", f"{name}%00@{host}", f" {member.email} ", f"{name}@{host}.",
        f"{name}@\uff45xample.com", f"{cyrillic}@{host}", f'"{name}"@{host}', f"{name}+x@{host}",
        f"{name}@{host},evil@example.com", f"{name}@[127.0.0.1]", f"{name}@{host}\r\nBcc: evil@example.com",
        f"{'a' * 300}@{host}", "@" * 500, "\ud83d", f"{name}@xn--{'a' * 60}.com",
    )  # fmt: skip
    for email in lookalikes:
        body = json.dumps({"email": email, "password": PASSWORD}).encode()
        answer = await client.post(LOGIN, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in {200, 401, 422}, (email, answer.text)
        if answer.status_code == 200:  # the very same address, only spelled otherwise
            assert answer.json()["data"]["user"]["id"] == str(member.user_id)
