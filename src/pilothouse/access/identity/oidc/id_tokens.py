"""Believe an ID token, or not. Source: OpenID Connect Core 1.0, 3.1.3.7."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

from pilothouse.access.identity.email import checked_email
from pilothouse.access.identity.oidc.errors import OidcRefused

# Signatures by a key pair only: with a shared secret, or none, whoever reads our settings or nothing at all could sign.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
_CLOCKS_APART_S = 60
_LONGEST_SUBJECT = 255  # OpenID Connect Core, 2


@dataclass(frozen=True, slots=True)
class Claims:
    """Who somebody is, by an issuer's word.

    Attributes:
        email: null unless the issuer says that it is verified.
    """

    subject: str
    email: str | None
    name: str | None


def check_id_token(
    token: str, keys: jwt.PyJWKSet, *, issuer: str, client_id: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of a token that this issuer signed for us and for this question, and that is in force.

    Raises:
        OidcRefused: it is anything else.
    """
    try:
        claims = jwt.decode(
            token,
            _key_of(token, keys),
            algorithms=_ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            # times are compared below, by the clock that tests hold still
            options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except (jwt.PyJWTError, KeyError, ValueError, TypeError) as error:
        raise OidcRefused from error
    if not (_is_for(claims, client_id) and _is_now(claims, now) and _answers(claims, nonce)):
        raise OidcRefused
    return claims


def who_is(claims: dict[str, Any]) -> Claims:
    """Read who the claims are about.

    Raises:
        OidcRefused: they do not say.
    """
    subject, email, name = claims.get("sub"), claims.get("email"), claims.get("name")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise OidcRefused
    verified = claims.get("email_verified")
    is_verified = verified is True or verified == "true"
    try:
        address = checked_email(email) if is_verified and isinstance(email, str) else None
    except ValueError:
        address = None
    return Claims(subject, address, name if isinstance(name, str) else None)


def _key_of(token: str, keys: jwt.PyJWKSet) -> jwt.PyJWK:
    """Return the key that a token names; without a name there must be one only."""
    key_id = jwt.get_unverified_header(token).get("kid")
    if key_id is None and len(keys.keys) == 1:
        return keys.keys[0]
    return keys[str(key_id)]


def _is_for(claims: dict[str, Any], client_id: str) -> bool:
    audience = claims["aud"]
    is_shared = isinstance(audience, list) and audience != [client_id]
    return claims.get("azp") == client_id if is_shared or "azp" in claims else True


def _is_now(claims: dict[str, Any], now: datetime) -> bool:
    seconds = now.timestamp()
    begins = max(float(claims["iat"]), float(claims.get("nbf", 0)))
    return begins - _CLOCKS_APART_S <= seconds < float(claims["exp"]) + _CLOCKS_APART_S


def _answers(claims: dict[str, Any], nonce: str) -> bool:
    return secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
