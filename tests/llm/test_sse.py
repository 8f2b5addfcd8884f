from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import UpstreamFailed
from pilothouse.llm.sse import ServerSentEvent, SseParser

STREAM = 'data: {"a": "é"}\n\nevent: ping\r\ndata: one\r\ndata: two\r\n\r\n: comment\n\nid: 7\ndata:x\n\n'.encode()
EVENTS = [
    ServerSentEvent("message", '{"a": "é"}'),
    ServerSentEvent("ping", "one\ntwo"),
    ServerSentEvent("message", "x"),
]


def parse(chunks: list[bytes]) -> list[ServerSentEvent]:
    parser = SseParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


def test_reads_events_with_names_comments_and_several_lines() -> None:
    assert parse([STREAM]) == EVENTS


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_does_not_care_where_the_stream_is_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    assert parse([STREAM[a:b] for a, b in pairwise(edges)]) == EVENTS


def test_leaves_an_unfinished_event_out() -> None:
    assert parse([b"data: half"]) == []


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_survives_garbage(chunks: list[bytes]) -> None:
    parse(chunks)


def test_refuses_an_event_without_end() -> None:
    with pytest.raises(UpstreamFailed, match="8 MiB"):
        parse([b"data: " + b"x" * 1_000_000] * 9)


@given(
    st.lists(st.sampled_from([b"data: a", b"data:b", b"data", b"event: e", b": c", b"id: 1", b"", b"\xff"])), st.data()
)
def test_reads_as_the_standard_says_line_by_line(lines: list[bytes], data: st.DataObject) -> None:
    ends = data.draw(st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=len(lines), max_size=len(lines)))
    stream = b"".join(line + end for line, end in zip(lines, ends, strict=True)) + b":"
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=6))
    edges = [0, *sorted(cuts), len(stream)]
    chunks = [stream[a:b] for a, b in pairwise(edges)]
    expected: list[ServerSentEvent] = []
    name, texts = "", list[str]()
    # a CR before an LF ends one line, not two
    for line in stream.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")[:-1]:
        field, _, value = line.decode(errors="replace").partition(":")
        if field == "data":
            texts.append(value.removeprefix(" "))
        elif field == "event":
            name = value.removeprefix(" ")
        elif not line:
            expected += [ServerSentEvent(name or "message", "\n".join(texts))] if texts else []
            name, texts = "", []
    assert parse(chunks) == expected


def test_many_tiny_chunks_cost_no_more_than_a_large_one() -> None:
    text = "x" * 300_000
    stream = f"data: {text}\n\n".encode()
    assert parse([stream[i : i + 1] for i in range(len(stream))]) == [ServerSentEvent("message", text)]
