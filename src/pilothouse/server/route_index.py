"""Finds routes by the room that an address names: the framework would try each of some hundred in turn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter

from fastapi import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

_FOUND = "pilothouse.route"

Shape = tuple[tuple[bool, str], ...]
"""A path's parts: whether it is a parameter, and the word if not. Words sort before parameters."""


class RouteIndex(BaseRoute):
    """Stands before the routes themselves, which stay where they are: documents are made of them.

    An address belongs to the path that names it most exactly, whatever the order of routes: "/agents/invoke" is never
    an agent of that name, and with a method that it does not take the answer is 405.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._of_room: defaultdict[str, list[tuple[Shape, Route]]] = defaultdict(list)
        for route in routes:
            if isinstance(route, Route):
                room = _room_of(route.path)
                assert "{" not in room, "a route that every room would have belongs behind the index"
                self._of_room[room].append((_shape_of(route.path), route))
        for shaped in self._of_room.values():
            shaped.sort(key=itemgetter(0))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match every address that is known, with a method that it takes or not.

        What fits but for slashes at its end is sent on to the route, by a path: the framework would repeat the host
        that the caller named, and behind a proxy the wrong scheme.
        """
        if scope["type"] != "http":
            return Match.NONE, {}
        child = self._match(scope)
        if child is None and scope["path"].endswith("/"):
            shortened = {**scope, "path": scope["path"].rstrip("/")}
            if self._match(shortened) is not None:
                return Match.FULL, {_FOUND: None}
        return (Match.NONE, {}) if child is None else (Match.FULL, child)

    def _match(self, scope: Scope) -> Scope | None:
        named: Shape | None = None
        child: Scope = {}
        for shape, route in self._in_room(scope):
            if named is not None and shape != named:
                break
            match, found = route.matches(scope)
            if match is Match.FULL:
                return {**found, _FOUND: route}
            if match is Match.PARTIAL and named is None:
                named, child = shape, {**found, _FOUND: route}
        return None if named is None else child

    def _in_room(self, scope: Scope) -> list[tuple[Shape, Route]]:
        return self._of_room.get(_room_of(scope["path"].removeprefix(scope.get("root_path", ""))), [])

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the route that matched, or with the way to it.

        Raises:
            HTTPException: 405, with all the methods that the address takes.

        """
        route: Route | None = scope[_FOUND]
        if route is None:
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(scope["path"].rstrip("/") + (query and f"?{query}"))(scope, receive, send)
        elif scope["method"] not in (route.methods or ()):
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(self._methods_beside(route, scope)))})
        else:
            await route.handle(scope, receive, send)

    def _methods_beside(self, named: Route, scope: Scope) -> Iterator[str]:
        shape = _shape_of(named.path)
        for other, route in self._in_room(scope):
            if other == shape:
                yield from route.methods or ()


def _shape_of(path: str) -> Shape:
    return tuple(("{" in part, "" if "{" in part else part) for part in path.split("/"))


def _room_of(path: str) -> str:
    """Return the first part of "/api/v1/room/…" that tells rooms apart."""
    return "/".join(path.split("/", 4)[:4])
