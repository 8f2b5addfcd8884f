import asyncio
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.invitations import service
from pilothouse.access.identity.roles.schemas import RoleCreate
from pilothouse.access.identity.users.schemas import UserCreate, UserUpdate
from pilothouse.access.settings import AccessSettings
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, FrozenClock, Mailboxes, Member, code_of, sign_in

INVITATIONS, ME = "/api/v1/invitations", "/api/v1/auth/me"
LOOK, ACCEPT = "/api/v1/auth/invitations/look", "/api/v1/auth/invitations/accept"
NEW = "five red foxes sleeping"
INVALID = (422, "link_not_valid")


@pytest.fixture
def settings() -> AccessSettings:
    return AccessSettings(sign_up="invite")


@pytest.fixture
def guest(member: Member) -> str:
    """Somebody's address."""
    return f"guest-{member.user_id}@example.com"


async def invite(browser: httpx2.AsyncClient, email: str, **fields: Any) -> dict[str, Any]:
    answer = await browser.post(INVITATIONS, json={"email": email, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def token_of(mailboxes: Mailboxes, email: str) -> str:
    return (await mailboxes.last(email, "invitation")).token


async def accept(client: httpx2.AsyncClient, token: str, /, **fields: Any) -> httpx2.Response:
    form = {"name": "Gus", "password": NEW, "delivery": "body", **fields}
    return await client.post(ACCEPT, json={"token": token, **form})


class TestInvite:
    async def test_sends_a_letter_that_says_who_asks_whereto(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes
    ) -> None:
        made = await invite(browser, guest, role="developer")
        assert (made["email"], made["role"], made["state"]) == (guest, "developer", "open")
        assert "token" not in made
        letter = await mailboxes.last(guest, "invitation")
        assert letter.link.startswith("https://pilot.example/accept-invitation#token=")
        assert (letter.payload["organization"], letter.payload["invited_by"]) == ("Test", "Ada")

    async def test_gives_the_default_role_where_none_is_named(self, browser: httpx2.AsyncClient, guest: str) -> None:
        assert (await invite(browser, guest))["role"] == "user"

    @pytest.mark.parametrize(
        ("fields", "status", "code"),
        [
            ({"role": "captain"}, 422, "unknown_role"),
            ({"role": ""}, 422, "invalid_input"),
            ({"email": "none"}, 422, "invalid_input"),
            ({"organization_id": "1"}, 422, "invalid_input"),
            ({"permissions": ["admin"]}, 422, "invalid_input"),
        ],
    )
    async def test_says_which_field_is_wrong(
        self, browser: httpx2.AsyncClient, guest: str, fields: dict[str, Any], status: int, code: str
    ) -> None:
        assert code_of(await browser.post(INVITATIONS, json={"email": guest, **fields})) == (status, code)

    async def test_is_refused_where_sign_up_is_closed(
        self, browser: httpx2.AsyncClient, guest: str, settings: AccessSettings
    ) -> None:
        settings.sign_up = "closed"
        assert code_of(await browser.post(INVITATIONS, json={"email": guest})) == (403, "invitations_closed")

    async def test_knows_the_organizations_own_users_and_no_others(
        self, browser: httpx2.AsyncClient, member: Member, stranger: Member
    ) -> None:
        answer = await browser.post(INVITATIONS, json={"email": member.email.upper()})
        assert code_of(answer) == (409, "name_taken")
        assert (await invite(browser, stranger.email))["state"] == "open"

    async def test_gives_no_role_that_is_stronger_than_oneself(
        self, client: httpx2.AsyncClient, member: Member, identity: Identity, guest: str
    ) -> None:
        permissions = ["users:read", "users:write"]
        await identity.roles.create(member.principal, RoleCreate(name="clerk", permissions=permissions))
        email = f"cleo-{member.user_id}@example.com"
        form = UserCreate(email=email, name="Cleo", password=PASSWORD, roles=["clerk"])
        clerk = await identity.users.create(member.principal, form)
        await sign_in(client, Member(member.organization_id, clerk.id, email, member.principal))
        answer = await client.post(INVITATIONS, json={"email": guest, "role": "admin"})
        assert code_of(answer) == (403, "beyond_your_permissions")
        assert (await invite(client, guest, role="clerk"))["role"] == "clerk"

    async def test_is_for_those_who_may(
        self, client: httpx2.AsyncClient, member: Member, identity: Identity, guest: str
    ) -> None:
        key = await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci", scopes=["users:read"]))
        headers = {"X-API-Key": key.key}
        assert (await client.get(INVITATIONS, headers=headers)).status_code == 200
        answer = await client.post(INVITATIONS, json={"email": guest}, headers=headers)
        assert code_of(answer) == (403, "permission_denied")

    async def test_leaves_room_for_so_many_at_once(
        self, browser: httpx2.AsyncClient, guest: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "MOST_OPEN", 2)
        made = [await invite(browser, f"{number}{guest}") for number in range(2)]
        assert code_of(await browser.post(INVITATIONS, json={"email": guest})) == (409, "conflict")
        await browser.delete(f"{INVITATIONS}/{made[0]['id']}")
        assert (await browser.post(INVITATIONS, json={"email": guest})).status_code == 201

    async def test_fills_nobodys_mailbox(self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes) -> None:
        answers = [await browser.post(INVITATIONS, json={"email": guest}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [201] * 5 + [429]
        assert len(await mailboxes.of(guest)) == 5


class TestList:
    async def test_shows_the_organizations_own_and_how_they_ended(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes, clock: FrozenClock
    ) -> None:
        for name in ("expired", "revoked", "accepted", "open"):
            if name == "revoked":
                clock.advance(7 * 86_400)
                await browser.post("/api/v1/auth/refresh")
            await invite(browser, name + guest)
        await invite(browser, "revoked" + guest)
        await accept(browser, await token_of(mailboxes, "accepted" + guest))
        listed = (await browser.get(INVITATIONS)).json()["data"]
        assert [(each["email"].removesuffix(guest), each["state"]) for each in listed] == [
            ("revoked", "open"), ("open", "open"), ("accepted", "accepted"), ("revoked", "revoked"),
            ("expired", "expired"),
        ]  # fmt: skip


class TestRevoke:
    async def test_stops_the_link(self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes) -> None:
        made = await invite(browser, guest)
        token = await token_of(mailboxes, guest)
        for _ in range(2):
            revoked = await browser.delete(f"{INVITATIONS}/{made['id']}")
            assert revoked.json()["data"]["state"] == "revoked"
        assert code_of(await accept(browser, token)) == INVALID
        assert code_of(await browser.post(LOOK, json={"token": token})) == INVALID

    async def test_comes_too_late_once_it_was_accepted(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes
    ) -> None:
        made = await invite(browser, guest)
        await accept(browser, await token_of(mailboxes, guest))
        assert code_of(await browser.delete(f"{INVITATIONS}/{made['id']}")) == (409, "conflict")

    async def test_does_not_find_a_strangers(
        self, browser: httpx2.AsyncClient, stranger: Member, identity: Identity, guest: str
    ) -> None:
        form = service.InvitationCreate(email=guest)
        theirs = await identity.invitations.create(stranger.principal, form)
        assert (await browser.get(INVITATIONS)).json()["data"] == []
        assert code_of(await browser.delete(f"{INVITATIONS}/{theirs.id}")) == (404, "not_found")
        (kept,) = (await identity.invitations.list(stranger.principal, 10)).items
        assert kept.state == "open"


class TestAccept:
    async def test_makes_a_member_who_is_signed_in(
        self, browser: httpx2.AsyncClient, client: httpx2.AsyncClient, member: Member, guest: str, mailboxes: Mailboxes
    ) -> None:
        await invite(browser, guest, role="developer")
        token = await token_of(mailboxes, guest)
        shown = (await client.post(LOOK, json={"token": token})).json()["data"]
        assert (shown["email"], shown["organization"], shown["role"]) == (guest, "Test", "developer")
        answer = await accept(client, token)
        assert answer.status_code == 201
        me = answer.json()["data"]["user"]
        assert (me["email"], me["name"], me["roles"]) == (guest, "Gus", ["developer"])
        assert me["organization"]["id"] == str(member.organization_id)
        assert me["email_verified_at"] is not None
        bearer = {"Authorization": f"Bearer {answer.json()['data']['access_token']}"}
        assert (await client.get(ME, headers=bearer)).status_code == 200

    async def test_gives_a_browser_its_cookies(
        self, app: Any, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes
    ) -> None:
        await invite(browser, guest)
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test"
        ) as newcomer:
            answer = await accept(newcomer, await token_of(mailboxes, guest), delivery="cookie")
            assert answer.json()["data"]["access_token"] is None
            assert (await newcomer.get(ME)).json()["data"]["email"] == guest

    async def test_is_not_for_pages_of_other_sites(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes
    ) -> None:
        await invite(browser, guest)
        form = {"token": await token_of(mailboxes, guest), "name": "Gus", "password": NEW}
        answer = await browser.post(ACCEPT, json=form, headers={"Origin": "https://evil.example"})
        assert code_of(answer) == (403, "foreign_origin")

    async def test_works_once(self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes) -> None:
        await invite(browser, guest)
        token = await token_of(mailboxes, guest)
        answers = await asyncio.gather(*(accept(browser, token) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
        assert code_of(await accept(browser, token)) == INVALID

    async def test_does_not_work_a_week_later(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes, clock: FrozenClock
    ) -> None:
        await invite(browser, guest)
        clock.advance(7 * 86_400)
        assert code_of(await accept(browser, await token_of(mailboxes, guest))) == INVALID

    async def test_works_by_the_newest_letter_only(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes
    ) -> None:
        await invite(browser, guest)
        first = await token_of(mailboxes, guest)
        await invite(browser, guest.upper(), role="developer")
        assert code_of(await accept(browser, first)) == INVALID
        answer = await accept(browser, await token_of(mailboxes, guest.upper()))
        assert answer.json()["data"]["user"]["roles"] == ["developer"]

    async def test_leaves_an_account_of_another_organization_as_it_is(
        self, browser: httpx2.AsyncClient, stranger: Member, mailboxes: Mailboxes
    ) -> None:
        await invite(browser, stranger.email, role="admin")
        token = await token_of(mailboxes, stranger.email)
        answer = await accept(browser, token)
        assert code_of(answer) == (409, "name_taken")
        assert "one organization" in answer.json()["error"]["message"]
        login = {"email": stranger.email, "password": PASSWORD, "delivery": "body"}
        me = (await browser.post("/api/v1/auth/login", json=login)).json()["data"]["user"]
        assert me["organization"]["id"] == str(stranger.organization_id)

    async def test_ends_with_the_account_of_who_invited(
        self, browser: httpx2.AsyncClient, member: Member, identity: Identity, guest: str, mailboxes: Mailboxes
    ) -> None:
        email = f"cleo-{member.user_id}@example.com"
        form = UserCreate(email=email, name="Cleo", password=PASSWORD, roles=["admin"])
        made = await identity.users.create(member.principal, form)
        await sign_in(browser, Member(member.organization_id, made.id, email, member.principal))
        await invite(browser, guest, role="admin")
        await identity.users.update(member.principal, made.id, UserUpdate(is_active=False))
        assert code_of(await accept(browser, await token_of(mailboxes, guest))) == INVALID

    async def test_is_refused_when_the_operator_has_closed_sign_up_since(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes, settings: AccessSettings
    ) -> None:
        await invite(browser, guest)
        settings.sign_up = "closed"
        answer = await accept(browser, await token_of(mailboxes, guest))
        assert code_of(answer) == (403, "invitations_closed")

    @pytest.mark.parametrize("token", ["x", "x" * 100, "\x00"], ids=range(3))
    async def test_takes_no_token_that_is_made_up(self, client: httpx2.AsyncClient, token: str) -> None:
        assert code_of(await accept(client, token)) == INVALID
        assert code_of(await client.post(LOOK, json={"token": token})) == INVALID

    async def test_keeps_the_link_when_the_password_is_weak(
        self, browser: httpx2.AsyncClient, guest: str, mailboxes: Mailboxes
    ) -> None:
        await invite(browser, guest)
        token = await token_of(mailboxes, guest)
        assert code_of(await accept(browser, token, password="short")) == (422, "weak_password")
        assert (await accept(browser, token, password=NEW + "!" * (256 - len(NEW)))).status_code == 201

    @pytest.mark.parametrize(
        "fields",
        [{"name": "x" * 101}, {"name": "a\u202eb"}, {"password": "x" * 257}, {"token": "x" * 101}, {"role": "admin"},
         {"email": "else@example.com"}, {"organization_id": "1"}],
        ids=range(7),
    )  # fmt: skip
    async def test_says_which_field_is_wrong(self, client: httpx2.AsyncClient, fields: dict[str, Any]) -> None:
        assert code_of(await accept(client, "x", **fields)) == (422, "invalid_input")

    async def test_is_written_down(
        self, browser: httpx2.AsyncClient, member: Member, guest: str, mailboxes: Mailboxes, database: Database
    ) -> None:
        await invite(browser, guest)
        await accept(browser, await token_of(mailboxes, guest))
        async with database.transaction(member.organization_id) as session:
            rows = await session.scalars(select(AuditEvent).order_by(AuditEvent.at))
            events = [(row.action, row.actor_id == member.user_id) for row in rows]
        assert events == [
            ("login", True), ("invitation.create", True), ("invitation.accept", False), ("login", False),
        ]  # fmt: skip
