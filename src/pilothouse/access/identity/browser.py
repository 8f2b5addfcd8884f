"""Tell our own page from another site's: browsers send cookies along with whatever asks for it."""

import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from pilothouse.access.identity.errors import CsrfRefused, ForeignOrigin

CSRF_HEADER = "x-csrf-token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def require_own_page(connection: HTTPConnection, csrf_token: str | None, allowed_origins: Collection[str]) -> None:
    """Check that a request which authenticates by cookie comes from our page.

    A WebSocket cannot carry a header of ours, so its Origin decides; an unsafe method must repeat the CSRF token.

    Raises:
        ForeignOrigin, CsrfRefused: it does not.
    """
    if connection.scope["type"] == "websocket":
        require_own_origin(connection, allowed_origins, may_be_missing=False)
    elif connection.scope["method"] not in _SAFE_METHODS:
        require_csrf(connection.headers.get(CSRF_HEADER, ""), csrf_token)


def require_csrf(presented: str, csrf_token: str | None) -> None:
    """Check the value of the header X-CSRF-Token against the login session's."""
    if not csrf_token or not secrets.compare_digest(presented.encode(), csrf_token.encode()):
        raise CsrfRefused


def require_own_origin(
    connection: HTTPConnection, allowed_origins: Collection[str], *, may_be_missing: bool = True
) -> None:
    """Check the Origin that a browser names, where it names one.

    Only host and port are compared with the Host header: behind a proxy that ends TLS the scheme differs.

    Raises:
        ForeignOrigin: a page of another site asks, or nobody is named who must be.
    """
    origin = connection.headers.get("origin", "")
    if (not origin and may_be_missing) or origin in allowed_origins:
        return
    named = _parse(origin)
    if named is None or named != _parse(f"{urlsplit(origin).scheme}://{connection.headers.get('host', '')}"):
        raise ForeignOrigin(origin)


def _parse(origin: str) -> tuple[str, int] | None:
    """Return host and port of an origin, the port also where it goes without saying; nothing when it is none."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.hostname, port) if parts.hostname else None
