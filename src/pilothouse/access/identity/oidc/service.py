"""Send a browser to an issuer, and let in whom it vouches for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.identity.oidc.accounts import OidcAccounts
from pilothouse.access.identity.oidc.errors import OidcRefused, UnknownIssuer
from pilothouse.access.identity.oidc.flow import Flow, close, new_flow, open_flow
from pilothouse.access.identity.oidc.id_tokens import check_id_token, who_is
from pilothouse.access.identity.oidc.issuer import Issuer
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.sessions.service import LoginService, SignedIn


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what it takes along."""

    address: str
    cookie: str = field(repr=False)


class OidcService:
    """Signs people in by their accounts elsewhere."""

    def __init__(
        self, parts: AccountParts, logins: LoginService, accounts: OidcAccounts, issuers: Mapping[str, Issuer]
    ) -> None:
        self._parts = parts
        self._logins = logins
        self._accounts = accounts
        self._issuers = issuers

    async def begin(self, name: str, next_path: str, invitation: str) -> Departure:
        """Begin at an issuer.

        Raises:
            UnknownIssuer: none of this name is set.
            OidcRefused: it does not answer.
        """
        flow = new_flow(name, next_path, invitation, self._parts.clock.now())
        address = await self._issuer(name).address(flow, self._redirect_uri(name))
        return Departure(address, close(flow, self._parts.seal))

    def flow_of(self, name: str, state: str, cookie: str | None) -> Flow:
        """Return the flow that an answer belongs to.

        Raises:
            OidcRefused: this browser asked no such question.
        """
        return open_flow(cookie, self._parts.seal, issuer=name, state=state, now=self._parts.clock.now())

    async def finish(self, flow: Flow, code: str, caller: Caller = LOCAL) -> SignedIn:
        """Redeem a code and begin a login session; "" says that the issuer gave none.

        Raises:
            OidcRefused: the issuer vouches for nobody, or for nobody whom we know.
            SecondFactorNeeded: the user, or their organization, wants a second step.
        """
        if not code:
            raise OidcRefused("cancelled")
        issuer = self._issuer(flow.issuer)
        given = await issuer.redeem(code, flow, self._redirect_uri(flow.issuer))
        claims = check_id_token(
            str(given.get("id_token", "")),
            await issuer.keys(),
            issuer=issuer.settings.issuer,
            client_id=issuer.settings.client_id,
            nonce=flow.nonce,
            now=self._parts.clock.now(),
        )
        who = who_is(claims | await self._further(issuer, claims, given))
        organization_id, user_id = await self._accounts.user_of(issuer.settings, who, flow.invitation, caller)
        return await self._logins.begin(organization_id, user_id, caller)

    async def _further(self, issuer: Issuer, claims: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """Return what the issuer says elsewhere, where the ID token names no e-mail."""
        access_token = given.get("access_token")
        if "email" in claims or not isinstance(access_token, str):
            return {}
        said = await issuer.userinfo(access_token)
        if said and said.get("sub") != claims["sub"]:  # OpenID Connect Core, 5.3.2
            raise OidcRefused
        return {name: said[name] for name in ("email", "email_verified", "name") if name in said}

    def _issuer(self, name: str) -> Issuer:
        if name not in self._issuers:
            raise UnknownIssuer
        return self._issuers[name]

    def _redirect_uri(self, name: str) -> str:
        return f"{self._parts.public_url.rstrip('/')}/api/v1/auth/oidc/{name}/callback"
