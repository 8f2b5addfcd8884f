"""Tokens that say more than they may: none lets anybody in."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pilothouse.access.identity.signing_keys import SigningKey, make_key
from tests.access.conftest import PASSWORD, Member
from tests.house import House, code_of

ME = "/auth/me"
NOBODY = (401, "unauthenticated")
Claims = dict[str, Any]


def encoded(data: Any) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims_of(token: str) -> Claims:
    return jwt.decode(token, options={"verify_signature": False})


async def tokens_of(client: httpx2.AsyncClient, member: Member) -> dict[str, str]:
    """Sign in as a program does."""
    form = {"email": member.email, "password": PASSWORD, "delivery": "body"}
    return (await client.post("/auth/login", json=form)).json()["data"]


async def as_bearer(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await client.get(ME, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
async def client(house: House) -> httpx2.AsyncClient:
    return await house.client()


@pytest.fixture
async def token(client: httpx2.AsyncClient, member: Member) -> str:
    """A good one."""
    return (await tokens_of(client, member))["access_token"]


@pytest.fixture
async def key(house: House) -> SigningKey:
    """The key that signs now. No attacker has it; with it, each claim is tried by itself."""
    return await house.platform.identity.signing_keys.current()


class TestForged:
    async def test_without_a_signature(self, client: httpx2.AsyncClient, token: str) -> None:
        for algorithm in ("none", "None", "NONE", "nOnE", "", "ES256", "HS256", None):
            head = encoded({"alg": algorithm, "typ": "JWT", "kid": jwt.get_unverified_header(token)["kid"]})
            assert code_of(await as_bearer(client, f"{head}.{token.split('.')[1]}.")) == NOBODY, algorithm

    async def test_with_the_published_key_as_a_password(self, client: httpx2.AsyncClient, token: str) -> None:
        """A verifier that lets the token choose takes the public key for an HMAC's secret."""
        (jwk,) = (await client.get("http://pilothouse.test/.well-known/jwks.json")).json()["keys"]
        public = jwt.PyJWK(jwk).key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for secret in (public, public.strip(), json.dumps(jwk).encode(), jwk["x"].encode(), b""):
            for algorithm in ("HS256", "HS384", "HS512"):
                head = encoded({"alg": algorithm, "typ": "JWT", "kid": jwk["kid"]})
                signed = f"{head}.{token.split('.')[1]}"
                mac = jwt.algorithms.HMACAlgorithm(algorithm_hash(algorithm)).sign(signed.encode(), secret)
                assert code_of(await as_bearer(client, f"{signed}.{encoded(mac)}")) == NOBODY

    async def test_keys_that_a_token_brings_along_are_not_used(self, client: httpx2.AsyncClient, token: str) -> None:
        mine = make_key()
        jwk = mine.public_jwk()
        ours = jwt.get_unverified_header(token)["kid"]
        for headers in (
            {"kid": ours},
            {"kid": ours, "jwk": jwk},
            {"kid": mine.key_id, "jwk": jwk},
            {"kid": ours, "jku": "https://evil.example/jwks.json"},
            {"kid": ours, "x5u": "https://evil.example/key.pem", "x5c": [encoded(b"certificate")]},
            {"kid": ours, "crit": ["b64"], "b64": False},
        ):
            forged = jwt.encode(claims_of(token), mine.private, "ES256", headers=headers)
            assert code_of(await as_bearer(client, forged)) == NOBODY

    async def test_with_a_key_id_that_leads_elsewhere(self, client: httpx2.AsyncClient, token: str) -> None:
        _, body, signature = token.split(".")
        for key_id in (
            "../../secrets/token_signing_keys", "/dev/null", "x' union select 'a' --", "| id", "http://127.0.0.1/",
            "a" * 5_000, "\0", "\ud800", "", None, 0, True, [], {}, ["a"],
        ):  # fmt: skip
            head = encoded({"alg": "ES256", "typ": "JWT", "kid": key_id})
            assert code_of(await as_bearer(client, f"{head}.{body}.{signature}")) == NOBODY, key_id

    async def test_with_a_signature_of_nothing(self, client: httpx2.AsyncClient, token: str) -> None:
        """Numbers of zero satisfied broken implementations of ECDSA (CVE-2022-21449)."""
        head, body, signature = token.split(".")
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        for raw in (bytes(64), order.to_bytes(32, "big") * 2, bytes(63) + b"\1", b"\xff" * 64):
            assert code_of(await as_bearer(client, f"{head}.{body}.{encoded(raw)}")) == NOBODY
        assert code_of(await as_bearer(client, f"{head}.{body}.{signature[:-4]}")) == NOBODY

    async def test_for_somebody_else(self, client: httpx2.AsyncClient, token: str, stranger: Member) -> None:
        head, _, signature = token.split(".")
        elsewhere = {"sub": stranger.user_id, "org": stranger.organization_id, "sid": uuid4()}
        for claim, value in elsewhere.items():
            body = encoded({**claims_of(token), claim: str(value)})
            assert code_of(await as_bearer(client, f"{head}.{body}.{signature}")) == NOBODY, claim

    async def test_that_is_hard_to_read(self, client: httpx2.AsyncClient, token: str) -> None:
        _, body, signature = token.split(".")
        for head in (b"[" * 20_000, b'{"kid":' * 5_000, b"\xff\xfe", b"1", b"null", b"{" * 100, b""):
            assert code_of(await as_bearer(client, f"{encoded(head)}.{body}.{signature}")) == NOBODY
        for text in (".", "..", "...", "a.b", f"{token}.", f".{token}", f"{token}.{token}", token * 3):
            assert code_of(await as_bearer(client, text)) == NOBODY

    async def test_mixed_from_two_good_ones(
        self, client: httpx2.AsyncClient, token: str, key: SigningKey, stranger: Member
    ) -> None:
        """Even if we signed it: the session says who it is, and is looked for in its organization alone."""
        good, other = claims_of(token), claims_of((await tokens_of(client, stranger))["access_token"])
        for claim in ("org", "sid"):
            assert code_of(await as_bearer(client, signed({**good, claim: other[claim]}, key))) == NOBODY
        still_me = await as_bearer(client, signed({**good, "sub": other["sub"]}, key))
        assert still_me.json()["data"]["id"] == good["sub"]


