"""Ways in through a service account, and ways up. None of them works."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from pilothouse.access.identity.errors import WrongCredentials
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.roles.schemas import RoleCreate
from pilothouse.access.identity.users.schemas import UserCreate
from pilothouse.access.settings import AccessSettings
from pilothouse.db.engine import Database
from pilothouse.worker.notices import People
from tests.access.conftest import PASSWORD, Mailboxes, Member, code_of, sign_in
from tests.access.identity.service_accounts.accounts import ACCOUNTS, KEYS, ME, USERS, bearer, give_key, make_account


@pytest.fixture
def settings() -> AccessSettings:
    return AccessSettings(sign_up="open")


@pytest.fixture
def program(app: FastAPI) -> httpx2.AsyncClient:
    """A client without cookies."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")


@pytest.fixture
async def clerk(app: FastAPI, identity: Identity, member: Member) -> httpx2.AsyncClient:
    """The browser of somebody who manages users and may do little else."""
    await identity.roles.create(member.principal, RoleCreate(name="clerk", permissions=["users:read", "users:write"]))
    email = f"clerk{member.user_id}@example.com"
    form = UserCreate(email=email, name="Clerk", password=PASSWORD, roles=["clerk"])
    made = await identity.users.create(member.principal, form)
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")
    await sign_in(client, Member(member.organization_id, made.id, email, member.principal))
    return client


