"""Which pages of other sites may call: origins by name or by pattern, checked when the server starts."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

_PREFLIGHT_S = 7200  # as long as Chromium remembers one at most
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_HEADERS_IN = (
    "Anthropic-Version", "Authorization", "Idempotency-Key", "Last-Event-ID", "X-API-Key", "X-CSRF-Token",
    "X-Correlation-ID", "X-Request-ID",
)  # fmt: skip
_HEADERS_OUT = (
    "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "X-Pilothouse-Cost-Usd", "X-Request-ID",
)  # fmt: skip
# A host of names, with `*` as its whole first label, or an IPv6 address; a port, which may be `*`.
_PATTERN = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])"
    r"(?::(?P<port>[0-9]{1,5}|\*))?"
)
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"


class Origins(Collection[str]):
    """Origins that are allowed: `https://pilot.example`, `https://*.pilot.example`, `http://localhost:*`.

    `*` stands for one label at the beginning of a host, or for any port; nothing else can be left open.

    Raises:
        ValueError: a pattern is not one.
    """

    def __init__(self, patterns: Collection[str] = ()) -> None:
        self._patterns = tuple(patterns)
        self.expression = "|".join(_expression(pattern) for pattern in self._patterns)
        self._matches = re.compile(self.expression).fullmatch

    def __contains__(self, origin: object) -> bool:
        return bool(self._patterns) and isinstance(origin, str) and self._matches(origin) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._patterns)

    def __len__(self) -> int:
        return len(self._patterns)


def _expression(pattern: str) -> str:
    """Turn a pattern into a regular expression that is matched as a whole."""
    parts = _PATTERN.fullmatch(pattern)
    if parts is None or ".." in pattern:
        raise ValueError(
            f"{pattern!r} is not an origin; write it like https://pilot.example or https://*.pilot.example"
        )
    scheme, host, port = parts["scheme"], parts["host"], parts["port"]
    if host.startswith("*.") and "." not in host[2:]:
        raise ValueError(f"{pattern!r} would allow every site below {host[2:]!r}; name at least two labels")
    if port not in {None, "*"}:
        _check_port(pattern)
    named = _LABEL + re.escape(host[1:]) if host.startswith("*.") else re.escape(host)
    at_port = "" if port is None else "(?::[0-9]{1,5})?" if port == "*" else f":{port}"
    return f"{scheme}://{named}{at_port}"


def _check_port(pattern: str) -> None:
    """Refuse a port beyond 65535, and one that goes without saying: browsers leave it out of an origin."""
    parts = urlsplit(pattern)
    if parts.port == {"http": 80, "https": 443}[parts.scheme]:
        raise ValueError(f"{pattern!r} names the usual port, which browsers leave out; leave it out too")


def with_cors(app: ASGIApp, origins: Origins) -> ASGIApp:
    """Answer preflights and mark answers for pages of the allowed origins; cookies pass for these only."""
    return CORSMiddleware(
        app,
        allow_origin_regex=origins.expression,
        allow_methods=_METHODS,
        allow_headers=_HEADERS_IN,
        allow_credentials=True,
        expose_headers=_HEADERS_OUT,
        max_age=_PREFLIGHT_S,
    )
