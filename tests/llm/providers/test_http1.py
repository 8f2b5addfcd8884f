"""Answers as hostile or clumsy servers send them, byte by byte."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.providers._http1 import Connection, CutOff, Incoming, NotHttp
from pilothouse.llm.providers._pool import NotConnected, Pool

HELLO = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
REQUEST = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


class Server:
    """Answers each request with the next of its answers, cut into pieces of a size; None ends the connection."""

    def __init__(self, *answers: bytes | None, piece: int = 65_536) -> None:
        self.answers = list(answers)
        self.piece = piece
        self.connections = 0
        self.requests: list[bytes] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.answers:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                answer = self.answers.pop(0)
                if answer is None:
                    break
                for start in range(0, len(answer), self.piece):
                    writer.write(answer[start : start + self.piece])
                    await writer.drain()
                    await asyncio.sleep(0)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def pools() -> AsyncIterator[list[Pool]]:
    opened: list[Pool] = []
    yield opened
    for pool in opened:
        pool.close()


def _pool(server: Server, pools: list[Pool], max_busy: int = 10) -> Pool:
    pool = Pool("http", "127.0.0.1", server.port, max_busy, None)
    pools.append(pool)
    return pool


def _soon() -> float:
    return asyncio.get_running_loop().time() + 5


async def _ask(pool: Pool) -> Incoming:
    connection = await pool.take(_soon())
    return connection.send(REQUEST)


async def _whole(incoming: Incoming) -> bytes:
    await incoming.head
    body = b""
    while piece := await incoming.read():
        body += piece
    return body


class TestAnswers:
    @pytest.mark.parametrize("piece", [1, 2, 7, 65_536])
    async def test_of_every_framing_are_read(self, pools: list[Pool], piece: int) -> None:
        chunked = (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\ntrailer: z\r\n\r\n"
        )
        early = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + HELLO
        to_the_end = b"HTTP/1.1 200 OK\r\n\r\nhello"
        async with Server(HELLO, chunked, early, to_the_end, piece=piece) as server:
            pool = _pool(server, pools)
            for _ in range(4):
                incoming = await _ask(pool)
                assert (await _whole(incoming), incoming.head.result()) == (b"hello", 200)
                assert "link" not in incoming.headers
            assert server.connections == 1

    @pytest.mark.parametrize(
        ("encoding", "body"),
        [("gzip", gzip.compress(b"hello" * 1000)), ("deflate", zlib.compress(b"hello" * 1000))],
        ids=["gzip", "deflate"],  # the bytes hold the time, and would name the test differently each second
    )
    async def test_that_are_compressed_are_unfolded(self, pools: list[Pool], encoding: str, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        async with Server(head + body, piece=13) as server:
            assert await _whole(await _ask(_pool(server, pools))) == b"hello" * 1000

    @given(st.lists(st.binary(min_size=1, max_size=300), max_size=20), st.integers(1, 64))
    def test_arrive_as_they_were_chunked_and_cut(self, chunks: list[bytes], cut: int) -> None:
        body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
        data = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + body

        async def feed() -> bytes:
            connection = Connection(lambda _: None)
            connection.connection_made(_Nowhere())
            incoming = connection.send(REQUEST)
            for start in range(0, len(data), cut):
                connection.data_received(data[start : start + cut])
            return await _whole(incoming)

        assert asyncio.run(feed()) == b"".join(chunks)


class _Nowhere(asyncio.Transport):
    """A transport into the void."""

    def writelines(self, _pieces: object) -> None:
        """Drop what is written."""

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        """Do nothing."""

    def resume_reading(self) -> None:
        """Do nothing."""


class TestBrokenAnswers:
    @pytest.mark.parametrize(
        "answer",
        [
            b"\x00\x01garbage\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nhello",
            b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000,
            b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20_000 + b"\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\ncontent-length: 1\r\n\r\nx",
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello",
            b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nboo",
        ],
        ids=["noise", "length", "lengths", "both", "endless", "many", "zstd", "no gzip", "upgrade"],
    )
    async def test_end_in_an_error_and_end_the_connection(self, pools: list[Pool], answer: bytes) -> None:
        async with Server(answer, HELLO) as server:
            pool = _pool(server, pools)
            with pytest.raises((NotHttp, CutOff)):
                await _whole(await _ask(pool))

    @pytest.mark.parametrize("cut", [0, 10, 30, 40])
    async def test_cut_anywhere_are_told(self, pools: list[Pool], cut: int) -> None:
        async with Server(HELLO[:cut]) as server:
            with pytest.raises(CutOff):
                await _whole(await _ask(_pool(server, pools)))

    async def test_that_say_more_than_was_asked_spoil_the_connection(self, pools: list[Pool]) -> None:
        async with Server(HELLO + HELLO.replace(b"hello", b"wrong"), HELLO) as server:
            pool = _pool(server, pools)
            assert await _whole(await _ask(pool)) == b"hello"
            assert await _whole(await _ask(pool)) == b"hello"
            assert server.connections == 2


class TestPool:
    async def test_uses_a_connection_again_unless_the_server_says_no(self, pools: list[Pool]) -> None:
        closing = HELLO.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
        async with Server(HELLO, HELLO, closing, HELLO) as server:
            pool = _pool(server, pools)
            for _ in range(4):
                assert await _whole(await _ask(pool)) == b"hello"
            assert server.connections == 2

    async def test_does_not_use_one_that_the_server_has_closed(self, pools: list[Pool]) -> None:
        async with Server(HELLO) as server:
            pool = _pool(server, pools)
            assert await _whole(await _ask(pool)) == b"hello"
            await asyncio.sleep(0.05)
            server.answers.append(HELLO)
            assert await _whole(await _ask(pool)) == b"hello"
            assert server.connections == 2

    async def test_lets_wait_who_comes_when_all_are_busy(self, pools: list[Pool]) -> None:
        async with Server(HELLO, HELLO) as server:
            pool = _pool(server, pools, max_busy=1)
            first = await pool.take(_soon())
            with pytest.raises(TimeoutError):
                await pool.take(asyncio.get_running_loop().time() + 0.05)
            second = asyncio.create_task(pool.take(_soon()))
            await asyncio.sleep(0)
            assert await _whole(first.send(REQUEST)) == b"hello"
            assert await _whole((await second).send(REQUEST)) == b"hello"
            assert server.connections == 1

    async def test_frees_the_place_of_a_connection_that_was_closed_before_it_was_used(self, pools: list[Pool]) -> None:
        async with Server() as server:  # which has no answer, so it closes at once
            pool = _pool(server, pools, max_busy=1)
            connection = await pool.take(_soon())
            while connection.is_open:
                await asyncio.sleep(0.001)
            with pytest.raises(CutOff):
                await connection.send(REQUEST).head
            server.answers.append(HELLO)
            assert await _whole(await _ask(pool)) == b"hello"

    async def test_frees_the_place_of_an_answer_that_was_let_go(self, pools: list[Pool]) -> None:
        endless = b"HTTP/1.1 200 OK\r\ncontent-length: 500000\r\n\r\n" + b"x" * 1000
        async with Server(endless, HELLO) as server:
            pool = _pool(server, pools, max_busy=1)
            incoming = await _ask(pool)
            assert await incoming.head == 200
            incoming.close()
            assert await _whole(await _ask(pool)) == b"hello"

    async def test_tells_that_nobody_listens(self, pools: list[Pool]) -> None:
        async with Server() as server:
            pool = _pool(server, pools)
        with pytest.raises(OSError, match=r"refused|Connect"):
            await pool.take(_soon())
        assert not issubclass(NotConnected, TimeoutError)

    async def test_reads_no_faster_than_it_is_read_from(self, pools: list[Pool]) -> None:
        size = 20_000_000
        large = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size + b"x" * size
        async with Server(large) as server:
            incoming = await _ask(_pool(server, pools))
            await incoming.head
            await asyncio.sleep(0.2)
            first = await incoming.read()
            assert len(first) < size // 4
            rest = await _whole(incoming)
            assert len(first) + len(rest) == size
