import pytest
from starlette.requests import HTTPConnection

from pilothouse.access.identity.access_tokens import AccessTokens
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.identity.errors import CsrfRefused, ForeignOrigin, NotSignedIn
from pilothouse.access.identity.identity import Identity
from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.settings import AccessSettings
from pilothouse.core.ids import LoginSessionId, OrganizationId, UserId
from pilothouse.db.engine import Database
from tests.access.conftest import PASSWORD, FrozenClock, Member


def connection(kind: str = "http", method: str = "GET", **headers: str) -> HTTPConnection:
    named = {"host": "pilot.example"} | {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return HTTPConnection({"type": kind, "method": method, "path": "/", "headers": raw})


@pytest.fixture
async def token(identity: Identity, member: Member) -> str:
    return (await identity.logins.login(member.email, PASSWORD)).access_token


class TestAuthenticator:
    async def test_knows_a_user_by_a_token(self, identity: Identity, token: str, member: Member) -> None:
        who = await identity.authenticate(connection(authorization=f"Bearer {token}"))
        assert (who.organization_id, who.user_id, who.kind) == (member.organization_id, member.user_id, "user")
        assert who.session_id is not None
        assert who.api_key_id is None

    async def test_knows_a_program_by_its_key(self, identity: Identity, member: Member) -> None:
        made = await identity.api_keys.create(member.principal, ApiKeyCreate(name="x", scopes=["missions:run"]))
        who = await identity.authenticate(connection(x_api_key=made.key))
        assert (who.kind, who.api_key_id, who.permissions) == ("api_key", made.id, {"missions:run"})

    async def test_opens_a_websocket_for_our_page_only(self, identity: Identity, token: str) -> None:
        cookie = f"pilothouse_access={token}"
        await identity.authenticate(connection("websocket", cookie=cookie, origin="http://pilot.example"))
        for headers in ({}, {"origin": "http://evil.example"}):
            with pytest.raises(ForeignOrigin):
                await identity.authenticate(connection("websocket", cookie=cookie, **headers))

    async def test_opens_a_websocket_for_a_program_from_anywhere(self, identity: Identity, token: str) -> None:
        await identity.authenticate(connection("websocket", authorization=f"Bearer {token}"))

    async def test_opens_a_websocket_for_an_allowed_page(
        self, database: Database, key_store: FileSecrets, member: Member
    ) -> None:
        identity = Identity(database, AccessSettings(), key_store, allowed_origins=["https://desk.example"])
        token = (await identity.logins.login(member.email, PASSWORD)).access_token
        headers = {"cookie": f"pilothouse_access={token}", "origin": "https://desk.example"}
        await identity.authenticate(connection("websocket", **headers))

    async def test_believes_no_cookie_without_the_csrf_token(self, identity: Identity, token: str) -> None:
        with pytest.raises(CsrfRefused):
            await identity.authenticate(connection(method="POST", cookie=f"pilothouse_access={token}"))

    async def test_finds_nobody_in_another_organization(
        self, identity: Identity, token: str, key_store: FileSecrets, stranger: Member, clock: FrozenClock
    ) -> None:
        """A token that our own key signed, for a real session, but naming somebody else's organization."""
        who = await identity.authenticate(connection(authorization=f"Bearer {token}"))
        tokens = AccessTokens(identity.signing_keys, AccessSettings(), clock)
        crossed = await tokens.issue(
            UserId(stranger.user_id), OrganizationId(stranger.organization_id), LoginSessionId(who.session_id)
        )
        with pytest.raises(NotSignedIn):
            await identity.authenticate(connection(authorization=f"Bearer {crossed}"))

    async def test_knows_a_token_of_before_a_restart(
        self, database: Database, key_store: FileSecrets, token: str, member: Member
    ) -> None:
        restarted = Identity(database, AccessSettings(), key_store)
        who = await restarted.authenticate(connection(authorization=f"Bearer {token}"))
        assert who.user_id == member.user_id

    async def test_asks_the_database_once(
        self, identity: Identity, token: str, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await identity.authenticate(connection(authorization=f"Bearer {token}"))

        def refuse(*_args: object) -> None:
            raise AssertionError("the database was asked again")

        monkeypatch.setattr(database, "transaction", refuse)
        for _ in range(5):
            await identity.authenticate(connection(authorization=f"Bearer {token}"))
