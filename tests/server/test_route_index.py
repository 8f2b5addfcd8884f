"""The index finds what trying each route would find, the most exact one first."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

from pilothouse.main.app import ROUTERS
from pilothouse.server.route_index import RouteIndex
from tests.main.test_app import fill

ROUTES = [route for router in ROUTERS for route in router.routes]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def _scope(method: str, path: str, root_path: str = "") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": root_path + path, "root_path": root_path, "headers": []}


def _exactness(route: APIRoute) -> list[bool]:
    return ["{" not in part for part in route.path.split("/")]


@pytest.mark.parametrize("root_path", ["", "/pilot"])
def test_finds_the_route_that_names_an_address_most_exactly(root_path: str) -> None:
    index = RouteIndex(ROUTES)
    paths = {fill(route.path) for route in ROUTES if isinstance(route, APIRoute)}
    paths |= {f"{path}/nothing" for path in paths} | {"/", "/api/v1", "/api/v1/nothing", "/nothing/x"}
    for path in sorted(paths):
        for method in METHODS:
            scope = _scope(method, path, root_path)
            named = [route for route in ROUTES if isinstance(route, APIRoute) and route.matches(scope)[0] != Match.NONE]
            most = max(map(_exactness, named), default=[])
            fitting = [route for route in named if _exactness(route) == most]
            best = next((route for route in fitting if method in route.methods), next(iter(fitting), None))
            match, child = index.matches(scope)
            if best is None:
                assert match is Match.NONE, (method, path)
            else:
                assert (match, child["route"]) == (Match.FULL, best), (method, path)
                assert child["path_params"] == best.matches(scope)[1]["path_params"]


def test_lets_other_protocols_pass() -> None:
    assert RouteIndex(ROUTES).matches({"type": "websocket", "path": "/api/v1/live"})[0] is Match.NONE


async def test_says_which_methods_an_address_has() -> None:
    app = FastAPI()

    @app.get("/api/v1/rooms/{name}")
    @app.delete("/api/v1/rooms/{name}")
    async def room(name: str) -> str:
        return name

    @app.post("/api/v1/rooms/tidy")
    async def tidy() -> str:
        return "done"

    app.router.routes.insert(0, RouteIndex(app.router.routes))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pilothouse.test/api/v1") as client:
        assert (await client.get("/rooms/large")).json() == "large"
        assert (await client.post("/rooms/tidy")).json() == "done"
        for path, allowed in (("/rooms/large", "DELETE, GET"), ("/rooms/tidy", "POST")):
            answer = await client.put(path)
            assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
        assert (await client.get("/rooms/tidy")).status_code == 405
        assert (await client.get("/nowhere")).status_code == 404


@pytest.mark.parametrize("root_path", ["", "/pilot"])
async def test_leads_on_from_slashes_at_the_end_without_naming_a_host(root_path: str) -> None:
    """Who asks names the host; an answer that repeats it can be made to lead anywhere."""
    app = FastAPI()

    @app.get("/api/v1/rooms")
    async def rooms() -> str:
        return "here"

    app.router.routes.insert(0, RouteIndex(app.router.routes))
    transport = httpx2.ASGITransport(app, root_path=root_path)
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://evil.test{root_path}/api/v1") as client:
        for asked, there in (("/rooms/", "/rooms"), ("/rooms//?a=1&b=%2F", "/rooms?a=1&b=%2F")):
            answer = await client.get(asked)
            assert (answer.status_code, answer.headers["location"]) == (307, f"{root_path}/api/v1{there}")
        assert (await client.get("/nowhere/")).status_code == 404
