"""Streams as our server writes them are read as they were meant."""

from collections.abc import AsyncIterator

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.cli.events import Event, read_events
from pilothouse.server.sse import sse_frame

RUN = "019a0000-0000-7000-8000-000000000001"
DATA = st.dictionaries(st.text(max_size=8), st.text() | st.integers(-(2**53), 2**53) | st.none(), max_size=4)


async def lines_of(stream: bytes) -> AsyncIterator[str]:
    for line in stream.decode().split("\n"):
        yield line


async def read(stream: bytes) -> list[Event]:
    return [event async for event in read_events(lines_of(stream))]


@given(st.lists(DATA, max_size=5))
async def test_every_event_comes_out_as_it_went_in(values) -> None:
    frames = [sse_frame("text", data, f"{RUN}:{seq}") for seq, data in enumerate(values, 1)]
    found = await read(b": keep-alive\n\n".join(frames))
    assert found == [Event("text", data, RUN, seq) for seq, data in enumerate(values, 1)]


@given(st.integers(min_value=0))
async def test_an_event_that_breaks_off_is_dropped(cut: int) -> None:
    first = sse_frame("text", {"text": "one"}, f"{RUN}:1")
    second = sse_frame("text", {"text": "two"}, f"{RUN}:2")
    broken = second[: cut % (len(second) - 1)]
    assert [event.seq for event in await read(first + broken)] == [1]


async def test_a_stream_without_ids_is_read_too() -> None:
    assert await read(sse_frame("start", {})) == [Event("start", {})]
