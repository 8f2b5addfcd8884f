"""Methods that nobody meant, reading that would change something, and copies that stay on the way."""

import itertools

import httpx2

from pilothouse.main.app import ROUTERS
from tests.attacks.wire import exchange, listening
from tests.house import House
from tests.main.test_app import OPEN, fill

PATHS = ("/", "/api/v1/auth/me", "/api/v1/missions", "/v1/models", "/health/live", "/openapi.json", "/assets/x.js")
UNUSUAL = ("TRACE", "CONNECT", "TRACK", "DEBUG", "PROPFIND", "SEARCH", "PURGE", "LINK", "get", "G\tET", "\u0047ET\0")


async def test_unusual_methods_do_nothing(house: House) -> None:
    async with listening(house.app) as port:
        for method, path in itertools.product(UNUSUAL, PATHS):
            head = f"{method} {path} HTTP/1.1\r\nHost: pilot.example\r\nX-Mine: echo-me\r\nConnection: close\r\n\r\n"
            answers = await exchange(port, head.encode("latin-1", "replace"))
            assert all(400 <= answer.status < 502 and answer.status != 500 for answer in answers), (method, path)
            assert all(b"echo-me" not in answer.body for answer in answers), (method, path)


async def test_a_header_does_not_turn_one_method_into_another(api: httpx2.AsyncClient) -> None:
    made = (await api.post("/teams", json={"name": "Deck"})).json()["data"]
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        await api.get(f"/teams/{made['id']}", headers={name: "DELETE"})
        await api.post(f"/teams/{made['id']}", headers={name: "DELETE"}, data={"_method": "DELETE"})
    assert made["id"] in (await api.get("/teams")).text


async def test_reading_is_never_a_change(house: House, api: httpx2.AsyncClient) -> None:
    """A page elsewhere can make a browser send any GET: none of ours wants a permission to change something."""
    reading = {route.path for router in ROUTERS for route in router.routes if "GET" in getattr(route, "methods", ())}
    before = (await api.get("/audit")).json()["data"]
    for path in sorted(reading):
        if not path.endswith(("/stream", "/live")) and ("GET", path) not in OPEN:
            await api.get(f"http://pilothouse.test{fill(path)}")
    after = (await api.get("/audit")).json()["data"]
    done = {entry["action"] for entry in after if entry not in before and entry["outcome"] == "success"}
    assert {action for action in done if not action.endswith(".export")} == set()  # that somebody took a copy is told
    assert len(reading) > 60


async def test_no_answer_is_kept_in_between(house: House, api: httpx2.AsyncClient) -> None:
    """Neither by browsers nor by proxies, save for files of the page, and what is public."""
    nobody = await house.client()
    for path in ("/auth/me", "/missions", "/users", "/nowhere"):
        for client in (api, nobody):
            answer = await client.get(path)
            assert answer.headers["Cache-Control"] == "no-store", path
    for path in ("/", "/missions", "/openapi.json"):
        assert (await nobody.get(f"http://pilothouse.test{path}")).headers["Cache-Control"] == "no-store", path


async def test_plain_http_is_not_led_elsewhere(house: House) -> None:
    """Who sends a key in the open learns it at once; a silent redirect would hide it."""
    client = await house.client()
    for path in ("/auth/me", "/missions?limit=1"):
        answer = await client.get(path)
        assert (answer.status_code, "location" in answer.headers) == (401, False)
