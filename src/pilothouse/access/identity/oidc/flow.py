"""What a browser carries from the moment it leaves for the issuer until it comes back: sealed, and for it alone."""

import base64
import binascii
import hashlib
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from pilothouse.access.identity.oidc.errors import OidcRefused
from pilothouse.core import json
from pilothouse.core.errors import PilothouseError
from pilothouse.notify.parts import Sealer

LIFETIME_S = 600
_PLACE = "oidc_flow"


def _random() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, repr=False)
class Flow:
    """One way to an issuer and back.

    Attributes:
        issuer: its name in the settings.
        next_path: of our page, where to go afterwards.
        invitation: the token of one that is accepted on the way, or "".
        expires_at: POSIX seconds.
        state: comes back in the address: the answer belongs to this browser's question (RFC 6749, 10.12).
        nonce: comes back in the ID token: it was made for this question (OpenID Connect Core, 3.1.2.1).
        verifier: shows that whoever redeems the code asked for it (RFC 7636).
    """

    issuer: str
    next_path: str
    invitation: str
    expires_at: float
    state: str = field(default_factory=_random)
    nonce: str = field(default_factory=_random)
    verifier: str = field(default_factory=_random)

    @property
    def challenge(self) -> str:
        """What the issuer learns of the verifier beforehand: S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def new_flow(issuer: str, next_path: str, invitation: str, now: datetime) -> Flow:
    """Begin a flow."""
    expires_at = (now + timedelta(seconds=LIFETIME_S)).timestamp()
    return Flow(issuer, own_path(next_path), invitation, expires_at)


def own_path(path: str) -> str:
    """Return a path of our page; "/" for anything that a browser could take for another site."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_ours else "/"


def close(flow: Flow, seal: Sealer) -> str:
    """Return a flow as a cookie carries it."""
    sealed = seal.close(SecretStr(json.dumps_text(asdict(flow))), _PLACE)
    return base64.urlsafe_b64encode(sealed).decode()


def open_flow(cookie: str | None, seal: Sealer, *, issuer: str, state: str, now: datetime) -> Flow:
    """Read a cookie, when it is of a flow to this issuer with this state that is not too old.

    Raises:
        OidcRefused: it is not, so somebody else's answer may have been put into this browser.
    """
    try:
        sealed = base64.urlsafe_b64decode(cookie or "")
        values: dict[str, Any] = json.loads(seal.open(sealed, _PLACE).get_secret_value())
    except (binascii.Error, ValueError, PilothouseError) as error:
        raise OidcRefused from error
    flow = Flow(**values)
    same_state = secrets.compare_digest(flow.state.encode(), state.encode(errors="surrogatepass"))
    if flow.issuer != issuer or not same_state or flow.expires_at <= now.timestamp():
        raise OidcRefused
    return flow
