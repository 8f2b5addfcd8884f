import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.access.identity.access_tokens import AccessTokens
from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.signing_keys import SigningKeys, make_key
from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.settings import AccessSettings
from pilothouse.core.ids import LoginSessionId, OrganizationId, UserId, new_id
from tests.access.conftest import FrozenClock

USER, ORGANIZATION, SESSION = UserId(new_id()), OrganizationId(new_id()), LoginSessionId(new_id())


@pytest.fixture
def keys(key_store: FileSecrets) -> SigningKeys:
    return SigningKeys(key_store)


@pytest.fixture
def tokens(keys: SigningKeys, clock: FrozenClock) -> AccessTokens:
    return AccessTokens(keys, AccessSettings(), clock)


@pytest.fixture
def claims(clock: FrozenClock) -> dict[str, Any]:
    return {
        "sub": str(USER), "org": str(ORGANIZATION), "sid": str(SESSION), "iss": "pilothouse", "aud": "pilothouse-api",
        "iat": clock.now(), "exp": clock.now() + timedelta(minutes=5),
    }  # fmt: skip


class TestIssueAndRead:
    async def test_say_who_signed_in_where(self, tokens: AccessTokens, clock: FrozenClock) -> None:
        token = await tokens.read(await tokens.issue(USER, ORGANIZATION, SESSION))
        assert (token.user_id, token.organization_id, token.session_id) == (USER, ORGANIZATION, SESSION)
        assert token.expires_at == (clock.now() + timedelta(minutes=15)).replace(microsecond=0)

    async def test_name_the_key_and_keep_permissions_out(self, tokens: AccessTokens, keys: SigningKeys) -> None:
        token = await tokens.issue(USER, ORGANIZATION, SESSION)
        assert jwt.get_unverified_header(token) == {
            "alg": "ES256", "typ": "JWT", "kid": (await keys.current()).key_id,
        }  # fmt: skip
        written = jwt.decode(token, options={"verify_signature": False})
        assert set(written) == {"sub", "org", "sid", "iss", "aud", "iat", "exp"}

    async def test_expire(self, tokens: AccessTokens, clock: FrozenClock) -> None:
        clock.time = clock.time.replace(microsecond=0)
        token = await tokens.issue(USER, ORGANIZATION, SESSION)
        clock.advance(899)
        await tokens.read(token)
        clock.advance(1)
        with pytest.raises(NotSignedIn, match=r"^The access token has expired; refresh it\.$"):
            await tokens.read(token)

    @pytest.mark.parametrize("days", [-30, 30])
    async def test_go_by_our_clock(self, tokens: AccessTokens, clock: FrozenClock, days: int) -> None:
        clock.advance(days * 86_400)
        assert (await tokens.read(await tokens.issue(USER, ORGANIZATION, SESSION))).user_id == USER

    async def test_outlive_the_rotation_of_keys(self, tokens: AccessTokens, keys: SigningKeys) -> None:
        token = await tokens.issue(USER, ORGANIZATION, SESSION)
        await keys.rotate()
        assert (await tokens.read(token)).user_id == USER


class TestForgery:
    async def test_a_token_of_another_key_is_refused(
        self, tokens: AccessTokens, keys: SigningKeys, claims: dict[str, Any]
    ) -> None:
        key_id = (await keys.current()).key_id
        with pytest.raises(NotSignedIn):
            await tokens.read(jwt.encode(claims, make_key().private, "ES256", headers={"kid": key_id}))

    @pytest.mark.parametrize("head", [{}, {"kid": None}, {"kid": 7}, {"kid": ["x"]}], ids=str)
    async def test_a_token_that_names_no_key_is_refused(self, tokens: AccessTokens, head: dict[str, Any]) -> None:
        written = _encoded(json.dumps({"alg": "ES256", "typ": "JWT", **head}).encode())
        with pytest.raises(NotSignedIn):
            await tokens.read(f"{written}.{_encoded(b'{}')}.{_encoded(b'x' * 64)}")

    async def test_a_token_without_signature_is_refused(
        self, tokens: AccessTokens, keys: SigningKeys, claims: dict[str, Any]
    ) -> None:
        key_id = (await keys.current()).key_id
        with pytest.raises(NotSignedIn):
            await tokens.read(jwt.encode(claims, None, "none", headers={"kid": key_id}))

    async def test_the_public_key_does_not_serve_as_a_password(
        self, tokens: AccessTokens, keys: SigningKeys, claims: dict[str, Any]
    ) -> None:
        key = await keys.current()
        public = key.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        head = _encoded(json.dumps({"alg": "HS256", "typ": "JWT", "kid": key.key_id}).encode())
        signed = f"{head}.{_encoded(_as_json(claims))}"
        with pytest.raises(NotSignedIn):
            await tokens.read(f"{signed}.{_encoded(hmac.digest(public, signed.encode(), 'sha256'))}")

    @pytest.mark.parametrize(
        "change",
        [
            lambda claims: claims.update(aud="another-service"),
            lambda claims: claims.update(aud=["pilothouse-api", "another-service"]),
            lambda claims: claims.update(iss="somebody else"),
            lambda claims: claims.pop("exp"),
            lambda claims: claims.pop("aud"),
            lambda claims: claims.pop("iat"),
            lambda claims: claims.pop("sid"),
            lambda claims: claims.update(sid="not a uuid"),
            lambda claims: claims.update(sub=7),
            lambda claims: claims.update(exp="soon"),
        ],
    )
    async def test_a_token_for_something_else_is_refused(
        self, tokens: AccessTokens, keys: SigningKeys, claims: dict[str, Any], change: Callable[[dict[str, Any]], Any]
    ) -> None:
        key = await keys.current()
        change(claims)
        token = jwt.PyJWS().encode(_as_json(claims), key.private, "ES256", headers={"kid": key.key_id})
        with pytest.raises(NotSignedIn):
            await tokens.read(token)

    async def test_a_changed_claim_is_noticed(self, tokens: AccessTokens) -> None:
        head, body, signature = (await tokens.issue(USER, ORGANIZATION, SESSION)).split(".")
        written = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        written["org"] = str(new_id())
        changed = _encoded(json.dumps(written).encode())
        with pytest.raises(NotSignedIn):
            await tokens.read(f"{head}.{changed}.{signature}")

    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*", fullmatch=True)))
    async def test_any_other_text_is_refused(self, tokens: AccessTokens, text: str) -> None:
        with pytest.raises(NotSignedIn):
            await tokens.read(text)


def _as_json(claims: dict[str, Any]) -> bytes:
    """Write claims, also those that PyJWT would refuse to write."""
    plain = {name: value.timestamp() if hasattr(value, "timestamp") else value for name, value in claims.items()}
    return json.dumps(plain).encode()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
