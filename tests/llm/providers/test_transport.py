"""What holds of every provider's connections."""

import asyncio
import gzip

import pytest
from aiohttp import web

from pilothouse.core.errors import InvalidInput, TimedOut, UpstreamFailed
from pilothouse.core.http import AddressBlocked, AddressGuard
from pilothouse.llm.errors import AnswerCutOff
from tests.llm.providers.conftest import Connect, soon
from tests.llm.providers.servers import HELLO, answering, chat_events, refusing, streaming

KIND = "openai_compatible"
BODY = b'{"model":"m","messages":[]}'


async def test_an_answer_passes_byte_by_byte_as_it_came(connect: Connect) -> None:
    data = chat_events(HELLO)
    provider, server = await connect(KIND, streaming(data, piece=11))
    answer = await provider.send("chat", BODY, model="m", ends_at=soon())
    assert (answer.status, answer.is_stream) == (200, True)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert b"".join([chunk async for chunk in answer.chunks()]) == data
    assert server.requests[0].body == BODY


async def test_a_request_says_that_it_wants_no_compression(connect: Connect) -> None:
    provider, server = await connect(KIND, answering({}))
    answer = await provider.send("chat", BODY, model="m", ends_at=soon())
    await answer.read(100)
    headers = server.requests[0].headers
    assert headers["accept-encoding"] == "identity"
    assert headers["user-agent"].startswith("pilothouse/")
    assert headers["content-type"] == "application/json"


async def test_a_server_that_compresses_all_the_same_is_read(connect: Connect) -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(b'{"a": 1}'), headers={"content-encoding": "gzip"})

    provider, _ = await connect(KIND, handle)
    answer = await provider.send("chat", BODY, model="m", ends_at=soon())
    assert "content-encoding" not in answer.headers
    assert await answer.read(100) == b'{"a": 1}'


async def test_a_connection_is_used_again(connect: Connect) -> None:
    provider, server = await connect(KIND, streaming(chat_events(HELLO)))
    for _ in range(3):
        answer = await provider.send("chat", BODY, model="m", ends_at=soon())
        await answer.read(10_000)
    assert (len(server.requests), len(server.connections)) == (3, 1)


async def test_an_answer_that_is_let_go_stops_its_provider(connect: Connect) -> None:
    was_left = asyncio.Event()

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x")
                await asyncio.sleep(0.01)
        except (ConnectionError, asyncio.CancelledError):
            was_left.set()
            raise

    provider, _ = await connect(KIND, endless)
    answer = await provider.send("chat", BODY, model="m", ends_at=soon())
    await answer.next_chunk()
    answer.close()
    async with asyncio.timeout(5):
        await was_left.wait()


async def test_a_redirect_is_not_followed(connect: Connect) -> None:
    provider, server = await connect(KIND, refusing(302, location="/elsewhere"))
    answer = await provider.send("chat", BODY, model="m", ends_at=soon())
    assert answer.status == 302
    answer.close()
    assert len(server.requests) == 1


async def test_cookies_are_not_kept(connect: Connect) -> None:
    provider, server = await connect(KIND, refusing(200, "{}", set_cookie="a=b"))
    for _ in range(2):
        await (await provider.send("chat", BODY, model="m", ends_at=soon())).read(10)
    assert "cookie" not in server.requests[1].headers


class TestDeadline:
    async def test_holds_until_the_answer_begins(self, connect: Connect) -> None:
        async def slow(_request: web.Request) -> web.StreamResponse:
            await asyncio.sleep(60)
            return web.Response()

        provider, _ = await connect(KIND, slow)
        with pytest.raises(TimedOut, match="did not begin"):
            await provider.send("chat", BODY, model="m", ends_at=soon(0.1))

    async def test_holds_for_a_stream_that_stalls(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, streaming(b"abc", piece=1, pause_s=60))
        answer = await provider.send("chat", BODY, model="m", ends_at=soon(0.3))
        assert await answer.next_chunk() == b"a"
        with pytest.raises(TimedOut, match="did not finish"):
            await answer.next_chunk()

    async def test_does_not_strike_after_the_end(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, answering({}))
        answer = await provider.send("chat", BODY, model="m", ends_at=soon(0.2))
        assert await answer.read(10) == b"{}"
        await asyncio.sleep(0.3)
        assert await (await provider.send("chat", BODY, model="m", ends_at=soon())).read(10) == b"{}"


class TestFailures:
    async def test_a_body_beyond_the_limit_is_not_read(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, refusing(200, "x" * 100_000))
        answer = await provider.send("chat", BODY, model="m", ends_at=soon())
        with pytest.raises(UpstreamFailed, match="more than 1,000 bytes"):
            await answer.read(1000)

    async def test_a_broken_body_is_told(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, streaming(b"abc" * 100, piece=10, is_cut=True))
        answer = await provider.send("chat", BODY, model="m", ends_at=soon())
        with pytest.raises(AnswerCutOff):
            await answer.read(100_000)

    async def test_a_server_that_speaks_no_http_is_told(self) -> None:
        from pilothouse.llm.providers import ProviderConfig, provider_type

        async def garble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.write(b"\x00\xffgarbage\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(garble, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        provider = provider_type(KIND).connect(ProviderConfig("acme", f"http://127.0.0.1:{port}"))
        with pytest.raises(UpstreamFailed, match="cannot be reached"):
            await provider.send("chat", BODY, model="m", ends_at=soon())
        await provider.aclose()
        server.close()
        await server.wait_closed()


class TestGuard:
    async def test_keeps_a_private_address_from_being_reached(self, connect: Connect) -> None:
        provider, server = await connect(KIND, answering({}), guard=AddressGuard())
        with pytest.raises(AddressBlocked):
            await provider.send("chat", BODY, model="m", ends_at=soon())
        assert not server.requests

    async def test_lets_an_allowed_network_be_reached(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, answering({}), guard=AddressGuard(["127.0.0.0/8"]))
        assert (await provider.send("chat", BODY, model="m", ends_at=soon())).status == 200


class TestRequest:
    async def test_asks_below_the_base_address(self, connect: Connect) -> None:
        provider, server = await connect(KIND, answering({"ok": True}))
        answer = await provider.request("GET", "responses/resp_1?include[]=usage", ends_at=soon())
        assert await answer.read(100) == b'{"ok": true}'
        assert server.requests[0].path == "/v1/responses/resp_1?include[]=usage"

    @pytest.mark.parametrize("path", ["../x", "a/..", "%2E%2e/x", "//evil.example", "a?b\r\nc", "a#b", "a\\b", "/a"])
    async def test_never_leaves_it(self, connect: Connect, path: str) -> None:
        provider, server = await connect(KIND, answering({}))
        with pytest.raises(InvalidInput):
            await provider.request("GET", path, ends_at=soon())
        assert not server.requests
