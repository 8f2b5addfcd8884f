"""ID tokens that are not what they should be."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from pilothouse.access.identity.oidc.errors import OidcRefused
from pilothouse.access.identity.oidc.id_tokens import check_id_token, who_is

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ISSUER, CLIENT, NONCE = "https://id.acme.example", "pilothouse", "n-0S6_WzA2Mj"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
KEYS = jwt.PyJWKSet.from_dict(
    {
        "keys": [
            {**RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "rsa", "use": "sig", "alg": "RS256"},
            {**ECAlgorithm.to_jwk(CURVE.public_key(), as_dict=True), "kid": "ec", "use": "sig"},
        ]
    }
)


def claims(**changes: Any) -> dict[str, Any]:
    usual = {
        "iss": ISSUER, "sub": "ada", "aud": CLIENT, "nonce": NONCE,
        "iat": int(NOW.timestamp()) - 5, "exp": int(NOW.timestamp()) + 300,
    }  # fmt: skip
    return {name: value for name, value in (usual | changes).items() if value is not None}


def signed(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "rsa", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm, headers={"kid": kid} if kid else None)


def check(token: str, keys: jwt.PyJWKSet = KEYS) -> dict[str, Any]:
    return check_id_token(token, keys, issuer=ISSUER, client_id=CLIENT, nonce=NONCE, now=NOW)


def unsigned(algorithm: str) -> str:
    parts = [f'{{"alg":"{algorithm}","kid":"rsa"}}'.encode(), jwt.utils.force_bytes(str(claims()).replace("'", '"'))]
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


PUBLIC_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def with_the_public_key_as_a_secret() -> str:
    """The library refuses to make such a token, so it is put together here."""
    head = unsigned("HS256").rstrip(".")
    mac = hmac.new(PUBLIC_PEM, head.encode(), hashlib.sha256).digest()
    return f"{head}.{urlsafe_b64encode(mac).decode().rstrip('=')}"


class TestGood:
    def test_is_believed(self) -> None:
        assert check(signed())["sub"] == "ada"
        assert check(signed(CURVE, "ES256", "ec"))["sub"] == "ada"

    def test_may_be_for_several_if_it_was_asked_for_by_us(self) -> None:
        assert check(signed(aud=[CLIENT, "other"], azp=CLIENT))
        assert check(signed(aud=[CLIENT]))

    def test_needs_no_key_id_where_there_is_one_key(self) -> None:
        one = jwt.PyJWKSet.from_dict({"keys": [RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)]})
        assert check(signed(kid=None), one)

    def test_bears_clocks_that_are_a_minute_apart(self) -> None:
        now = int(NOW.timestamp())
        assert check(signed(iat=now + 59))
        assert check(signed(exp=now - 59))


BAD = {
    "another key": lambda: signed(OTHER),
    "an unknown key": lambda: signed(kid="other"),
    "no key id where there are several": lambda: signed(kid=None),
    "no signature": lambda: unsigned("none"),
    "no signature, in capitals": lambda: unsigned("NONE"),
    "the public key as a secret": with_the_public_key_as_a_secret,
    "a curve's key under another's name": lambda: signed(CURVE, "ES256", "rsa"),
    "another issuer": lambda: signed(iss="https://id.evil.example"),
    "the issuer with a slash": lambda: signed(iss=f"{ISSUER}/"),
    "no issuer": lambda: signed(iss=None),
    "another audience": lambda: signed(aud="other"),
    "no audience": lambda: signed(aud=None),
    "an audience that holds ours": lambda: signed(aud=f"{CLIENT}-2"),
    "several audiences and nobody who asked": lambda: signed(aud=[CLIENT, "other"]),
    "asked for by another": lambda: signed(azp="other"),
    "several audiences, asked for by another": lambda: signed(aud=[CLIENT, "other"], azp="other"),
    "another nonce": lambda: signed(nonce="other"),
    "no nonce": lambda: signed(nonce=None),
    "expired": lambda: signed(exp=int(NOW.timestamp()) - 61),
    "no end": lambda: signed(exp=None),
    "from the future": lambda: signed(iat=int(NOW.timestamp()) + 61),
    "not yet": lambda: signed(nbf=int(NOW.timestamp()) + 61),
    "no beginning": lambda: signed(iat=None),
    "no subject": lambda: signed(sub=None),
    "nothing": lambda: "",
}


class TestBad:
    @pytest.mark.parametrize("make", BAD.values(), ids=BAD.keys())
    def test_is_refused(self, make: Any) -> None:
        with pytest.raises(OidcRefused):
            check(make())

    @given(st.text(max_size=80))
    def test_any_text_is_refused_in_words(self, text: str) -> None:
        with pytest.raises(OidcRefused):
            check(text)

    @given(st.integers(0, 2000), st.characters(min_codepoint=33, max_codepoint=126))
    def test_with_one_character_changed_is_refused_or_the_same(self, place: int, character: str) -> None:
        token = signed()
        place %= len(token)
        changed = token[:place] + character + token[place + 1 :]
        try:
            assert check(changed)["sub"] == "ada"  # the last character of a signature has spare bits
        except OidcRefused:
            return
        assert changed == token or place == len(token) - 1


class TestWhoIs:
    def test_takes_a_verified_address(self) -> None:
        said = {"sub": "1", "email": "Ada@Example.com", "email_verified": True, "name": "Ada"}
        assert who_is(said) == who_is(said | {"email_verified": "true"})
        assert (who_is(said).email, who_is(said).name) == ("Ada@Example.com", "Ada")

    @pytest.mark.parametrize("verified", [False, None, "false", 1, "yes", {}], ids=repr)
    def test_takes_no_other(self, verified: Any) -> None:
        said = {"sub": "1", "email": "ada@example.com", "email_verified": verified}
        assert who_is({name: value for name, value in said.items() if value is not None}).email is None

    @pytest.mark.parametrize("email", ["no address", "a@b@c", "a\nb@example.com", 7, None], ids=repr)
    def test_takes_nothing_that_is_no_address(self, email: Any) -> None:
        assert who_is({"sub": "1", "email": email, "email_verified": True}).email is None

    @pytest.mark.parametrize("subject", ["", "x" * 256, 7, None], ids=["empty", "long", "number", "none"])
    def test_wants_a_subject(self, subject: Any) -> None:
        with pytest.raises(OidcRefused):
            who_is({"sub": subject})
