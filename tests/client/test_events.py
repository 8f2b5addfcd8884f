"""Streams as our server writes them are read as they were meant."""

import httpx2
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.client import Event
from pilothouse.client.events import event_of
from pilothouse.server.sse import sse_frame

RUN = "019a0000-0000-7000-8000-000000000001"
DATA = st.dictionaries(st.text(max_size=8), st.text() | st.integers(-(2**53), 2**53) | st.none(), max_size=4)


def read(stream: bytes) -> list[Event]:
    answer = httpx2.Response(200, content=stream, headers={"Content-Type": "text/event-stream"})
    answer.request = httpx2.Request("GET", "http://pilothouse.test/")
    return [event_of(sent) for sent in httpx2.EventSource(answer)]


@given(st.lists(DATA, max_size=5))
def test_every_event_comes_out_as_it_went_in(values) -> None:
    frames = [sse_frame("text", data, f"{RUN}:{seq}") for seq, data in enumerate(values, 1)]
    found = read(b": keep-alive\n\n".join(frames))
    assert found == [Event("text", data, RUN, seq) for seq, data in enumerate(values, 1)]


@given(st.integers(min_value=0))
def test_an_event_that_breaks_off_is_dropped(cut: int) -> None:
    first = sse_frame("text", {"text": "one"}, f"{RUN}:1")
    second = sse_frame("text", {"text": "two"}, f"{RUN}:2")
    assert [event.seq for event in read(first + second[: cut % (len(second) - 1)])] == [1]


def test_a_stream_without_ids_is_read_too() -> None:
    assert read(sse_frame("start", {})) == [Event("start", {})]