def signed(claims: Claims, key: SigningKey, **headers: Any) -> str:
    """Sign any claims with a key of ours, also such as PyJWT would not write."""
    return jwt.PyJWS().encode(
        json.dumps(claims).encode(), key.private, "ES256", headers={"typ": "JWT", "kid": key.key_id, **headers}
    )


def algorithm_hash(name: str) -> Callable[..., Any]:
    algorithm = jwt.algorithms.HMACAlgorithm
    return {"HS256": algorithm.SHA256, "HS384": algorithm.SHA384, "HS512": algorithm.SHA512}[name]


class TestOutdated:
    async def test_expired(self, client: httpx2.AsyncClient, token: str, key: SigningKey) -> None:
        now = datetime.now(UTC)
        for ends_at in (now - timedelta(seconds=1), now - timedelta(days=365), datetime(1970, 1, 1, tzinfo=UTC)):
            expired = signed({**claims_of(token), "exp": int(ends_at.timestamp())}, key)
            assert code_of(await as_bearer(client, expired)) == NOBODY

    async def test_of_the_future(self, client: httpx2.AsyncClient, token: str, key: SigningKey) -> None:
        tomorrow = int((datetime.now(UTC) + timedelta(days=1)).timestamp())
        assert code_of(await as_bearer(client, signed({**claims_of(token), "nbf": tomorrow}, key))) == NOBODY

    async def test_without_a_right_end(self, client: httpx2.AsyncClient, token: str, key: SigningKey) -> None:
        for end in ("never", None, 1e400, -1, 1e18, True, [], "9999999999"):
            ends = {**claims_of(token), "exp": end}
            assert code_of(await as_bearer(client, signed(ends, key))) == NOBODY, end

    async def test_after_signing_out(self, client: httpx2.AsyncClient, member: Member) -> None:
        tokens = await tokens_of(client, member)
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await client.get(ME, headers=bearer)).status_code == 200
        assert (await client.post("/auth/logout", headers=bearer)).status_code == 200
        assert code_of(await client.get(ME, headers=bearer)) == NOBODY
        again = await client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        assert code_of(again) == NOBODY

    async def test_a_stolen_refresh_token_ends_the_session_of_both(
        self, client: httpx2.AsyncClient, member: Member, house: House
    ) -> None:
        stolen = (await tokens_of(client, member))["refresh_token"]
        fresh = (await client.post("/auth/refresh", json={"refresh_token": stolen})).json()["data"]
        newer = (await client.post("/auth/refresh", json={"refresh_token": fresh["refresh_token"]})).json()["data"]
        thief = await house.client()
        assert (await thief.post("/auth/refresh", json={"refresh_token": stolen})).status_code == 401
        mine = await client.post("/auth/refresh", json={"refresh_token": newer["refresh_token"]})
        assert mine.status_code == 401
        assert code_of(await as_bearer(client, newer["access_token"])) == NOBODY


