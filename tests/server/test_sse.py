import asyncio
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core import json
from pilothouse.server.sse import event_stream, sse_frame, with_keep_alive


def parse(stream: bytes) -> list[dict[str, str]]:
    """Read a stream as a browser does (HTML standard, 9.2.6), for the fields that we send."""
    events = []
    for block in stream.decode().split("\n\n")[:-1]:
        fields = [line.partition(": ")[::2] for line in block.split("\n") if not line.startswith(":")]
        assert len({name for name, _ in fields}) == len(fields)
        events.append(dict(fields))
    return events


class TestFrame:
    @given(st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53)))
    def test_a_browser_reads_back_what_was_sent(self, data) -> None:
        (event,) = parse(sse_frame("mission.step", data, "m:7"))
        assert (event["event"], event["id"], json.loads(event["data"])) == ("mission.step", "m:7", data)

    def test_lines_end_in_lf_alone(self) -> None:
        assert b"\r" not in sse_frame("a", {"text": "one\r\ntwo\n\nthree"}, "1")

    def test_the_id_may_be_left_out(self) -> None:
        assert sse_frame("a", {}) == b"event: a\ndata: {}\n\n"


class TestKeepAlive:
    async def test_an_idle_stream_sends_comments_and_loses_nothing(self) -> None:
        go_on = asyncio.Event()

        async def slow() -> AsyncGenerator[bytes]:
            yield b"one"
            await go_on.wait()
            yield b"two"

        seen: list[bytes] = []
        async for frame in with_keep_alive(slow(), every_s=0.01):
            seen.append(frame)
            if seen.count(b": keep-alive\n\n") == 3:
                go_on.set()
        assert [frame for frame in seen if not frame.startswith(b":")] == [b"one", b"two"]

    async def test_a_busy_stream_sends_none(self) -> None:
        async def quick() -> AsyncGenerator[bytes]:
            for number in range(5):
                yield str(number).encode()

        assert [frame async for frame in with_keep_alive(quick(), every_s=60)] == [b"0", b"1", b"2", b"3", b"4"]

    async def test_whoever_leaves_ends_the_source(self) -> None:
        ended = asyncio.Event()

        async def endless() -> AsyncGenerator[bytes]:
            try:
                yield b"one"
                await asyncio.Event().wait()
            finally:
                ended.set()

        frames = with_keep_alive(endless(), every_s=0.01)
        await anext(frames)
        await anext(frames)
        await frames.aclose()
        assert ended.is_set()

    async def test_an_error_of_the_source_passes(self) -> None:
        async def broken() -> AsyncGenerator[bytes]:
            yield b"one"
            raise ZeroDivisionError

        frames = with_keep_alive(broken(), every_s=60)
        assert await anext(frames) == b"one"
        with pytest.raises(ZeroDivisionError):
            await anext(frames)


class TestEventStream:
    async def test_is_not_stored_or_buffered_on_its_way(self) -> None:
        async def nothing() -> AsyncGenerator[bytes]:
            return
            yield b""

        headers = event_stream(nothing()).headers
        assert headers["content-type"].startswith("text/event-stream")
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
