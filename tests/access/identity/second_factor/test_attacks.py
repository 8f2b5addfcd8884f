"""Somebody has the password and wants in."""

import asyncio

import httpx2
import pytest

from tests.access.conftest import PASSWORD, FrozenClock, Mailboxes, Member, code_of, sign_in
from tests.access.identity.second_factor.people import (
    APP,
    FACTOR,
    LOGIN,
    ME,
    OWN_PASSWORD,
    Phone,
    add_app,
    first_step,
    second_step,
)  # fmt: skip


@pytest.fixture
async def phone(browser: httpx2.AsyncClient, clock: FrozenClock) -> Phone:
    phone, _ = await add_app(browser, clock)
    phone.next_code()
    return phone


class TestReplay:
    async def test_a_code_is_taken_once(self, browser: httpx2.AsyncClient, member: Member, phone: Phone) -> None:
        code = phone.code()
        assert (await second_step(browser, (await first_step(browser, member))["token"], code)).status_code == 200
        again = await second_step(browser, (await first_step(browser, member))["token"], code)
        assert code_of(again) == (403, "wrong_code")

    async def test_nor_is_an_older_one_after_it(
        self, browser: httpx2.AsyncClient, member: Member, phone: Phone
    ) -> None:
        older = phone.code()
        newer = phone.next_code()
        assert (await second_step(browser, (await first_step(browser, member))["token"], newer)).status_code == 200
        assert (await second_step(browser, (await first_step(browser, member))["token"], older)).status_code == 403

    async def test_the_code_that_added_the_app_signs_nobody_in(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        phone, _ = await add_app(browser, clock)
        step = await first_step(browser, member)
        assert (await second_step(browser, step["token"], phone.code())).status_code == 403

    async def test_a_first_step_is_used_once(self, browser: httpx2.AsyncClient, member: Member, phone: Phone) -> None:
        step = await first_step(browser, member)
        assert (await second_step(browser, step["token"], phone.code())).status_code == 200
        again = await second_step(browser, step["token"], phone.next_code())
        assert code_of(again) == (422, "login_step_not_valid")

    @pytest.mark.parametrize("kind", ["app", "recovery_code"])
    async def test_of_many_at_once_one_gets_in(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock, kind: str
    ) -> None:
        phone, codes = await add_app(browser, clock)
        tokens = [(await first_step(browser, member))["token"] for _ in range(4)]
        code = phone.next_code() if kind == "app" else codes[0]
        answers = await asyncio.gather(*(second_step(browser, token, code) for token in tokens))
        assert sorted(answer.status_code for answer in answers) == [200, 403, 403, 403]


class TestBruteForce:
    async def test_a_first_step_bears_five_wrong_codes(
        self, browser: httpx2.AsyncClient, member: Member, phone: Phone
    ) -> None:
        step = await first_step(browser, member)
        answers = [await second_step(browser, step["token"], phone.wrong_code()) for _ in range(5)]
        assert {code_of(answer) for answer in answers} == {(403, "wrong_code")}
        right = await second_step(browser, step["token"], phone.code())
        assert code_of(right) == (422, "login_step_not_valid")

    async def test_a_user_bears_ten_from_wherever_they_come(
        self, browser: httpx2.AsyncClient, member: Member, phone: Phone, mailboxes: Mailboxes
    ) -> None:
        for _ in range(2):
            step = await first_step(browser, member)
            for _ in range(5):
                await second_step(browser, step["token"], phone.wrong_code())
        step = await first_step(browser, member)
        refused = await second_step(browser, step["token"], phone.code())
        assert code_of(refused) == (429, "too_many_wrong_codes")
        assert int(refused.headers["retry-after"]) == 900
        warned = (await mailboxes.last(member.email, "account.security")).payload["what"]
        assert "change your password" in warned

        phone.clock.advance(900)
        step = await first_step(browser, member)
        assert (await second_step(browser, step["token"], phone.code())).status_code == 200

    async def test_recovery_codes_still_help_then(
        self, browser: httpx2.AsyncClient, member: Member, clock: FrozenClock
    ) -> None:
        phone, codes = await add_app(browser, clock)
        for _ in range(2):
            step = await first_step(browser, member)
            for _ in range(5):
                await second_step(browser, step["token"], phone.wrong_code())
        step = await first_step(browser, member)
        assert (await second_step(browser, step["token"], codes[0])).status_code == 200


class TestFirstStepToken:
    async def test_opens_nothing_else(self, client: httpx2.AsyncClient, browser, member: Member, phone: Phone) -> None:
        token = (await first_step(client, member))["token"]
        client.cookies.clear()
        for headers in ({"Authorization": f"Bearer {token}"}, {"X-API-Key": token}):
            assert (await client.get(ME, headers=headers)).status_code == 401
        client.cookies.set("pilothouse_access", token)
        assert (await client.get(ME)).status_code == 401
        client.cookies.clear()
        for path, form in [
            ("/api/v1/auth/refresh", {"refresh_token": token}),
            ("/api/v1/auth/password/reset", {"token": token, "password": "five red foxes sleeping"}),
            ("/api/v1/auth/email/verify", {"token": token}),
            ("/api/v1/auth/invitations/look", {"token": token}),
        ]:
            assert (await client.post(path, json=form)).status_code in {401, 422}, path

    async def test_adds_no_app_where_there_is_one(
        self, browser: httpx2.AsyncClient, member: Member, phone: Phone
    ) -> None:
        step = await first_step(browser, member)
        answer = await browser.post(f"{LOGIN}/app", json={"token": step["token"]})
        assert code_of(answer) == (422, "login_step_not_valid")

    async def test_is_of_no_use_with_the_code_of_somebody_else(
        self, browser: httpx2.AsyncClient, member: Member, stranger: Member, phone: Phone, clock: FrozenClock
    ) -> None:
        await sign_in(browser, stranger)
        theirs, codes = await add_app(browser, clock)
        step = await first_step(browser, member)
        for code in (theirs.next_code(), codes[0]):
            assert code_of(await second_step(browser, step["token"], code)) == (403, "wrong_code")

    async def test_ends_when_the_password_is_changed(
        self, browser: httpx2.AsyncClient, member: Member, phone: Phone
    ) -> None:
        step = await first_step(browser, member)
        form = {"current_password": PASSWORD, "password": "five red foxes sleeping"}
        assert (await browser.post("/api/v1/auth/password", json=form)).status_code == 200
        answer = await second_step(browser, step["token"], phone.code())
        assert code_of(answer) == (422, "login_step_not_valid")

    @pytest.mark.parametrize("token", ["x", "0" * 100, "' or 1=1 --"])
    async def test_is_not_to_be_invented(self, client: httpx2.AsyncClient, token: str) -> None:
        for path, form in (("step", {}), ("code", {"code": "123456"}), ("app", {}), ("app/confirm", {"code": "1"})):
            answer = await client.post(f"{LOGIN}/{path}", json={"token": token, **form})
            assert code_of(answer) == (422, "login_step_not_valid")

    async def test_is_not_asked_for_when_the_password_is_wrong(
        self, browser: httpx2.AsyncClient, member: Member, phone: Phone
    ) -> None:
        """So nobody learns who has a second factor."""
        answer = await browser.post(LOGIN, json={"email": member.email, "password": "a wrong one, surely"})
        assert code_of(answer) == (401, "unauthenticated")


class TestStolenSession:
    async def test_does_away_with_no_factor_and_makes_no_codes(self, browser: httpx2.AsyncClient, phone: Phone) -> None:
        for path in (f"{APP}/remove", f"{FACTOR}/recovery-codes"):
            assert (await browser.post(path, json={})).status_code == 403
            assert (await browser.post(path, json={"password": "guessed"})).status_code == 403

    async def test_guesses_the_password_ten_times_and_no_more(self, browser: httpx2.AsyncClient, phone: Phone) -> None:
        for _ in range(10):
            assert (await browser.post(f"{APP}/remove", json={"password": "guessed"})).status_code == 403
        assert (await browser.post(f"{APP}/remove", json=OWN_PASSWORD)).status_code == 429

    async def test_needs_the_token_of_the_page(self, browser: httpx2.AsyncClient, phone: Phone) -> None:
        answer = await browser.post(f"{APP}/remove", json=OWN_PASSWORD, headers={"X-CSRF-Token": "x"})
        assert code_of(answer) == (403, "csrf_refused")


class TestForeignPage:
    @pytest.mark.parametrize("path", ["code", "app/confirm"])
    async def test_signs_nobody_in(self, browser: httpx2.AsyncClient, member: Member, phone: Phone, path: str) -> None:
        """Nobody is put into somebody else's session by another site."""
        step = await first_step(browser, member)
        answer = await browser.post(
            f"{LOGIN}/{path}",
            json={"token": step["token"], "code": phone.code()},
            headers={"Origin": "https://evil.example"},
        )
        assert code_of(answer) == (403, "foreign_origin")

    async def test_a_session_is_never_the_one_that_was_there_before(
        self, browser: httpx2.AsyncClient, member: Member, phone: Phone
    ) -> None:
        """What an attacker planted in the browser is replaced."""
        before = dict(browser.cookies)
        assert len(before) == 3
        step = await first_step(browser, member)
        await browser.post(f"{LOGIN}/code", json={"token": step["token"], "code": phone.code()})
        assert all(browser.cookies[name] != value for name, value in before.items())
