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
