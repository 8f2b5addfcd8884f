"""HTTP/1.1 from the client's side: one exchange at a time on a kept connection; llhttp reads the answers.

A general client spends more than half of its time on what a provider's wire never uses: cookies, redirects, forms,
tracing, encodings. This is the rest (`benchmarks/clients.py` compares them).
"""

import asyncio
import zlib
from collections import deque
from collections.abc import Callable
from typing import TypeAlias, cast

import httptools
from multidict import CIMultiDict

Headers: TypeAlias = CIMultiDict[str]

_MOST_BUFFERED_BYTES = 256 * 1024  # of an answer that is read more slowly than it comes
_LARGEST_HEAD_BYTES = 64 * 1024
_LARGEST_PIECE_BYTES = 1024 * 1024  # out of compressed bytes, which may unfold a thousandfold


class NotHttp(ConnectionError):
    """The other side sent something that is not an answer in HTTP/1.1."""


class CutOff(ConnectionError):
    """The connection ended before its answer."""


class Incoming:
    """An answer while it comes: its head, then its body piece by piece.

    Attributes:
        head: done when status and headers are there; carries the error when they never come.
        is_complete: the last byte has come, read or not.
    """

    __slots__ = ("_connection", "_error", "_pieces", "_size", "_unpack", "_waiter", "head", "headers", "is_complete")

    def __init__(self, connection: "Connection", head: asyncio.Future[int]) -> None:
        self.head = head
        self.headers: Headers = CIMultiDict()
        self.is_complete = False
        self._connection = connection
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._error: BaseException | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._unpack: Callable[[bytes], list[bytes]] | None = None

    async def read(self) -> bytes:
        """Return what has come of the body, waiting for the first byte of it; b"" at the end.

        Raises:
            ConnectionError: it ended too early.
            TimeoutError: `fail` said so.
        """
        while not self._pieces:
            if self._error is not None:
                raise self._error
            if self.is_complete:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        pieces, size, self._size = self._pieces, self._size, 0
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        if size > _MOST_BUFFERED_BYTES:
            self._connection.resume_reading()
        return data

    def close(self) -> None:
        """Let go; a connection in the middle of its answer is of no further use."""
        if not self.is_complete:
            self._connection.close()

    def fail(self, error: BaseException) -> None:
        """End the answer with an error, for whoever waits and whoever asks later."""
        if self.is_complete or self._error is not None:
            return
        self._error = error
        if not self.head.done():
            self.head.set_exception(error)
        self._wake()

    def begin(self, status: int) -> None:
        """Take note that the head is complete."""
        if (encoding := self.headers.get("content-encoding", "").lower()) in {"gzip", "x-gzip", "deflate"}:
            self._unpack = _unpacker()
        elif encoding not in {"", "identity"}:
            self.fail(NotHttp(f"the answer is compressed as {encoding[:40]!r}, which nobody asked for"))
            self._connection.close()
            return
        if not self.head.done():
            self.head.set_result(status)

    def take(self, data: bytes) -> None:
        """Add bytes of the body."""
        pieces = [data] if self._unpack is None else self._unpack(data)
        self._pieces.extend(pieces)
        self._size += sum(map(len, pieces))
        if self._size > _MOST_BUFFERED_BYTES:
            self._connection.pause_reading()
        self._wake()

    def complete(self) -> None:
        """Take note of the end."""
        self.is_complete = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Connection(asyncio.Protocol):
    """One connection. `send` begins an exchange; `ended` is told when it is over, well or not."""

    def __init__(self, ended: "Callable[[Connection], None]") -> None:
        self.idle_since = 0.0
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._incoming: Incoming | None = None
        self._head_bytes = 0
        self._has_head = False

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def send(self, request: bytes, body: bytes = b"") -> Incoming:
        """Begin an exchange on an idle connection.

        Args:
            request: line and headers, ended by an empty line.
            body: as long as the headers say.

        Returns:
            the answer to come; already failed where the other side has closed the connection.
        """
        self._incoming = incoming = Incoming(self, self._loop.create_future())
        self._head_bytes, self._has_head = 0, False
        if self._transport is None:
            self._incoming = None
            incoming.fail(CutOff("the connection was closed before it was used"))
            self._ended(self)
        else:
            self._transport.writelines((request, body))
        return incoming

    def close(self) -> None:
        """Drop the connection."""
        if self._transport is not None:
            self._transport.abort()

    def pause_reading(self) -> None:
        """Let the other side wait until what has come is read."""
        if self.is_open:
            cast("asyncio.Transport", self._transport).pause_reading()

    def resume_reading(self) -> None:
        """Read on."""
        if self.is_open:
            cast("asyncio.Transport", self._transport).resume_reading()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._incoming is None:  # nobody asked
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._break(NotHttp(f"the answer is not HTTP: {str(error)[:100]}"))
        if not self._has_head:
            self._count_head(len(data))

    def connection_lost(self, exc: Exception | None) -> None:
        incoming, self._incoming = self._incoming, None
        self._transport = None
        if incoming is None:
            return
        if exc is None and self._has_head and _ends_with_connection(incoming.headers):
            incoming.complete()
        else:
            incoming.fail(CutOff("the connection was closed before the answer's end"))
        self._ended(self)

    # What the parser calls

    def on_message_begin(self) -> None:
        if self._incoming is None:  # more than was asked for would pass for the next exchange's answer
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._incoming is not None:
            self._incoming.headers.add(name.decode("latin-1"), value.decode("latin-1"))
            self._count_head(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        incoming = self._incoming
        if incoming is None:
            return
        status = self._parser.get_status_code()
        if status < 200:  # "continue" and "early hints" come before the answer
            incoming.headers.clear()
            return
        self._has_head = True
        incoming.begin(status)

    def on_body(self, body: bytes) -> None:
        if self._incoming is not None:
            self._incoming.take(body)

    def on_message_complete(self) -> None:
        incoming = self._incoming
        if incoming is None or not self._has_head:
            return
        self._incoming = None
        incoming.complete()
        was_sent = self._transport is not None and not self._transport.get_write_buffer_size()
        if was_sent and self._parser.should_keep_alive():
            self.resume_reading()
            self.idle_since = self._loop.time()
        else:
            self.close()
        self._ended(self)

    def _count_head(self, n_bytes: int) -> None:
        self._head_bytes += n_bytes
        if self._head_bytes > _LARGEST_HEAD_BYTES:
            self._break(NotHttp(f"the head of the answer has more than {_LARGEST_HEAD_BYTES:,} bytes"))

    def _break(self, error: ConnectionError) -> None:
        if self._incoming is not None:
            self._incoming.fail(error)
        self.close()


def _ends_with_connection(headers: Headers) -> bool:
    return "content-length" not in headers and "chunked" not in headers.get("transfer-encoding", "").lower()


def _unpacker() -> Callable[[bytes], list[bytes]]:
    """Return what unfolds gzip or zlib, told apart by their first bytes."""
    unfolding = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(data: bytes) -> list[bytes]:
        pieces: list[bytes] = []
        while data:
            pieces.append(unfolding.decompress(data, _LARGEST_PIECE_BYTES))
            data = unfolding.unconsumed_tail
        return [piece for piece in pieces if piece]

    return unpack