class TestWayIn:
    """By none of the doors that people have."""

    @pytest.mark.parametrize(
        ("path", "form"),
        [
            ("/login", {"password": PASSWORD}),
            ("/password/forgot", {}),
            ("/register", {"name": "Nora", "organization": "Nora's"}),
        ],
        ids=["login", "forgot", "register"],
    )
    async def test_is_not_by_its_handle(
        self, browser: httpx2.AsyncClient, client: httpx2.AsyncClient, path: str, form: dict[str, str]
    ) -> None:
        handle = (await make_account(browser))["email"]
        for email in (handle, handle.upper(), handle.replace("@s", "@\uff53")):
            answer = await client.post(f"/api/v1/auth{path}", json={"email": email, **form})
            assert code_of(answer) == (422, "invalid_input"), (email, answer.text)

    async def test_is_not_by_a_password_even_behind_the_form(
        self, browser: httpx2.AsyncClient, identity: Identity
    ) -> None:
        handle = (await make_account(browser))["email"]
        for password in (PASSWORD, "", " "):
            with pytest.raises(WrongCredentials):
                await identity.logins.login(handle, password)

    async def test_is_not_by_a_link_or_an_invitation(
        self, browser: httpx2.AsyncClient, identity: Identity, mailboxes: Mailboxes
    ) -> None:
        account = await make_account(browser)
        answer = await browser.post(f"{USERS}/{account['id']}/password-link")
        assert code_of(answer) == (409, "conflict")
        await identity.recovery.send_link(account["email"])
        invitation = {"email": account["email"], "role": "user"}
        assert code_of(await browser.post("/api/v1/invitations", json=invitation)) == (422, "invalid_input")
        assert await mailboxes.of(account["email"]) == []

    async def test_is_not_made_by_the_holder_of_a_key(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        key = await give_key(browser, await make_account(browser, "admin"))
        for method, path, form in (
            ("POST", "/password", {"current_password": "x", "password": PASSWORD}),
            ("POST", "/email", {"email": "mine@example.com", "password": "x"}),
            ("POST", "/second-factor/app", {}),
            ("POST", "/passkeys/options", {}),
            ("PATCH", "/me", {"name": "Nora"}),
        ):
            answer = await program.request(method, f"/api/v1/auth{path}", json=form, headers=bearer(key))
            assert code_of(answer) == (403, "person_needed"), path

    async def test_is_not_the_second_factor(self, browser: httpx2.AsyncClient) -> None:
        account = await make_account(browser)
        assert code_of(await browser.delete(f"{USERS}/{account['id']}/second-factor")) == (409, "conflict")

    async def test_hears_nothing_by_mail(self, browser: httpx2.AsyncClient, database: Database, member: Member) -> None:
        account = await make_account(browser, "admin")
        async with database.transaction(member.organization_id) as session:
            wanted = {UUID(account["id"]), member.user_id}
            assert await People().addresses(session, wanted, "") == {member.user_id: member.email}


class TestWayUp:
    """Nobody may more through a service account than without it."""

    @pytest.mark.parametrize("role", ["admin", "developer"])
    async def test_is_not_to_make_a_stronger_one(self, clerk: httpx2.AsyncClient, role: str) -> None:
        answer = await clerk.post(ACCOUNTS, json={"name": "Up", "roles": [role]})
        assert code_of(answer) == (403, "beyond_your_permissions")

    async def test_is_not_to_strengthen_ones_own(self, clerk: httpx2.AsyncClient) -> None:
        account = await make_account(clerk, "clerk")
        answer = await clerk.patch(f"{USERS}/{account['id']}", json={"roles": ["admin"]})
        assert code_of(answer) == (403, "beyond_your_permissions")

    async def test_is_not_a_key_of_a_stronger_one(self, browser: httpx2.AsyncClient, clerk: httpx2.AsyncClient) -> None:
        strong = await make_account(browser, "admin")
        path = f"{ACCOUNTS}/{strong['id']}/keys"
        for form in ({}, {"scopes": ["admin"]}, {"scopes": ["users:read", "budgets:write"]}):
            assert code_of(await clerk.post(path, json={"name": "up"} | form)) == (403, "beyond_your_permissions")
        key = await give_key(browser, strong)
        answer = await clerk.post(f"{path}/{key['id']}/rotate", json={})
        assert code_of(answer) == (403, "beyond_your_permissions")
        assert code_of(await clerk.delete(f"{KEYS}/{key['id']}")) == (403, "beyond_your_permissions")
        assert code_of(await clerk.delete(f"{ACCOUNTS}/{strong['id']}")) == (403, "beyond_your_permissions")

    async def test_is_not_a_key_beyond_its_role(self, browser: httpx2.AsyncClient) -> None:
        account = await make_account(browser)
        for scopes in (["admin"], ["users:write"]):
            answer = await browser.post(f"{ACCOUNTS}/{account['id']}/keys", json={"name": "up", "scopes": scopes})
            assert code_of(answer) == (422, "beyond_its_permissions")

    async def test_is_not_a_key_from_before_its_role_was_cut(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        account = await make_account(browser, "admin")
        key = await give_key(browser, account)
        await browser.patch(f"{USERS}/{account['id']}", json={"roles": ["user"]})
        me = (await program.get(ME, headers=bearer(key))).json()["data"]
        assert "admin" not in me["permissions"]
        assert code_of(await program.get(USERS, headers=bearer(key))) == (403, "permission_denied")

    async def test_is_not_more_keys_by_its_own_hand(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        account = await make_account(browser, "admin")
        key = await give_key(browser, account)
        for path in ("/api/v1/auth/api-keys", f"{ACCOUNTS}/{account['id']}/keys"):
            answer = await program.post(path, json={"name": "more"}, headers=bearer(key))
            assert code_of(answer) == (403, "keys_are_given"), path

    async def test_is_not_to_change_itself(self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient) -> None:
        account = await make_account(browser, "admin")
        key = await give_key(browser, account)
        answer = await program.patch(f"{USERS}/{account['id']}", json={"roles": ["user"]}, headers=bearer(key))
        assert code_of(answer) == (409, "cannot_change_yourself")

    @pytest.mark.parametrize("change", [{"is_active": False}, {"roles": ["user"]}], ids=str)
    async def test_is_not_to_put_every_person_out(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, member: Member, change: dict[str, Any]
    ) -> None:
        key = await give_key(browser, await make_account(browser, "admin"))
        answer = await program.patch(f"{USERS}/{member.user_id}", json=change, headers=bearer(key))
        assert code_of(answer) == (409, "last_administrator")
        assert (await browser.get(USERS)).status_code == 200


class TestElsewhere:
    async def test_another_organization_sees_nothing(
        self, browser: httpx2.AsyncClient, client: httpx2.AsyncClient, stranger: Member
    ) -> None:
        account = await make_account(browser)
        key = await give_key(browser, account)
        await sign_in(client, stranger)
        path = f"{ACCOUNTS}/{account['id']}"
        for method, where, form in (
            ("GET", f"{USERS}/{account['id']}", None),
            ("PATCH", f"{USERS}/{account['id']}", {"is_active": False}),
            ("DELETE", path, None),
            ("POST", f"{path}/keys", {"name": "theirs"}),
            ("POST", f"{path}/keys/{key['id']}/rotate", {}),
            ("DELETE", f"{KEYS}/{key['id']}", None),
        ):
            answer = await client.request(method, where, json=form)
            assert code_of(answer) == (404, "not_found"), (method, where)
        assert (await client.get(KEYS, params={"owner_id": account["id"]})).json()["data"] == []
