"""Talk to an issuer: what it says about itself, its keys, its tokens."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

import httpx2
import jwt
from pydantic import SecretStr

from pilothouse.access.identity.oidc.errors import OidcRefused
from pilothouse.access.identity.oidc.flow import Flow
from pilothouse.access.settings import OidcIssuerSettings
from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)

_SCOPE = "openid email profile"
_TIMEOUT_S = 10
_METADATA_KEPT_S = 3600
_KEYS_KEPT_S = 300
_METHODS = "token_endpoint_auth_methods_supported"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True, repr=False)
class _Proof:
    """Who we are, in the body of a request or in its header."""

    form: dict[str, str] = field(default_factory=dict[str, str])
    auth: tuple[str, str] | None = None


class Issuer:
    """One issuer that the operator has named.

    Args:
        settings: where it is, and who we are there.
        secret: finds our secret there; null where we are a public client.
    """

    def __init__(self, settings: OidcIssuerSettings, secret: Callable[[], Awaitable[SecretStr | None]]) -> None:
        self.settings = settings
        self._secret = secret
        self._metadata: tuple[float, dict[str, Any]] = (float("-inf"), {})
        self._keys: tuple[float, jwt.PyJWKSet | None] = (float("-inf"), None)

    async def address(self, flow: Flow, redirect_uri: str) -> str:
        """Return where to send the browser.

        Raises:
            OidcRefused: the issuer does not answer as one.
        """
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": redirect_uri,
            "scope": _SCOPE,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = (await self.metadata())["authorization_endpoint"]
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    async def redeem(self, code: str, flow: Flow, redirect_uri: str) -> dict[str, Any]:
        """Return what the issuer gives for a code: `id_token`, `access_token`.

        Raises:
            OidcRefused: it gives nothing.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": flow.verifier,
        }
        proof = await self._proof()
        return await _ask("POST", (await self.metadata())["token_endpoint"], data=form | proof.form, auth=proof.auth)

    async def userinfo(self, access_token: str) -> dict[str, Any]:
        """Return what the issuer says about the user beside the ID token; nothing where it has no place for that.

        Raises:
            OidcRefused: it does not answer.
        """
        endpoint = (await self.metadata()).get("userinfo_endpoint")
        if not isinstance(endpoint, str):
            return {}
        return await _ask("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})

    async def metadata(self) -> dict[str, Any]:
        """Return the issuer's discovery document (OpenID Connect Discovery 1.0, 4), an hour old at most.

        Raises:
            OidcRefused: there is none, or it is another issuer's.
        """
        read_at, known = self._metadata
        if time.monotonic() - read_at > _METADATA_KEPT_S:
            issuer = self.settings.issuer
            known = await _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if known.get("issuer") != issuer or not all(self._is_fit(known.get(name)) for name in _ENDPOINTS):
                log.warning("oidc_issuer_unfit", issuer=issuer, says=str(known.get("issuer"))[:200])
                raise OidcRefused
            self._metadata = (time.monotonic(), known)
        return known

    async def keys(self) -> jwt.PyJWKSet:
        """Return the issuer's public keys, some minutes old at most.

        Raises:
            OidcRefused: it shows none that can be used.
        """
        read_at, known = self._keys
        if known is None or time.monotonic() - read_at > _KEYS_KEPT_S:
            try:
                known = jwt.PyJWKSet.from_dict(await _ask("GET", (await self.metadata())["jwks_uri"]))
            except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
                raise OidcRefused from error
            self._keys = (time.monotonic(), known)
        return known

    async def _proof(self) -> "_Proof":
        """Return how we say who we are to the issuer (RFC 6749, 2.3.1): by the header where it takes that."""
        client_id, secret = self.settings.client_id, await self._secret()
        if secret is None:
            return _Proof({"client_id": client_id})
        value = secret.get_secret_value()
        if "client_secret_basic" in (await self.metadata()).get(_METHODS, ["client_secret_basic"]):
            return _Proof(auth=(quote(client_id, safe=""), quote(value, safe="")))
        return _Proof({"client_id": client_id, "client_secret": value})

    def _is_fit(self, address: object) -> bool:
        """Tell whether an address is as safe as the issuer's own."""
        parts = urlsplit(address) if isinstance(address, str) else None
        return parts is not None and (parts.scheme == "https" or parts.scheme == urlsplit(self.settings.issuer).scheme)


async def _ask(method: str, url: str, **arguments: Any) -> dict[str, Any]:
    headers = {"Accept": "application/json", **arguments.pop("headers", {})}
    try:
        async with httpx2.AsyncClient(timeout=_TIMEOUT_S) as client:
            answer = await client.request(method, url, headers=headers, **arguments)
            answer.raise_for_status()
            said = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        log.warning("oidc_issuer_failed", url=url, error=type(error).__name__)
        raise OidcRefused from error
    if not isinstance(said, dict):
        raise OidcRefused
    return cast("dict[str, Any]", said)
