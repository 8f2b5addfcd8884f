"""Counting where requests pass: behind the credential, and at the addresses that need none."""

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pilothouse.access.audit.refusals import Refusals
from pilothouse.access.ratelimit.errors import TooManyRequests
from pilothouse.access.ratelimit.service import RateLimiter
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.server.auth import Authenticator
from pilothouse.server.errors import error_response

log = get_logger(__name__)

_ATTEMPTS = "/api/v1/auth/"
# What is below it and needs a credential, or takes one away.
_NO_ATTEMPTS = frozenset({"refresh", "logout", "me", "api-keys", "sessions"})
_STANDING = "rate_standing"


def within_limits(authenticate: Authenticator) -> Authenticator:
    """Return an authenticator that also counts: whoever is known spends one request.

    Raises (the returned one):
        TooManyRequests: a limit is reached.
    """

    async def authenticate_and_count(connection: HTTPConnection) -> Principal:
        principal = await authenticate(connection)
        limiter = limiter_of(connection.app)
        if limiter is not None:
            state = connection.scope.setdefault("state", {})
            path: str = getattr(connection.scope.get("route"), "path", connection.scope["path"])
            try:
                state[_STANDING] = await limiter.take(principal, connection.scope.get("method", "GET"), path)
            except TooManyRequests as error:
                state[_STANDING] = error.standing
                raise
        return principal

    return authenticate_and_count


def limiter_of(app: FastAPI) -> RateLimiter | None:
    """Return what the lifespan has built; None before it has."""
    return getattr(app.state, "rate_limits", None)


def is_attempt(method: str, path: str) -> bool:
    """Tell whether a request tries to get in: to sign in or up, to reset a password, to confirm an e-mail."""
    part = path.removeprefix(_ATTEMPTS).partition("/")[0]
    return method == "POST" and path.startswith(_ATTEMPTS) and part not in _NO_ATTEMPTS


class RateLimitLayer:
    """Counts attempts by the caller's address, and says in each answer's head what is left."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._refusals = Refusals()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limiter = limiter_of(scope["app"]) if scope["type"] == "http" else None
        if limiter is None:
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_standing(message: Message) -> None:
            standing = state.get(_STANDING)
            if standing is not None and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in standing.headers().items():
                    headers.setdefault(name, value)  # a route that counts something narrower has spoken already
            await send(message)

        address = client[0] if (client := scope.get("client")) else None
        try:
            if is_attempt(scope["method"], scope["path"].removeprefix(scope.get("root_path", ""))):
                state[_STANDING] = await limiter.take_attempt(address)
        except TooManyRequests as error:
            if times := self._refusals.count(address):  # nobody's log: who it is, is not known
                log.warning("too_many_attempts", address=address, times=times)
            state[_STANDING] = error.standing
            await error_response(error)(scope, receive, send_with_standing)
            return
        await self.app(scope, receive, send_with_standing)
