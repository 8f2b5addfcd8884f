from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.tables import Organization
from pilothouse.access.settings import AccessSettings
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from tests.access.conftest import FrozenClock, Mailboxes, Member, code_of, sign_in

REGISTER, ACCEPT = "/api/v1/auth/register", "/api/v1/auth/invitations/accept"
NEW = "five red foxes sleeping"


@pytest.fixture
def settings() -> AccessSettings:
    return AccessSettings(sign_up="open")


@pytest.fixture
def email() -> str:
    return f"new-{new_id()}@example.com"


async def register(client: httpx2.AsyncClient, email: str, **fields: Any) -> httpx2.Response:
    return await client.post(REGISTER, json={"email": email, "name": "Nia", "organization": "Nia & Co", **fields})


async def confirm(client: httpx2.AsyncClient, token: str, **fields: Any) -> httpx2.Response:
    return await client.post(ACCEPT, json={"token": token, "password": NEW, "delivery": "body", **fields})


class TestRegister:
    @pytest.mark.parametrize("mode", ["closed", "invite"])
    async def test_is_closed_unless_the_operator_opens_it(
        self, client: httpx2.AsyncClient, settings: AccessSettings, mode: Any, email: str, mailboxes: Mailboxes
    ) -> None:
        settings.sign_up = mode
        assert code_of(await register(client, email)) == (403, "sign_up_closed")
        assert await mailboxes.of(email) == []

    async def test_makes_an_organization_of_ones_own_once_its_link_is_followed(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes
    ) -> None:
        assert (await register(client, email)).status_code == 202
        login = {"email": email, "password": NEW, "delivery": "body"}
        assert (await client.post("/api/v1/auth/login", json=login)).status_code == 401
        letter = await mailboxes.last(email, "verify_email")
        assert letter.link.startswith("https://pilot.example/confirm-sign-up#token=")
        answer = await confirm(client, letter.token)
        assert answer.status_code == 201
        me = answer.json()["data"]["user"]
        assert (me["email"], me["name"], me["roles"]) == (email, "Nia", ["admin"])
        assert (me["organization"]["name"], me["organization"]["slug"][:7]) == ("Nia & Co", "nia-co-")
        assert me["email_verified_at"] is not None
        assert (await client.post("/api/v1/auth/login", json=login)).status_code == 200
        assert code_of(await confirm(client, letter.token)) == (422, "link_not_valid")

    async def test_gives_an_administrator_of_nothing_else(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes, member: Member
    ) -> None:
        await register(client, email)
        answer = await confirm(client, (await mailboxes.last(email, "verify")).token)
        bearer = {"Authorization": f"Bearer {answer.json()['data']['access_token']}"}
        users = (await client.get("/api/v1/users", headers=bearer)).json()["data"]
        assert [user["email"] for user in users] == [email]
        assert (await client.get("/api/v1/invitations", headers=bearer)).json()["data"] == []
        answer = await client.get(f"/api/v1/users/{member.user_id}", headers=bearer)
        assert code_of(answer) == (404, "not_found")

    async def test_says_the_same_when_there_is_an_account(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes, member: Member
    ) -> None:
        answers = [await register(client, address) for address in (email, member.email, member.email.upper())]
        told = [(answer.status_code, answer.json()["data"]) for answer in answers]
        assert told == [told[0]] * 3
        letters = await mailboxes.of(member.email)
        assert [(letter.topic, letter.link) for letter in letters] == [("account.security", "")] * 2
        assert letters[0].payload["name"] == "Ada"

    async def test_carries_no_words_of_strangers_into_a_letter(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes
    ) -> None:
        await register(client, email, name="You won. evil.example", organization="evil.example")
        assert "evil" not in str(await mailboxes.last(email, "verify"))

    async def test_of_two_for_one_address_the_first_to_be_confirmed_counts(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes
    ) -> None:
        await register(client, email)
        await register(client, email, organization="Other")
        first, second = (letter.token for letter in await mailboxes.of(email))
        assert (await confirm(client, second)).status_code == 201
        assert code_of(await confirm(client, first)) == (409, "name_taken")

    async def test_is_forgotten_when_nobody_confirms_it(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes, owner_database: Database, member: Member
    ) -> None:
        await register(client, email)
        await register(client, "kept" + email)
        await confirm(client, (await mailboxes.last("kept" + email, "verify")).token)
        async with owner_database.transaction() as session:
            await session.execute(text("update invitation set expires_at = now() - interval '25 hours'"))
        await register(client, "another" + email)
        count = text("select count(*) from invitation where email = :email")
        async with owner_database.transaction() as session:
            left = [await session.scalar(count, {"email": begin + email}) for begin in ("", "kept", "another")]
            assert await session.get_one(Organization, member.organization_id)
        assert left == [0, 1, 1]
        assert await mailboxes.of(email) == []

    async def test_is_too_late_a_day_later(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes, clock: FrozenClock
    ) -> None:
        await register(client, email)
        clock.advance(86_400)
        token = (await mailboxes.last(email, "verify")).token
        assert code_of(await confirm(client, token)) == (422, "link_not_valid")

    @pytest.mark.parametrize("mode", ["closed", "invite"])
    async def test_is_refused_when_the_operator_has_closed_it_since(
        self, client: httpx2.AsyncClient, email: str, mailboxes: Mailboxes, settings: AccessSettings, mode: Any
    ) -> None:
        await register(client, email)
        settings.sign_up = mode
        answer = await confirm(client, (await mailboxes.last(email, "verify")).token)
        assert code_of(answer) == (403, "sign_up_closed")

    async def test_is_limited(self, client: httpx2.AsyncClient, email: str) -> None:
        answers = [await register(client, email) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [202] * 5 + [429]

    @pytest.mark.parametrize(
        "fields",
        [{"name": ""}, {"name": "x" * 101}, {"organization": "x" * 101}, {"organization": " "}, {"email": "x"},
         {"role": "admin"}, {"password": NEW}, {"slug": "default"}],
        ids=range(8),
    )  # fmt: skip
    async def test_says_which_field_is_wrong(
        self, client: httpx2.AsyncClient, email: str, fields: dict[str, str]
    ) -> None:
        answer = await client.post(REGISTER, json={"email": email, "name": "N", "organization": "O", **fields})
        assert code_of(answer) == (422, "invalid_input")

    async def test_takes_every_field_at_its_limit(self, client: httpx2.AsyncClient, mailboxes: Mailboxes) -> None:
        email = f"{new_id()}@" + "b" * (254 - 37)
        await register(client, email, name="n" * 100, organization="Ö" * 100)
        answer = await confirm(client, (await mailboxes.last(email, "verify")).token)
        me = answer.json()["data"]["user"]
        assert (me["name"], me["organization"]["name"]) == ("n" * 100, "Ö" * 100)


class TestLaterOn:
    async def test_an_own_organization_invites_others(
        self, client: httpx2.AsyncClient, identity: Identity, mailboxes: Mailboxes, member: Member, email: str
    ) -> None:
        await sign_in(client, member)
        assert (await client.post("/api/v1/invitations", json={"email": email})).status_code == 201
        answer = await confirm(client, (await mailboxes.last(email, "invitation")).token)
        assert answer.json()["data"]["user"]["name"] == email.partition("@")[0]
