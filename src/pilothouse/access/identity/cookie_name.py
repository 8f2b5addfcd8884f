"""What a cookie of ours is called, so that nobody else can plant one."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection


@dataclass(frozen=True, slots=True)
class CookieName:
    """A cookie's name, over TLS behind a prefix.

    Browsers take names with these prefixes over TLS alone, and `__Host-` for `Path=/` and from this very host alone: no
    neighbouring host and nobody on the wire sets them. Source: RFC 6265bis, section 4.1.3.
    """

    plain: str
    prefix: Literal["__Host-", "__Secure-"]

    def written(self, *, is_secure: bool) -> str:
        """Return the name to set it by."""
        return self.prefix + self.plain if is_secure else self.plain

    def read(self, connection: HTTPConnection) -> str | None:
        """Return its value in a request. Over TLS one without the prefix is not ours."""
        value = connection.cookies.get(self.prefix + self.plain)
        if value is None and connection.scope.get("scheme") not in {"https", "wss"}:
            value = connection.cookies.get(self.plain)
        return value
