"""Find the credential that a request carries."""

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from pilothouse.access.identity.cookie_name import CookieName
from pilothouse.access.identity.errors import NotSignedIn

ACCESS_COOKIE = CookieName("pilothouse_access", "__Host-")


@dataclass(frozen=True, slots=True)
class Credential:
    """A token or a key, and whether a browser sent it by itself."""

    value: str = field(repr=False)
    is_cookie: bool = False


def has_credential(connection: HTTPConnection) -> bool:
    """Tell whether a request presents anything, right or wrong."""
    named = ("authorization" in connection.headers, connection.headers.get("x-api-key"), ACCESS_COOKIE.read(connection))
    return any(named)


def credential_of(connection: HTTPConnection) -> Credential:
    """Return what a request authenticates with: `Authorization: Bearer`, else `X-API-Key`, else the cookie.

    The first one present counts, right or wrong: a bad key must not fall back to whoever is signed in.

    Raises:
        NotSignedIn: it carries none.
    """
    if (authorization := connection.headers.get("authorization")) is not None:
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() != "bearer" or not value.strip():
            raise NotSignedIn("The header Authorization must read: Bearer, a space, and a token or an API key.")
        return Credential(value.strip())
    if key := connection.headers.get("x-api-key"):
        return Credential(key.strip())
    if token := ACCESS_COOKIE.read(connection):
        return Credential(token, is_cookie=True)
    raise NotSignedIn
