from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.invitations.schemas import InvitationCreate
from pilothouse.access.identity.users.schemas import UserCreate, UserUpdate
from pilothouse.access.settings import AccessSettings
from tests.access.conftest import ORIGIN, PASSWORD, FrozenClock, Mailboxes, Member, code_of, sign_in
from tests.access.identity.oidc.conftest import CALLBACK, START, come_back, leave, sign_in_at
from tests.access.identity.second_factor.people import APP, LOGIN, ME, add_app
from tests.issuer import Acme

FAILED = "/sign-in?problem=failed"


async def me(client: httpx2.AsyncClient) -> dict | None:
    answer = await client.get(ME)
    return answer.json()["data"] if answer.status_code == 200 else None


class TestWaysIn:
    async def test_are_told_to_everybody(self, client: httpx2.AsyncClient) -> None:
        said = (await client.get("/api/v1/auth/ways")).json()["data"]
        assert said == {"issuers": [{"name": "acme", "label": "Acme"}], "sign_up": "closed"}


class TestStart:
    async def test_sends_the_browser_to_the_issuer_with_what_it_must_bring_back(
        self, client: httpx2.AsyncClient, acme: Acme
    ) -> None:
        url = urlsplit(await leave(client))
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        assert f"{url.scheme}://{url.netloc}" == acme.address
        assert asked["redirect_uri"] == f"https://pilot.example{CALLBACK}"
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3

    async def test_binds_the_answer_to_this_browser(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post(START, json={})
        cookie = answer.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/api/v1/auth/oidc", "max-age=600"))

    async def test_knows_no_issuer_that_is_not_set(self, client: httpx2.AsyncClient) -> None:
        assert code_of(await client.post("/api/v1/auth/oidc/other/start", json={})) == (404, "unknown_issuer")

    async def test_is_not_begun_by_another_site(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post(START, json={}, headers={"Origin": "https://evil.example"})
        assert code_of(answer) == (403, "foreign_origin")


class TestSignIn:
    async def test_links_the_account_with_the_verified_address(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member, mailboxes: Mailboxes
    ) -> None:
        sub = f"ada-{member.user_id}"
        await acme.knows(sub, member.email.upper())
        assert await sign_in_at(client, acme, sub) == "/missions"
        found = await me(client)
        assert found is not None
        assert found["email"] == member.email
        assert "Acme" in (await mailboxes.last(member.email, "account.security")).payload["what"]

    async def test_knows_the_account_again_whatever_its_address_is_now(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member
    ) -> None:
        sub = f"ada-{member.user_id}"
        await acme.knows(sub, member.email)
        await sign_in_at(client, acme, sub)
        await acme.knows(sub, "moved@elsewhere.example", verified=False)
        client.cookies.clear()
        assert await sign_in_at(client, acme, sub) == "/missions"
        assert await me(client) is not None

    @pytest.mark.parametrize(("verified", "problem"), [(False, "email_not_verified"), (True, "no_account")])
    async def test_refuses_strangers_and_addresses_that_nobody_verified(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member, *, verified: bool, problem: str
    ) -> None:
        sub = f"x-{verified}-{member.user_id}"
        await acme.knows(sub, f"no-{member.email}" if verified else member.email, verified=verified)
        assert await sign_in_at(client, acme, sub) == f"/sign-in?problem={problem}"
        assert await me(client) is None

    async def test_asks_for_the_second_factor(
        self, browser: httpx2.AsyncClient, acme: Acme, member: Member, clock: FrozenClock
    ) -> None:
        phone, _ = await add_app(browser, clock)
        browser.cookies.clear()
        sub = f"ada-{member.user_id}"
        await acme.knows(sub, member.email)
        location = urlsplit(await sign_in_at(browser, acme, sub))
        assert (location.path, parse_qs(location.query)) == ("/sign-in", {"next": ["/missions"]})
        assert await me(browser) is None
        form = {"token": location.fragment.removeprefix("step="), "code": phone.next_code()}
        assert (await browser.post(f"{LOGIN}/code", json=form)).status_code == 200
        assert await me(browser) is not None

    async def test_lets_nobody_in_who_was_deactivated(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member, identity: Identity
    ) -> None:
        form = UserCreate(email=f"bo{member.user_id}@example.com", name="Bo", password=PASSWORD)
        made = await identity.users.create(member.principal, form)
        sub = f"bo-{member.user_id}"
        await acme.knows(sub, made.email)
        await sign_in_at(client, acme, sub)
        await identity.users.update(member.principal, made.id, UserUpdate(is_active=False))
        assert await sign_in_at(client, acme, sub) == "/sign-in?problem=no_account"

    async def test_says_when_somebody_said_no(self, client: httpx2.AsyncClient) -> None:
        asked = urlsplit(await leave(client))
        (state,) = parse_qs(asked.query)["state"]
        answer = await client.get(f"{CALLBACK}?error=access_denied&state={state}")
        assert answer.headers["location"] == "/sign-in?problem=cancelled"
        assert (await client.get(f"{CALLBACK}?error=access_denied&state=other")).headers["location"] == FAILED

    async def test_ends_with_signing_out(self, client: httpx2.AsyncClient, acme: Acme, member: Member) -> None:
        sub = f"ada-{member.user_id}"
        await acme.knows(sub, member.email)
        await sign_in_at(client, acme, sub)
        headers = {"X-CSRF-Token": client.cookies["pilothouse_csrf"]}
        assert (await client.post("/api/v1/auth/logout", json={}, headers=headers)).status_code == 200
        assert await me(client) is None

    async def test_does_for_a_password_what_must_be_certain_when_it_was_just_now(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member, clock: FrozenClock, owner_database
    ) -> None:
        sub = f"ada-{member.user_id}"
        await acme.knows(sub, member.email)
        await sign_in_at(client, acme, sub)
        async with owner_database.transaction() as session:
            await session.execute(
                text("update user_account set password_hash = null where id = :id"), {"id": member.user_id}
            )
        headers = {"X-CSRF-Token": client.cookies["pilothouse_csrf"]}
        assert (await client.post(APP, json={}, headers=headers)).status_code == 201
        clock.advance(601)
        assert code_of(await client.post(APP, json={}, headers=headers)) == (403, "sign_in_again")


class TestUnlinked:
    @pytest.fixture
    def settings(self, settings: AccessSettings) -> AccessSettings:
        issuer = settings.oidc["acme"].model_copy(update={"links_by_email": False})
        return settings.model_copy(update={"oidc": {"acme": issuer}})

    async def test_an_address_alone_opens_no_account(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member
    ) -> None:
        sub = f"ada-{member.user_id}"
        await acme.knows(sub, member.email)
        assert await sign_in_at(client, acme, sub) == "/sign-in?problem=not_linked"


class TestInvited:
    @pytest.fixture
    def settings(self, settings: AccessSettings) -> AccessSettings:
        return settings.model_copy(update={"sign_up": "invite"})

    async def invite(self, identity: Identity, member: Member, mailboxes: Mailboxes, email: str) -> str:
        await identity.invitations.create(member.principal, InvitationCreate(email=email))
        return (await mailboxes.last(email, "account.invitation")).token

    async def test_joins_with_the_invited_address(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member, identity: Identity, mailboxes: Mailboxes
    ) -> None:
        email, sub = f"new-{member.user_id}@example.com", f"new-{member.user_id}"
        token = await self.invite(identity, member, mailboxes, email)
        await acme.knows(sub, email, name="Grace")
        assert await sign_in_at(client, acme, sub, token) == "/missions"
        found = await me(client)
        assert found is not None
        assert (found["email"], found["name"], found["roles"]) == (email, "Grace", ["user"])
        assert found["organization"]["id"] == str(member.organization_id)

    async def test_joins_with_no_other_address_and_not_without_the_link(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member, identity: Identity, mailboxes: Mailboxes
    ) -> None:
        email, sub = f"new-{member.user_id}@example.com", f"other-{member.user_id}"
        token = await self.invite(identity, member, mailboxes, email)
        await acme.knows(sub, f"other-{email}")
        assert await sign_in_at(client, acme, sub, token) == FAILED
        await acme.knows(sub, email)
        assert await sign_in_at(client, acme, sub) == "/sign-in?problem=no_account"


class TestOpenSignUp:
    @pytest.fixture
    def settings(self, settings: AccessSettings) -> AccessSettings:
        return settings.model_copy(update={"sign_up": "open"})

    async def test_makes_an_organization_of_ones_own(
        self, client: httpx2.AsyncClient, acme: Acme, member: Member
    ) -> None:
        email, sub = f"new-{member.user_id}@example.com", f"new-{member.user_id}"
        await acme.knows(sub, email, name="Grace")
        assert await sign_in_at(client, acme, sub) == "/missions"
        found = await me(client)
        assert found is not None
        assert found["roles"] == ["admin"]
        assert found["organization"]["id"] != str(member.organization_id)


class TestAttacks:
    @pytest.fixture
    async def sub(self, acme: Acme, member: Member) -> str:
        sub = f"ada-{member.user_id}"
        await acme.knows(sub, member.email)
        return sub

    async def test_an_answer_without_the_question_is_refused(
        self, client: httpx2.AsyncClient, acme: Acme, sub: str
    ) -> None:
        """Somebody puts their own answer into another's browser."""
        url = await acme.agree(await leave(client), sub)
        client.cookies.clear()
        assert (await come_back(client, url)).headers["location"] == FAILED
        assert await me(client) is None

    async def test_an_answer_to_another_question_is_refused(
        self, client: httpx2.AsyncClient, acme: Acme, sub: str
    ) -> None:
        url = await acme.agree(await leave(client), sub)
        await leave(client)  # another question, with another state
        assert (await come_back(client, url)).headers["location"] == FAILED

    async def test_a_code_of_another_question_is_refused(
        self, client: httpx2.AsyncClient, acme: Acme, sub: str
    ) -> None:
        """Its state is right; the ID token's nonce, and the verifier, are another's."""
        stolen = await acme.agree(await leave(client), sub)
        own = await acme.agree(await leave(client), sub)
        mixed = own.copy_set_param("code", stolen.params["code"])
        assert (await come_back(client, mixed)).headers["location"] == FAILED
        assert await me(client) is None

    async def test_a_code_is_taken_once(self, client: httpx2.AsyncClient, acme: Acme, sub: str) -> None:
        url = await acme.agree(await leave(client), sub)
        cookies = dict(client.cookies)
        assert (await come_back(client, url)).headers["location"] == "/missions"
        client.cookies.clear()
        for name, value in cookies.items():
            client.cookies.set(name, value)
        assert (await come_back(client, url)).headers["location"] == FAILED

    async def test_the_cookie_ends_with_the_flow(self, client: httpx2.AsyncClient, acme: Acme, sub: str) -> None:
        await sign_in_at(client, acme, sub)
        assert "pilothouse_oidc" not in client.cookies

    @pytest.mark.parametrize("next_path", ["https://evil.example", "//evil.example", "/\\evil.example"])
    async def test_leads_nowhere_else(self, client: httpx2.AsyncClient, acme: Acme, sub: str, next_path: str) -> None:
        answer = await come_back(client, await acme.agree(await leave(client, next_path), sub))
        assert answer.headers["location"] == "/"

    async def test_replaces_the_session_that_was_planted(
        self, browser: httpx2.AsyncClient, acme: Acme, sub: str, stranger: Member
    ) -> None:
        await sign_in(browser, stranger)
        planted = browser.cookies["pilothouse_access"]
        await sign_in_at(browser, acme, sub)
        assert browser.cookies["pilothouse_access"] != planted

    async def test_an_issuer_that_is_away_or_another_one_signs_nobody_in(
        self, app, database, settings: AccessSettings, key_store, mailboxes: Mailboxes, clock: FrozenClock, acme: Acme
    ) -> None:
        for address in ("http://localhost:9", acme.address + "/other"):
            issuer = settings.oidc["acme"].model_copy(update={"issuer": address})
            changed = settings.model_copy(update={"oidc": {"acme": issuer}})
            app.state.identity = Identity(database, changed, key_store, seal=mailboxes.seal, clock=clock)
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as client:
                assert code_of(await client.post(START, json={})) == (403, "oidc_refused")
