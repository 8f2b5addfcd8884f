"""Finds routes by the room that an address names: the framework would try each of some hundred in turn."""

from collections import defaultdict
from collections.abc import Iterable

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

_FOUND = "pilothouse.route"


class RouteIndex(BaseRoute):
    """Stands before the routes themselves, which stay where they are: documents are made of them."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._of_room: defaultdict[str, list[Route]] = defaultdict(list)
        for route in routes:
            if isinstance(route, Route):
                room = _room_of(route.path)
                assert "{" not in room, "a route that every room would have belongs behind the index"
                self._of_room[room].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as the first route that fits, or else the first that fits but for the method.

        What fits but for slashes at its end is sent on to the route, by a path: the framework would repeat the host
        that the caller named, and behind a proxy the wrong scheme.
        """
        if scope["type"] != "http":
            return Match.NONE, {}
        match, child = self._match(scope)
        if match is Match.NONE and scope["path"].endswith("/"):
            shortened = {**scope, "path": scope["path"].rstrip("/")}
            if self._match(shortened)[0] is not Match.NONE:
                return Match.FULL, {_FOUND: None}
        return match, child

    def _match(self, scope: Scope) -> tuple[Match, Scope]:
        partial: Scope | None = None
        for route in self._of_room.get(_room_of(scope["path"].removeprefix(scope.get("root_path", ""))), ()):
            match, child = route.matches(scope)
            if match == Match.FULL:
                return match, {**child, _FOUND: route}
            if match == Match.PARTIAL and partial is None:
                partial = {**child, _FOUND: route}
        return (Match.NONE, {}) if partial is None else (Match.PARTIAL, partial)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the route that matched, or with the way to it."""
        route: Route | None = scope[_FOUND]
        if route is None:
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(scope["path"].rstrip("/") + (query and f"?{query}"))(scope, receive, send)
        else:
            await route.handle(scope, receive, send)


def _room_of(path: str) -> str:
    """Return the first part of "/api/v1/room/…" that tells rooms apart."""
    return "/".join(path.split("/", 4)[:4])