class TestOtherPurposes:
    async def test_for_somebody_else_are_refused_though_we_signed_them(
        self, client: httpx2.AsyncClient, token: str, key: SigningKey
    ) -> None:
        for change in (
            {"aud": "another-service"}, {"aud": ["pilothouse-api"]}, {"aud": None}, {"iss": "https://evil.example"},
            {"iss": None}, {"iss": ["pilothouse"]}, {"sid": None}, {"org": None}, {"sub": None}, {"sub": ["a"]},
        ):  # fmt: skip
            claims = {name: value for name, value in {**claims_of(token), **change}.items() if value is not None}
            assert code_of(await as_bearer(client, signed(claims, key))) == NOBODY, change

    async def test_a_refresh_token_opens_nothing(self, client: httpx2.AsyncClient, member: Member) -> None:
        refresh = (await tokens_of(client, member))["refresh_token"]
        assert code_of(await as_bearer(client, refresh)) == NOBODY
        assert code_of(await client.get(ME, headers={"X-API-Key": refresh})) == NOBODY
        assert code_of(await client.get(ME, headers={"Cookie": f"pilothouse_access={refresh}"})) == NOBODY

    async def test_an_access_token_renews_nothing(self, client: httpx2.AsyncClient, token: str) -> None:
        answer = await client.post("/auth/refresh", json={"refresh_token": token})
        assert answer.status_code in {401, 422}

    async def test_an_api_key_is_no_cookie_and_renews_nothing(self, house: House, member: Member) -> None:
        api_key, client = await house.key(member), await house.client()
        assert (await client.post("/auth/refresh", json={"refresh_token": api_key})).status_code in {401, 422}
        forged = await client.post("/teams", json={"name": "x"}, headers={"Cookie": f"pilothouse_access={api_key}"})
        assert code_of(forged)[0] == 403  # a page of another site could make a browser send it

    async def test_none_is_taken_from_an_address(self, client: httpx2.AsyncClient, token: str) -> None:
        for name in ("token", "access_token", "api_key", "key", "authorization", "bearer"):
            assert code_of(await client.get(ME, params={name: token})) == NOBODY
            assert code_of(await client.post(f"/teams?{name}={token}", data={name: token})) == NOBODY

    async def test_the_first_credential_counts_alone(self, client: httpx2.AsyncClient, token: str) -> None:
        """A proxy that checks another one than we do would be fooled."""
        wrong = {"Authorization": "Bearer x.y.z", "X-API-Key": token, "Cookie": f"pilothouse_access={token}"}
        assert code_of(await client.get(ME, headers=wrong)) == NOBODY
        for scheme in ("Basic", "Token", "bearerx", "Bearer,Bearer", ""):
            assert code_of(await client.get(ME, headers={"Authorization": f"{scheme} {token}"})) == NOBODY

    async def test_a_token_of_another_installation(self, client: httpx2.AsyncClient, token: str) -> None:
        theirs = make_key(ec.generate_private_key(ec.SECP256R1()))
        assert code_of(await as_bearer(client, signed(claims_of(token), theirs))) == NOBODY
