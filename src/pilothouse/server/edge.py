"""What stands before everything else, where it is configured: trusted proxies, known hosts, a base path, other origins.

A layer that has nothing to do is not there: with the defaults a request passes none of them.
"""

from typing import Any, cast

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.server.cors import Origins, with_cors
from pilothouse.server.errors import error_response
from pilothouse.server.settings import ServerSettings

_PROBES = "/health/"  # an orchestrator asks by address, whatever the host is called


class UnknownHost(PilothouseError):
    """The request names a host that this installation is not known by."""

    kind = ErrorKind.MALFORMED

    def __init__(self) -> None:
        super().__init__("This server is not known by that name. PILOTHOUSE_SERVER_ALLOWED_HOSTS lists its names.")


def edge(app: ASGIApp, settings: ServerSettings) -> ASGIApp:
    """Put the configured layers around an application; the last one here is the first to see a request."""
    if settings.allowed_origins:
        app = with_cors(app, Origins(settings.allowed_origins))
    if settings.base_path:
        app = BasePath(app, settings.base_path)
    if settings.allowed_hosts:
        app = KnownHosts(app, settings.allowed_hosts)
    if settings.trusted_proxies:
        app = cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", app), settings.trusted_proxies))
    return app


class BasePath:
    """Takes the prefix off addresses, where the proxy in front has not done so already."""

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self.app = app
        self.base_path = base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path == self.base_path or path.startswith(f"{self.base_path}/"):
            scope = {**scope, "path": path.removeprefix(self.base_path) or "/"}
            scope.pop("raw_path", None)  # nobody behind us reads it, and its prefix may be spelled in another way
        await self.app(scope, receive, send)


class KnownHosts:
    """Refuses requests for other hosts, so that no answer is built on a name that somebody made up."""

    def __init__(self, app: ASGIApp, hosts: list[str]) -> None:
        self.app = app
        self.names = frozenset(host for host in hosts if not host.startswith("*."))
        self.suffixes = tuple(host[1:] for host in hosts if host.startswith("*."))

    def knows(self, scope: Scope) -> bool:
        """Tell whether a request names exactly one host, and a known one."""
        named = Headers(scope=scope).getlist("host")
        if len(named) != 1:
            return False
        host = _without_port(named[0]).lower()
        return host in self.names or (bool(self.suffixes) and host.endswith(self.suffixes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"].startswith(_PROBES) or self.knows(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "unknown host"})
        else:
            await error_response(UnknownHost())(scope, receive, send)


def _without_port(host: str) -> str:
    """Return the name in a Host header; IPv6 addresses keep their brackets."""
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
