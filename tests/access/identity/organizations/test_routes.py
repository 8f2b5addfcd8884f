import io
from datetime import datetime, timedelta
from zipfile import ZipFile

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.organizations import service
from pilothouse.access.identity.users.schemas import UserCreate
from pilothouse.db.engine import Database
from pilothouse.storage.blobs import DiskBlobs
from tests.access.conftest import PASSWORD, FrozenClock, Mailboxes, Member, code_of, sign_in

HERE, ERASURE, ME = "/api/v1/organization", "/api/v1/organization/erasure", "/api/v1/auth/me"


@pytest.fixture(autouse=True)
def parts(app: FastAPI, database: Database, tmp_path) -> None:
    app.state.database, app.state.blobs = database, DiskBlobs(tmp_path / "blobs")


@pytest.fixture
async def name(database: Database, member: Member, stranger: Member) -> str:
    """What the organization is called, which is not the last one."""
    async with database.transaction(member.organization_id) as session:
        return await session.scalar(text("select name from organization"))


@pytest.fixture
def other(app: FastAPI) -> httpx2.AsyncClient:
    """Another browser."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")


@pytest.fixture
async def bo(identity: Identity, member: Member) -> Member:
    """A colleague who is no administrator."""
    email = f"bo{member.user_id}@example.com"
    made = await identity.users.create(member.principal, UserCreate(email=email, name="Bo", password=PASSWORD))
    return Member(member.organization_id, made.id, email, member.principal)


async def erase(browser: httpx2.AsyncClient, name: str) -> httpx2.Response:
    return await browser.post(ERASURE, json={"name": name, "password": PASSWORD})


class TestExport:
    async def test_is_a_zip_and_is_written_down(
        self, browser: httpx2.AsyncClient, database: Database, member: Member
    ) -> None:
        answer = await browser.get(f"{HERE}/export")
        assert answer.headers["content-type"] == "application/zip"
        with ZipFile(io.BytesIO(answer.content)) as archive:
            users = archive.read("tables/user_account.ndjson").decode()
        assert member.email in users
        assert "password_hash" not in users
        async with database.transaction(member.organization_id) as session:
            actions = (await session.scalars(select(AuditEvent.action))).all()
        assert "organization.export" in actions

    async def test_is_for_administrators(self, client: httpx2.AsyncClient, bo: Member) -> None:
        await sign_in(client, bo)
        for path in (HERE, f"{HERE}/export"):
            assert code_of(await client.get(path)) == (403, "permission_denied")


class TestErasure:
    async def test_waits_seven_days_and_is_told(
        self, browser: httpx2.AsyncClient, name: str, clock: FrozenClock, mailboxes: Mailboxes, member: Member
    ) -> None:
        assert (await browser.get(HERE)).json()["data"]["erases_at"] is None
        answer = await erase(browser, f" {name} ")
        assert answer.status_code == 200, answer.text
        erases_at = answer.json()["data"]["erases_at"]
        assert datetime.fromisoformat(erases_at) - clock.now() == timedelta(days=7)
        (letter,) = await mailboxes.of(member.email, "account.security")
        assert "is to be erased on" in letter.payload["what"]
        clock.advance(60)
        assert (await erase(browser, name)).json()["data"]["erases_at"] == erases_at  # asking again changes nothing
        assert len(await mailboxes.of(member.email, "account.security")) == 1

    async def test_lets_only_administrators_in_meanwhile(
        self, browser: httpx2.AsyncClient, other: httpx2.AsyncClient, name: str, bo: Member, identity: Identity,
        member: Member,
    ) -> None:  # fmt: skip
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        await sign_in(other, bo)
        await erase(browser, name)
        assert code_of(await other.get(ME)) == (401, "unauthenticated")
        form = {"email": bo.email, "password": PASSWORD}
        assert code_of(await other.post("/api/v1/auth/login", json=form)) == (401, "unauthenticated")
        assert code_of(await other.get(ME, headers={"X-API-Key": key})) == (401, "unauthenticated")
        assert (await sign_in(other, member)).status_code == 200

        assert (await browser.delete(ERASURE)).json()["data"]["erases_at"] is None
        await sign_in(other, bo)
        assert (await other.get(ME)).status_code == 200
        other.cookies.clear()
        assert (await other.get(ME, headers={"X-API-Key": key})).status_code == 200

    async def test_is_taken_back_only_when_it_was_asked_for(self, browser: httpx2.AsyncClient) -> None:
        assert code_of(await browser.delete(ERASURE)) == (409, "not_to_be_erased")

    async def test_lets_nobody_in_when_its_time_has_come(
        self, browser: httpx2.AsyncClient, other: httpx2.AsyncClient, name: str, owner_database: Database,
        member: Member,
    ) -> None:  # fmt: skip
        await erase(browser, name)
        async with owner_database.transaction() as session:
            await session.execute(
                text("update organization set erases_at = now() where id = :id"), {"id": member.organization_id}
            )
        form = {"email": member.email, "password": PASSWORD}
        assert code_of(await other.post("/api/v1/auth/login", json=form)) == (401, "unauthenticated")

    async def test_wants_its_name_and_ones_own_hand(self, browser: httpx2.AsyncClient, name: str) -> None:
        assert code_of(await erase(browser, name.upper() + "!")) == (422, "not_its_name")
        for password in ("wrong", None):
            answer = await browser.post(ERASURE, json={"name": name, "password": password})
            assert code_of(answer) == (403, "wrong_password")
        assert (await browser.get(HERE)).json()["data"]["erases_at"] is None

    async def test_is_for_administrators_in_person(
        self, browser: httpx2.AsyncClient, other: httpx2.AsyncClient, name: str, bo: Member, identity: Identity,
        member: Member,
    ) -> None:  # fmt: skip
        await sign_in(other, bo)
        assert code_of(await erase(other, name)) == (403, "permission_denied")
        assert code_of(await other.delete(ERASURE)) == (403, "permission_denied")
        other.cookies.clear()
        key = (await identity.api_keys.create(member.principal, ApiKeyCreate(name="ci"))).key
        answer = await other.post(ERASURE, json={"name": name}, headers={"X-API-Key": key})
        assert code_of(answer) == (403, "person_needed")

    async def test_spares_the_last_organization(
        self, browser: httpx2.AsyncClient, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "_MARK", text("select access_mark_for_erasure(:at) from generate_series(1, 0)"))
        assert code_of(await erase(browser, name)) == (409, "last_organization")

    async def test_finds_which_one_is_the_last(
        self, owner_database: Database, member: Member, stranger: Member
    ) -> None:
        async with owner_database.transaction() as session:
            mine = {"id": member.organization_id}
            await session.execute(text("select set_config('pilothouse.organization', :id, true)"),
                                  {"id": str(member.organization_id)})  # fmt: skip
            marked = text("select access_mark_for_erasure(now() + interval '7 days')")
            await session.execute(
                text("update organization set erases_at = now() + interval '1 day' where id <> :id"), mine
            )
            assert await session.scalar(marked) is None
            others = {"id": stranger.organization_id}
            await session.execute(text("update organization set erases_at = null where id = :id"), others)
            assert await session.scalar(marked) is not None
            await session.rollback()
