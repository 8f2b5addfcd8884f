"""Line ends and other characters that try to become headers of an answer."""

import itertools
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.attacks.wire import exchange, listening
from tests.house import House


@pytest_asyncio.fixture
async def port(guarded: House) -> AsyncIterator[int]:
    async with listening(guarded.app) as port:
        yield port


LINES = (
    b"X-Request-ID: a\r\nSet-Cookie: x=1",
    b"X-Request-ID: a%0d%0aX-Injected: 1",
    b"X-Request-ID: a\xe5\x98\x8a\xe5\x98\x8dX-Injected: 1",  # wide characters whose last bytes are CR and LF
    b"Origin: https://desk.example%0d%0aX-Injected: 1",
    b"X-Forwarded-Host: evil.example",
    b"X-Original-URL: /api/v1/users\r\nX-Rewrite-URL: /api/v1/users",
    b"X-HTTP-Method-Override: DELETE",
)
PATHS = (b"/", b"/api/v1/auth/me", b"/v1/models", b"/api/v1/auth/me/")
NEVER = {"x-injected", "set-cookie", "access-control-allow-origin", "server"}


class TestHeaders:
    async def test_of_a_request_never_become_ones_of_its_answer(self, port: int) -> None:
        for line, path in itertools.product(LINES, PATHS):
            head = b"GET " + path + b" HTTP/1.1\r\nHost: pilot.example\r\n" + line
            (answer,) = await exchange(port, head + b"\r\nConnection: close\r\n\r\n")
            assert answer.status < 500, (line, path)
            assert "evil.example" not in str(answer.headers), (line, path)
            assert NEVER.isdisjoint(answer.headers), (line, path)

    async def test_an_address_never_becomes_one(self, port: int) -> None:
        line_end, elsewhere = b"%0d%0aX-Injected:%201", b"/evil.example/"
        for path in (b"/" + line_end, b"/api/v1/missions" + line_end + b"/", b"/" + elsewhere, b"/\\" + elsewhere):
            head = b"GET " + path + b" HTTP/1.1\r\nHost: pilot.example\r\nConnection: close\r\n\r\n"
            (answer,) = await exchange(port, head)
            assert answer.status < 500
            assert "x-injected" not in answer.headers
            assert answer.headers.get("location", "http://pilot.example/").startswith("http://pilot.example/")

    async def test_a_bare_line_end_inside_a_value_is_refused(self, port: int) -> None:
        (answer,) = await exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\nX-Request-ID: a\rX-Injected: 1\r\n\r\n")
        assert answer.status == 400
