"""The index finds what the framework would find, one route after the other."""

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


@pytest.mark.parametrize("root_path", ["", "/pilot"])
def test_finds_what_trying_each_would_find(root_path: str) -> None:
    index = RouteIndex(ROUTES)
    paths = {fill(route.path) for route in ROUTES if isinstance(route, APIRoute)}
    paths |= {f"{path}/nothing" for path in paths} | {"/", "/api/v1", "/api/v1/nothing", "/nothing/x"}
    for path in sorted(paths):
        for method in METHODS:
            matches = [(route, *route.matches(_scope(method, path, root_path))) for route in ROUTES]
            best = next((each for each in matches if each[1] is Match.FULL), None)
            best = best or next((each for each in matches if each[1] is Match.PARTIAL), None)
            match, child = index.matches(_scope(method, path, root_path))
            if best is None:
                assert match is Match.NONE, (method, path)
            else:
                assert (match, child["route"], child["path_params"]) == (best[1], best[0], best[2]["path_params"])


def test_lets_other_protocols_pass() -> None:
    assert RouteIndex(ROUTES).matches({"type": "websocket", "path": "/api/v1/live"})[0] is Match.NONE


async def test_says_which_methods_an_address_has() -> None:
    app = FastAPI()

    @app.get("/api/v1/rooms")
    async def rooms() -> str:
        return "here"

    app.router.routes.insert(0, RouteIndex(app.router.routes))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pilothouse.test/api/v1") as client:
        assert (await client.get("/rooms")).json() == "here"
        assert (await client.post("/rooms")).status_code == 405
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
