"""An issuer that says what a test lets it say: most of it is not what one should say."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from pydantic import SecretStr

from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.oidc.errors import OidcRefused
from pilothouse.access.identity.oidc.flow import Flow, new_flow
from pilothouse.access.identity.oidc.issuer import Issuer
from pilothouse.access.identity.signing_keys import make_key
from pilothouse.access.settings import AccessSettings, OidcIssuerSettings
from pilothouse.core.ids import new_id
from tests.access.conftest import FrozenClock, Member

KEY = make_key()
BACK = "https://pilot.example/back"


@dataclass
class Desk:
    """The issuer: what it answers at each path, and what it was asked."""

    address: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str | None, str]] = field(default_factory=list)  # path, Authorization, body

    def says(self, **metadata: Any) -> None:
        """Describe itself: as it should, but for what is named."""
        itself = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
        }
        self.answers["/.well-known/openid-configuration"] = itself | metadata


@pytest.fixture(scope="module")
def open_desk() -> Iterator[Desk]:
    desk = Desk()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            desk.asked.append((self.path, self.headers.get("Authorization"), body))
            answer = json.dumps(desk.answers.get(self.path)).encode()
            self.send_response(200 if self.path in desk.answers else 404)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _handle  # noqa: N815 - the server's names

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        desk.address = f"http://127.0.0.1:{server.server_port}"
        yield desk
        server.shutdown()


@pytest.fixture
def desk(open_desk: Desk) -> Desk:
    open_desk.asked.clear()
    open_desk.answers = {"/token": {"id_token": "x"}, "/keys": {"keys": [KEY.public_jwk()]}}
    open_desk.says()
    return open_desk


@pytest.fixture
def settings(desk: Desk) -> AccessSettings:
    acme = OidcIssuerSettings(issuer=desk.address, client_id="pilot house", label="Acme", links_by_email=True)
    return AccessSettings(oidc={"acme": acme})


def issuer_of(settings: AccessSettings, secret: str | None = None) -> Issuer:
    async def find() -> SecretStr | None:
        return SecretStr(secret) if secret else None

    return Issuer(settings.oidc["acme"], find)


@pytest.fixture
def flow(clock: FrozenClock) -> Flow:
    return new_flow("acme", "/missions", "", clock.now())


class TestMetadata:
    async def test_is_read_once_in_an_hour(self, desk: Desk, settings: AccessSettings) -> None:
        issuer = issuer_of(settings)
        assert await issuer.metadata() == await issuer.metadata()
        assert [path for path, _, _ in desk.asked] == ["/.well-known/openid-configuration"]

    @pytest.mark.parametrize(
        "changed",
        [{"issuer": "https://evil.example"}, {"token_endpoint": None}, {"jwks_uri": 7},
         {"authorization_endpoint": "ftp://127.0.0.1/authorize"}],
        ids=str,
    )  # fmt: skip
    async def test_of_another_issuer_or_to_other_places_is_refused(
        self, desk: Desk, settings: AccessSettings, changed: dict[str, Any]
    ) -> None:
        desk.says(**changed)
        with pytest.raises(OidcRefused):
            await issuer_of(settings).metadata()

    @pytest.mark.parametrize("answer", [[], "x", None], ids=str)
    async def test_that_is_no_object_is_refused(self, desk: Desk, settings: AccessSettings, answer: Any) -> None:
        desk.answers["/.well-known/openid-configuration"] = answer
        with pytest.raises(OidcRefused):
            await issuer_of(settings).metadata()


class TestKeys:
    async def test_are_read_once_in_a_while(self, desk: Desk, settings: AccessSettings) -> None:
        issuer = issuer_of(settings)
        assert (await issuer.keys())[KEY.key_id].key_id == KEY.key_id
        await issuer.keys()
        assert [path for path, _, _ in desk.asked].count("/keys") == 1

    @pytest.mark.parametrize("answer", [{}, {"keys": []}, {"keys": "none"}, {"keys": [{"kty": "steam"}]}], ids=str)
    async def test_that_nobody_can_use_are_refused(self, desk: Desk, settings: AccessSettings, answer: Any) -> None:
        desk.answers["/keys"] = answer
        with pytest.raises(OidcRefused):
            await issuer_of(settings).keys()


class TestRedeem:
    """RFC 6749, 2.3.1."""

    async def test_says_who_we_are_in_the_header(self, desk: Desk, settings: AccessSettings, flow: Flow) -> None:
        await issuer_of(settings, "s p").redeem("code", flow, BACK)
        _, authorization, body = desk.asked[-1]
        assert authorization == "Basic cGlsb3QlMjBob3VzZTpzJTIwcA=="  # pilot%20house:s%20p
        assert "client_secret" not in body

    async def test_says_it_in_the_body_where_no_header_is_taken(
        self, desk: Desk, settings: AccessSettings, flow: Flow
    ) -> None:
        desk.says(token_endpoint_auth_methods_supported=["client_secret_post"])
        await issuer_of(settings, "s p").redeem("code", flow, BACK)
        _, authorization, body = desk.asked[-1]
        assert authorization is None
        assert "client_id=pilot+house&client_secret=s+p" in body

    async def test_names_a_public_client_without_a_secret(
        self, desk: Desk, settings: AccessSettings, flow: Flow
    ) -> None:
        await issuer_of(settings).redeem("code", flow, BACK)
        _, authorization, body = desk.asked[-1]
        assert authorization is None
        assert "client_id=pilot+house" in body
        assert f"code_verifier={flow.verifier}" in body
        assert "client_secret" not in body


class TestUserinfo:
    """Where the ID token names no e-mail. OpenID Connect Core, 5.3."""

    @pytest.fixture(autouse=True)
    def subject(self, desk: Desk, flow: Flow, clock: FrozenClock) -> str:
        subject = str(new_id())
        now = round(clock.now().timestamp())
        claims = {"iss": desk.address, "aud": "pilot house", "sub": subject, "nonce": flow.nonce, "iat": now}
        signed = jwt.encode(claims | {"exp": now + 60}, KEY.private, "ES256", headers={"kid": KEY.key_id})
        desk.answers["/token"] = {"id_token": signed, "access_token": "for userinfo"}
        desk.says(userinfo_endpoint=f"{desk.address}/userinfo")
        return subject

    async def test_names_the_user(
        self, desk: Desk, identity: Identity, flow: Flow, member: Member, subject: str
    ) -> None:
        desk.answers["/userinfo"] = {"sub": subject, "email": member.email, "email_verified": True}
        assert (await identity.oidc.finish(flow, "code")).me.email == member.email
        assert ("/userinfo", "Bearer for userinfo", "") in desk.asked

    async def test_of_another_account_is_refused(
        self, desk: Desk, identity: Identity, flow: Flow, member: Member
    ) -> None:
        desk.answers["/userinfo"] = {"sub": "eve", "email": member.email, "email_verified": True}
        with pytest.raises(OidcRefused):
            await identity.oidc.finish(flow, "code")

    async def test_that_is_not_there_names_nobody(self, desk: Desk, identity: Identity, flow: Flow) -> None:
        desk.says()
        with pytest.raises(OidcRefused):
            await identity.oidc.finish(flow, "code")
        assert "/userinfo" not in {path for path, _, _ in desk.asked}
