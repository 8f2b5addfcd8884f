"""Requests that two servers could take for different ones: refused, or read in the one way the standard knows.

Source of the cases: RFC 9112, sections 2.2, 5.1, 6.1 to 6.3 and 11.2.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.types import Receive, Scope, Send

from tests.attacks.wire import exchange, listening

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
FORM = b"POST /first HTTP/1.1\r\nHost: x\r\n"


class Witness:
    """Answers every request, and remembers its path and body."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.seen.append((scope["path"], body))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest_asyncio.fixture
async def port(witness: Witness) -> AsyncIterator[int]:
    async with listening(witness) as port:
        yield port


class TestAmbiguousLengths:
    @pytest.mark.parametrize(
        "request_bytes",
        [
            pytest.param(FORM + b"Content-Length: 5\r\nContent-Length: 40\r\n\r\nhello" + SMUGGLED, id="two-lengths"),
            pytest.param(FORM + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + SMUGGLED, id="length-twice"),
            pytest.param(FORM + b"Content-Length: 5, 5\r\n\r\nhello" + SMUGGLED, id="list-of-lengths"),
            pytest.param(FORM + b"Content-Length: +5\r\n\r\nhello" + SMUGGLED, id="signed-length"),
            pytest.param(FORM + b"Content-Length: 0x5\r\n\r\nhello" + SMUGGLED, id="hexadecimal-length"),
            pytest.param(FORM + b"Content-Length: -1\r\n\r\n" + SMUGGLED, id="negative-length"),
            pytest.param(
                FORM + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED, id="cl-te"
            ),
            pytest.param(
                FORM + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED, id="te-cl"
            ),
            pytest.param(FORM + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED, id="te-not-last"),
            pytest.param(FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED, id="te-unknown"),
            pytest.param(FORM + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED, id="space-before-colon"),
            pytest.param(FORM + b"Content-Length\x00: 5\r\n\r\nhello" + SMUGGLED, id="nul-in-name"),
            pytest.param(FORM + b"X: a\x00b\r\nContent-Length: 5\r\n\r\nhello" + SMUGGLED, id="nul-in-value"),
            pytest.param(FORM + b"X: a\r\n Content-Length: 5\r\n\r\nhello" + SMUGGLED, id="folded-line"),
            pytest.param(
                FORM + b"Transfer-Encoding: chunked\r\n\r\n5;\nx\r\nhello\r\n0\r\n\r\n" + SMUGGLED,
                id="lf-in-chunk",
            ),
            pytest.param(
                FORM + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n" + SMUGGLED, id="bad-chunk"
            ),
        ],
    )
    async def test_never_hide_a_second_request(self, port: int, witness: Witness, request_bytes: bytes) -> None:
        answers = await exchange(port, request_bytes)
        assert "/smuggled" not in {path for path, _ in witness.seen}
        assert [answer.status for answer in answers] == [400]


class TestPlainRequests:
    async def test_one_after_the_other_are_two(self, port: int, witness: Witness) -> None:
        """The witness does see a second request when there is one."""
        await exchange(port, FORM + b"Content-Length: 5\r\n\r\nhello" + SMUGGLED)
        assert witness.seen == [("/first", b"hello"), ("/smuggled", b"")]

    async def test_in_chunks_are_read_to_their_end(self, port: int, witness: Witness) -> None:
        await exchange(port, FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + SMUGGLED)
        assert witness.seen == [("/first", b"hello"), ("/smuggled", b"")]
