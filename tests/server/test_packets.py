import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from pilothouse.server.packets import Gathering, GatheringProtocol

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Wire:
    """A transport that notes its writes."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.is_closed = False

    def writelines(self, pieces: list[bytes]) -> None:
        self.writes.append(b"".join(pieces))

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def get_extra_info(self, name: str) -> str:
        return f"the {name}"


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def gathering(wire: Wire) -> Gathering:
    return Gathering(wire)  # pyright: ignore[reportArgumentType] - a transport as far as it is used


class TestGathering:
    async def test_writes_what_one_turn_brings_at_once(self, wire: Wire, gathering: Gathering) -> None:
        gathering.write(b"head")
        gathering.write(b"")
        gathering.write(b"body")
        assert wire.writes == []
        await asyncio.sleep(0)
        assert wire.writes == [b"headbody"]
        gathering.write(b"next")
        await asyncio.sleep(0)
        assert wire.writes == [b"headbody", b"next"]

    async def test_does_not_gather_without_end(self, wire: Wire, gathering: Gathering) -> None:
        for _ in range(3):
            gathering.write(b"x" * 40_000)
        assert wire.writes == [b"x" * 80_000]
        await asyncio.sleep(0)
        assert wire.writes == [b"x" * 80_000, b"x" * 40_000]

    async def test_loses_nothing_when_it_is_closed(self, wire: Wire, gathering: Gathering) -> None:
        gathering.write(b"last words")
        gathering.close()
        assert (wire.writes, wire.is_closed) == ([b"last words"], True)
        await asyncio.sleep(0)
        assert wire.writes == [b"last words"]

    async def test_writes_nothing_on_a_connection_that_is_gone(self, wire: Wire, gathering: Gathering) -> None:
        gathering.write(b"too late")
        wire.is_closed = True
        await asyncio.sleep(0)
        assert wire.writes == []

    async def test_passes_everything_else_on(self, gathering: Gathering) -> None:
        assert gathering.get_extra_info("peer") == "the peer"


@asynccontextmanager
async def _serving(app: Any) -> AsyncIterator[int]:
    config = uvicorn.Config(app, port=0, http=GatheringProtocol, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def test_an_answer_comes_whole_in_one_packet() -> None:
    async def app(_scope: dict[str, Any], _receive: Any, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"hello"})

    async with _serving(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            packet = await reader.read(65_536)
            assert packet.startswith(b"HTTP/1.1 200")
            assert packet.endswith(b"\r\n\r\nhello")
        writer.close()
        await writer.wait_closed()


async def test_a_stream_longer_than_any_buffer_comes_in_order() -> None:
    expected = b"".join(b"%06d;" % number for number in range(100_000))

    async def app(_scope: dict[str, Any], _receive: Any, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
        for start in range(0, len(expected), 777):
            await send({"type": "http.response.body", "body": expected[start : start + 777], "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async with _serving(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.0\r\nhost: x\r\n\r\n")
        got = await reader.read(-1)
        writer.close()
    body = got.partition(b"\r\n\r\n")[2]
    received = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        received, body = received + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    assert received == expected
