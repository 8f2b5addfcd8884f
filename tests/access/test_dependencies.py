"""The dependencies as routes of one's own use them."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.access.dependencies import CurrentActiveUser, CurrentUser, OptionalPrincipal, require_role
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.deps import authenticate
from pilothouse.access.identity.identity import Identity
from pilothouse.db.engine import Database
from pilothouse.server.app import build_app
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.settings import ServerSettings
from tests.access.conftest import ORIGIN, Member, make_member
from tests.conftest import make_tenant

router = ApiRouter(prefix="/tried")


@router.get("/user")
async def current_user(user: CurrentUser) -> str:
    """Answer who asks."""
    return user.email


@router.get("/active")
async def current_active_user(user: CurrentActiveUser) -> str:
    """Answer who asks."""
    return user.email


@router.get("/anybody")
async def anybody(who: OptionalPrincipal) -> str:
    """Answer whether somebody is known."""
    return str(who.user_id) if who else "a stranger"


@router.get("/administrators", dependencies=[require_role("admin")])
async def administrators() -> str:
    """Answer administrators."""
    return "welcome"


@pytest.fixture
async def client(identity: Identity) -> AsyncIterator[httpx2.AsyncClient]:
    app = build_app(routers=(router,), authenticate=authenticate, lifespan=None, settings=ServerSettings())
    app.state.identity = identity
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=f"{ORIGIN}/tried") as client:
        yield client


async def key_of(identity: Identity, member: Member, *scopes: str) -> dict[str, str]:
    form = ApiKeyCreate(name="test", scopes=list(scopes) or None)
    return {"X-API-Key": (await identity.api_keys.create(member.principal, form)).key}


async def asked(client: httpx2.AsyncClient, path: str, headers: dict[str, str] | None = None) -> str:
    """Return what a route answers, or the code of its error."""
    answer = (await client.get(path, headers=headers)).json()
    return answer["data"] if answer["success"] else answer["error"]["code"]


class TestCurrentUser:
    async def test_is_who_the_credential_belongs_to(
        self, client: httpx2.AsyncClient, identity: Identity, member: Member
    ) -> None:
        key = await key_of(identity, member)
        assert [await asked(client, path, key) for path in ("/user", "/active")] == [member.email] * 2

    @pytest.mark.parametrize("path", ["/user", "/active", "/administrators"])
    async def test_is_nobody_without_one(self, client: httpx2.AsyncClient, path: str) -> None:
        assert await asked(client, path) == "unauthenticated"

    async def test_who_is_active_is_asked_at_this_moment(
        self, client: httpx2.AsyncClient, identity: Identity, member: Member, owner_database: Database
    ) -> None:
        key = await key_of(identity, member)
        assert await asked(client, "/active", key) == member.email
        async with owner_database.transaction() as session:
            deactivate = text("update user_account set is_active = false where id = :id")
            await session.execute(deactivate, {"id": member.user_id})
        assert await asked(client, "/user", key) == member.email  # from the cache
        assert await asked(client, "/active", key) == "unauthenticated"


class TestOptionalAuth:
    async def test_lets_strangers_in(self, client: httpx2.AsyncClient) -> None:
        assert await asked(client, "/anybody") == "a stranger"

    async def test_knows_who_presents_a_credential(
        self, client: httpx2.AsyncClient, identity: Identity, member: Member
    ) -> None:
        assert await asked(client, "/anybody", await key_of(identity, member)) == str(member.user_id)

    @pytest.mark.parametrize(
        "headers", [{"X-API-Key": "ph_wrong"}, {"Authorization": "Basic abc"}, {"Cookie": "pilothouse_access=wrong"}]
    )
    async def test_takes_nobody_for_a_stranger_who_presents_a_wrong_one(
        self, client: httpx2.AsyncClient, headers: dict[str, str]
    ) -> None:
        assert await asked(client, "/anybody", headers) == "unauthenticated"


class TestRequireRole:
    async def test_lets_holders_pass(self, client: httpx2.AsyncClient, identity: Identity, member: Member) -> None:
        assert await asked(client, "/administrators", await key_of(identity, member)) == "welcome"

    async def test_refuses_others(self, client: httpx2.AsyncClient, identity: Identity, database: Database) -> None:
        developer = await make_member(database, await make_tenant(database), "developer")
        assert await asked(client, "/administrators", await key_of(identity, developer)) == "permission_denied"

    async def test_refuses_a_key_that_may_do_less_than_the_role_grants(
        self, client: httpx2.AsyncClient, identity: Identity, member: Member
    ) -> None:
        assert await asked(client, "/administrators", await key_of(identity, member, "missions:read")) == (
            "permission_denied"
        )
