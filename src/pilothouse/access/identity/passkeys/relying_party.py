"""Whom passkeys are for: our domain, and the pages that may ask for them."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from pilothouse.access.identity.passkeys.errors import PasskeysUnavailable


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """A domain that keys are bound to. No other site can use them, however much it looks like ours.

    Attributes:
        domain: the RP ID of WebAuthn.
        origin: of the dashboard.
        allowed_origins: further ones whose pages may call the API; of these, those within the domain count.
    """

    domain: str
    origin: str
    allowed_origins: Collection[str] = ()

    def accepts(self, origin: str) -> bool:
        """Tell whether a page of this origin may ask for a passkey of ours."""
        host = urlsplit(origin).hostname or ""
        is_within = host == self.domain or host.endswith(f".{self.domain}")
        return origin == self.origin or (is_within and origin in self.allowed_origins)


def relying_party(public_url: str, allowed_origins: Collection[str]) -> RelyingParty:
    """Return whom passkeys of an installation are for. On one's own machine that is localhost, which browsers allow.

    Raises:
        PasskeysUnavailable: it has an address and no name; browsers give out no keys for these.
    """
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        if not ipaddress.ip_address(host).is_loopback:
            raise PasskeysUnavailable
        host = "localhost"
    except ValueError:  # a name, as it should be
        if not host:
            raise PasskeysUnavailable from None
    port = f":{parts.port}" if parts.port else ""
    return RelyingParty(host, f"{parts.scheme}://{host}{port}", allowed_origins)
