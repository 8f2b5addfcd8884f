import json
from typing import ClassVar

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from pilothouse.server.edge import edge
from pilothouse.server.settings import ServerSettings


async def told(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what an application sees of a request."""
    seen = {"path": scope["path"], "scheme": scope["scheme"], "client": scope["client"][0]}
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(seen).encode()})


def behind(proxy: str = "10.0.0.9", **settings: object) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(edge(told, ServerSettings(**settings)), client=(proxy, 1))
    return httpx2.AsyncClient(transport=transport, base_url="http://pilot.example")


class TestDefaults:
    def test_no_layer_is_there_that_has_nothing_to_do(self) -> None:
        assert edge(told, ServerSettings()) is told


class TestTrustedProxies:
    HEADERS: ClassVar = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}

    async def test_say_who_asks_and_how(self) -> None:
        seen = (await behind(trusted_proxies=["10.0.0.0/8"]).get("/", headers=self.HEADERS)).json()
        assert (seen["client"], seen["scheme"]) == ("198.51.100.7", "https")

    async def test_nobody_else_does(self) -> None:
        for client in (behind(), behind("192.0.2.1", trusted_proxies=["10.0.0.0/8"])):
            seen = (await client.get("/", headers=self.HEADERS)).json()
            assert (seen["client"] == "198.51.100.7", seen["scheme"]) == (False, "http")

    async def test_what_a_caller_put_before_the_proxys_own_word_is_not_believed(self) -> None:
        headers = {"X-Forwarded-For": "1.1.1.1, 198.51.100.7, 10.0.0.3"}
        seen = (await behind(trusted_proxies=["10.0.0.0/8"]).get("/", headers=headers)).json()
        assert seen["client"] == "198.51.100.7"


class TestBasePath:
    @pytest.mark.parametrize(
        ("asked", "seen"),
        [
            ("/pilot/api/v1/me", "/api/v1/me"),
            ("/pilot", "/"),
            ("/pilot/", "/"),
            ("/api/v1/me", "/api/v1/me"),
            ("/pilots/x", "/pilots/x"),
            ("/pilot/pilot/x", "/pilot/x"),
        ],
    )
    async def test_is_taken_off_once_where_the_proxy_left_it(self, asked: str, seen: str) -> None:
        assert (await behind(base_path="/pilot").get(asked)).json()["path"] == seen


class TestKnownHosts:
    HOSTS: ClassVar = ["pilot.example", "*.desk.example", "[::1]"]

    @pytest.mark.parametrize("host", ["pilot.example", "PILOT.example:8700", "a.desk.example", "[::1]:8700"])
    async def test_are_served(self, host: str) -> None:
        answer = await behind(allowed_hosts=self.HOSTS).get("/", headers={"Host": host})
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "pilot.example.evil.example", "desk.example", "x.example:pilot.example", "", "[::2]"],
    )
    async def test_others_are_not(self, host: str) -> None:
        answer = await behind(allowed_hosts=self.HOSTS).get("/", headers={"Host": host})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_host")

    async def test_nor_two_at_once(self) -> None:
        headers = [("Host", "pilot.example"), ("Host", "evil.example")]
        assert (await behind(allowed_hosts=self.HOSTS).get("/", headers=headers)).status_code == 400

    async def test_probes_ask_by_address(self) -> None:
        answer = await behind(allowed_hosts=self.HOSTS).get("/health/live", headers={"Host": "10.1.2.3:8700"})
        assert answer.status_code == 200

    async def test_sockets_are_refused_before_they_open(self) -> None:
        sent = []

        async def send(message) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/api/v1/live", "headers": [(b"host", b"evil.example")]}
        await edge(told, ServerSettings(allowed_hosts=self.HOSTS))(scope, None, send)
        assert [message["type"] for message in sent] == ["websocket.close"]


class TestForeignOrigins:
    SETTINGS: ClassVar = {"allowed_origins": ["https://desk.example"]}
    ASKED: ClassVar = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-csrf-token",
    }

    async def test_a_listed_one_may_call_with_credentials(self) -> None:
        answer = await behind(**self.SETTINGS).get("/", headers={"Origin": "https://desk.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://desk.example"
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert "RateLimit-Remaining" in answer.headers["Access-Control-Expose-Headers"]
        assert "Origin" in answer.headers["Vary"]

    async def test_its_preflight_is_remembered(self) -> None:
        headers = {"Origin": "https://desk.example", **self.ASKED}
        answer = await behind(**self.SETTINGS).options("/api/v1/missions", headers=headers)
        assert (answer.status_code, answer.headers["Access-Control-Max-Age"]) == (200, "7200")

    async def test_no_other_is_ever_named(self) -> None:
        for origin in ("https://evil.example", "null", "https://desk.example.evil.example"):
            client = behind(**self.SETTINGS)
            for answer in (
                await client.get("/", headers={"Origin": origin}),
                await client.options("/", headers={"Origin": origin, **self.ASKED}),
            ):
                assert "Access-Control-Allow-Origin" not in answer.headers
                assert origin not in str(answer.headers)
