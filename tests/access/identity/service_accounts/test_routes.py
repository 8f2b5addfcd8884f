from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.names import names_of
from pilothouse.db.engine import Database
from tests.access.conftest import FrozenClock, Member, code_of
from tests.access.identity.service_accounts.accounts import ACCOUNTS, KEYS, ME, USERS, bearer, give_key, make_account


@pytest.fixture
def program(app: FastAPI) -> httpx2.AsyncClient:
    """A client without cookies."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")


class TestCreate:
    async def test_makes_a_user_that_is_told_from_people(self, browser: httpx2.AsyncClient) -> None:
        form = {"name": "Nightly report", "description": "Runs in CI", "roles": ["developer"]}
        made = (await browser.post(ACCOUNTS, json=form)).json()["data"]
        assert (made["kind"], made["description"], made["roles"]) == ("service", "Runs in CI", ["developer"])
        assert made["email"].startswith("nightly-report-")
        assert made["email"].endswith("@service.invalid")
        assert (made["email_verified_at"], made["last_login_at"], made["has_second_factor"]) == (None, None, False)

    async def test_takes_names_that_others_have(self, browser: httpx2.AsyncClient) -> None:
        first, second = [await make_account(browser) for _ in range(2)]
        assert first["email"] != second["email"]

    @pytest.mark.parametrize("form", [{}, {"name": ""}, {"name": "x" * 101}, {"name": "a", "roles": ["captain"]},
                                      {"name": "a", "description": "x" * 501}, {"name": "a", "email": "a@b.example"},
                                      {"name": "a", "password": "four teal herons"}], ids=str)  # fmt: skip
    async def test_says_what_is_wrong(self, browser: httpx2.AsyncClient, form: dict[str, str]) -> None:
        assert (await browser.post(ACCOUNTS, json=form)).status_code == 422


class TestList:
    async def test_is_that_of_users_narrowed_by_kind(self, browser: httpx2.AsyncClient, member: Member) -> None:
        account = await make_account(browser)
        for kind, ids in (("service", {account["id"]}), ("person", {str(member.user_id)})):
            listed = (await browser.get(USERS, params={"kind": kind})).json()["data"]
            assert {each["id"] for each in listed} == ids

    async def test_is_changed_as_users_are(self, browser: httpx2.AsyncClient) -> None:
        account = await make_account(browser)
        changes = {"name": "Morning report", "description": "At 08:00", "roles": ["user", "developer"]}
        changed = (await browser.patch(f"{USERS}/{account['id']}", json=changes)).json()["data"]
        assert {name: sorted(value) if isinstance(value, list) else value for name, value in changes.items()} == {
            name: changed[name] for name in changes
        }
        cleared = await browser.patch(f"{USERS}/{account['id']}", json={"description": None})
        assert cleared.json()["data"]["description"] is None


class TestKeys:
    async def test_act_for_the_account(self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient) -> None:
        account = await make_account(browser)
        key = await give_key(browser, account)
        me = (await program.get(ME, headers=bearer(key))).json()["data"]
        assert (me["id"], me["roles"]) == (account["id"], ["user"])
        listed = (await browser.get(KEYS, params={"owner_id": account["id"]})).json()["data"]
        assert [(each["id"], each["owner_name"]) for each in listed] == [
            (key["id"], "Nightly report (service account)")
        ]

    async def test_are_replaced_and_revoked(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, clock: FrozenClock
    ) -> None:
        account = await make_account(browser)
        old = await give_key(browser, account)
        answer = await browser.post(f"{ACCOUNTS}/{account['id']}/keys/{old['id']}/rotate", json={"overlap_s": 60})
        new = answer.json()["data"]
        assert [(await program.get(ME, headers=bearer(key))).status_code for key in (old, new)] == [200, 200]
        clock.advance(61)
        assert [(await program.get(ME, headers=bearer(key))).status_code for key in (old, new)] == [401, 200]
        assert (await browser.delete(f"{KEYS}/{new['id']}")).status_code == 200
        assert (await program.get(ME, headers=bearer(new))).status_code == 401

    async def test_may_be_replaced_by_the_account_itself_but_not_added(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        key = await give_key(browser, await make_account(browser))
        own = "/api/v1/auth/api-keys"
        answer = await program.post(own, json={"name": "more"}, headers=bearer(key))
        assert code_of(answer) == (403, "keys_are_given")
        answer = await program.post(f"{own}/{key['id']}/rotate", json={}, headers=bearer(key))
        assert answer.status_code == 201

    async def test_are_no_persons(self, browser: httpx2.AsyncClient, member: Member) -> None:
        answer = await browser.post(f"{ACCOUNTS}/{member.user_id}/keys", json={"name": "mine"})
        assert code_of(answer) == (404, "not_found")

    async def test_of_another_owner_are_not_found(self, browser: httpx2.AsyncClient) -> None:
        one, other = [await make_account(browser) for _ in range(2)]
        key = await give_key(browser, one)
        answer = await browser.post(f"{ACCOUNTS}/{other['id']}/keys/{key['id']}/rotate", json={})
        assert code_of(answer) == (404, "not_found")


class TestEnd:
    async def test_of_a_deactivated_account_comes_at_once(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient
    ) -> None:
        account = await make_account(browser)
        key = await give_key(browser, account)
        for is_active, status in ((False, 401), (True, 200)):
            await browser.patch(f"{USERS}/{account['id']}", json={"is_active": is_active})
            assert (await program.get(ME, headers=bearer(key))).status_code == status

    async def test_of_a_deleted_one_is_for_good_and_leaves_its_name(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, database: Database, member: Member
    ) -> None:
        account = await make_account(browser)
        key = await give_key(browser, account)
        assert (await browser.delete(f"{ACCOUNTS}/{account['id']}")).status_code == 200
        assert (await program.get(ME, headers=bearer(key))).status_code == 401
        assert (await browser.get(f"{USERS}/{account['id']}")).status_code == 404
        (listed,) = (await browser.get(KEYS, params={"owner_id": account["id"]})).json()["data"]
        assert listed["revoked_at"] is not None
        async with database.transaction(member.organization_id) as session:
            names = await names_of(session, member.principal, [UUID(account["id"])])
        assert [*names.values()] == ["Nightly report (service account)"]

    async def test_is_for_service_accounts_only(self, browser: httpx2.AsyncClient, member: Member) -> None:
        assert code_of(await browser.delete(f"{ACCOUNTS}/{member.user_id}")) == (404, "not_found")


class TestAudit:
    async def test_names_it_as_what_it_is(
        self, browser: httpx2.AsyncClient, program: httpx2.AsyncClient, database: Database, member: Member
    ) -> None:
        account = await make_account(browser, "admin")
        key = await give_key(browser, account)
        await program.post("/api/v1/teams", json={"name": "Deck"}, headers=bearer(key))
        async with database.transaction(member.organization_id) as session:
            made = await session.scalar(select(AuditEvent).where(AuditEvent.action == "service_account.create"))
            done = await session.scalar(select(AuditEvent).where(AuditEvent.action == "team.create"))
        assert made is not None
        assert made.changes["email"] == [None, account["email"]]
        assert done is not None
        assert (done.actor_kind, done.actor_email, done.api_key_name) == ("service", account["email"], "ci")
