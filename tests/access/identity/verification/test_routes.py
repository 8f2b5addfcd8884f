import httpx2
import pytest
from sqlalchemy import select, text

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, FrozenClock, Mailboxes, Member, code_of

CHANGE = "/api/v1/auth/email"
SEND, VERIFY, ME = f"{CHANGE}/verification", f"{CHANGE}/verify", "/api/v1/auth/me"
INVALID = (422, "link_not_valid")


def new_email(member: Member) -> str:
    return f"new-{member.user_id}@example.com"


async def change(browser: httpx2.AsyncClient, email: str, password: str = PASSWORD) -> httpx2.Response:
    return await browser.post(CHANGE, json={"email": email, "password": password})


async def verify(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await client.post(VERIFY, json={"token": token})


class TestOwnAddress:
    async def test_is_confirmed_by_the_link_that_was_sent_there(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes
    ) -> None:
        assert (await browser.get(ME)).json()["data"]["email_verified_at"] is None
        assert (await browser.post(SEND)).status_code == 202
        letter = await mailboxes.last(member.email, "verify_email")
        assert letter.link.startswith("https://pilot.example/verify-email#token=")
        assert (await verify(browser, letter.token)).json()["data"] == {"email": member.email}
        assert (await browser.get(ME)).json()["data"]["email_verified_at"] is not None
        assert code_of(await verify(browser, letter.token)) == INVALID
        assert code_of(await browser.post(SEND)) == (409, "conflict")

    async def test_is_not_confirmed_a_day_later(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes, clock: FrozenClock
    ) -> None:
        await browser.post(SEND)
        clock.advance(86_400)
        assert code_of(await verify(browser, (await mailboxes.last(member.email, "verify")).token)) == INVALID

    async def test_is_sent_no_more_than_five_links_an_hour(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes
    ) -> None:
        answers = [await browser.post(SEND) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [202] * 5 + [429]
        letters = await mailboxes.of(member.email, "verify_email")
        assert [(await verify(browser, letter.token)).status_code for letter in letters] == [422] * 4 + [200]


class TestChange:
    async def test_waits_for_the_new_address_and_tells_the_old_one(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes
    ) -> None:
        email = new_email(member)
        assert (await change(browser, email)).status_code == 202
        assert (await browser.get(ME)).json()["data"]["email"] == member.email
        assert await mailboxes.of(member.email) == []
        assert (await verify(browser, (await mailboxes.last(email, "verify")).token)).status_code == 200
        assert (await browser.get(ME)).json()["data"]["email"] == email
        assert email in (await mailboxes.last(member.email, "security")).payload["what"]
        for address, status in ((member.email, 401), (email.upper(), 200)):
            form = {"email": address, "password": PASSWORD, "delivery": "body"}
            assert (await browser.post("/api/v1/auth/login", json=form)).status_code == status

    async def test_ends_password_links_that_went_to_the_old_address(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes
    ) -> None:
        await browser.post("/api/v1/auth/password/forgot", json={"email": member.email})
        await change(browser, new_email(member))
        await verify(browser, (await mailboxes.last(new_email(member), "verify")).token)
        token = (await mailboxes.last(member.email, "reset")).token
        form = {"token": token, "password": "five red foxes sleeping"}
        assert code_of(await browser.post("/api/v1/auth/password/reset", json=form)) == INVALID

    async def test_says_the_same_when_somebody_has_the_address(
        self, browser: httpx2.AsyncClient, member: Member, stranger: Member, mailboxes: Mailboxes
    ) -> None:
        free, taken = new_email(member), stranger.email
        told = [(await change(browser, email)).json()["data"]["message"] for email in (free, taken)]
        assert told[0].replace(free, "") == told[1].replace(taken, "")
        answer = await verify(browser, (await mailboxes.last(taken, "verify")).token)
        assert code_of(answer) == (409, "name_taken")
        assert (await browser.get(ME)).json()["data"]["email"] == member.email

    async def test_wants_the_password(self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes) -> None:
        answer = await change(browser, new_email(member), "not this one")
        assert code_of(answer) == (403, "wrong_password")
        assert await mailboxes.of(new_email(member)) == []

    async def test_is_not_for_api_keys(self, client: httpx2.AsyncClient, member: Member, identity: Identity) -> None:
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        form = {"email": new_email(member), "password": PASSWORD}
        answer = await client.post(CHANGE, json=form, headers={"X-API-Key": key})
        assert code_of(answer) == (403, "person_needed")

    @pytest.mark.parametrize("email", ["", "none", "a@" + "b" * 253, "a\u200b@example.com"], ids=range(4))
    async def test_takes_addresses_only(self, browser: httpx2.AsyncClient, email: str) -> None:
        assert code_of(await change(browser, email)) == (422, "invalid_input")

    async def test_takes_an_address_of_the_greatest_length(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes
    ) -> None:
        email = f"{member.user_id}@" + "b" * (254 - 37)
        await change(browser, email)
        assert (await verify(browser, (await mailboxes.last(email, "verify")).token)).status_code == 200

    async def test_is_written_down(
        self, browser: httpx2.AsyncClient, member: Member, mailboxes: Mailboxes, database: Database
    ) -> None:
        await change(browser, new_email(member))
        await verify(browser, (await mailboxes.last(new_email(member), "verify")).token)
        async with database.transaction(member.organization_id) as session:
            event = (await session.scalars(select(AuditEvent).where(AuditEvent.action == "email.change"))).one()
        assert event.changes == {"email": [member.email, new_email(member)]}


class TestLookAlikes:
    @pytest.mark.parametrize("twin", ["\uff4bate", "\u212aate", "KATE"], ids=["width", "kelvin", "case"])
    async def test_no_two_accounts_read_the_same(
        self, browser: httpx2.AsyncClient, member: Member, twin: str, database: Database
    ) -> None:
        end = f"-{member.user_id}@example.com"
        form = {"name": "Kate", "password": "five red foxes sleeping"}
        assert (await browser.post("/api/v1/users", json={**form, "email": f"kate{end}"})).status_code == 201
        answer = await browser.post("/api/v1/users", json={**form, "email": f"{twin}{end}"})
        assert code_of(answer) == (409, "name_taken")
        login = {"email": f"{twin}{end}", "password": form["password"], "delivery": "body"}
        assert (await browser.post("/api/v1/auth/login", json=login)).status_code == 200
        async with database.transaction(member.organization_id) as session:
            assert await session.scalar(text("select count(*) from user_account")) == 2

    async def test_nor_as_one_that_is_older_than_the_rule(self, browser: httpx2.AsyncClient, member: Member) -> None:
        """Rows without a key are told apart by their address in lower case."""
        form = {"name": "Ada", "password": "five red foxes sleeping", "email": member.email.replace("ada", "\uff21da")}
        assert code_of(await browser.post("/api/v1/users", json=form)) == (409, "name_taken")
