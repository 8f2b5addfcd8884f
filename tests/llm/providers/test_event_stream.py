"""Amazon's framing, as botocore (its own library) reads it."""

import base64
import json
import struct
import zlib
from itertools import pairwise

import pytest
from botocore.eventstream import EventStreamBuffer
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.providers._event_stream import Message, MessageParser, server_sent
from tests.llm.providers.servers import HELLO_MESSAGE, message_events


def framed(headers: dict[str, str], payload: bytes) -> bytes:
    """Write one message as the published encoding says."""
    block = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value.encode())) + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack(">II", 16 + len(block) + len(payload), len(block))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + block + payload
    return body + struct.pack(">I", zlib.crc32(body))


def chunk(event: dict[str, object]) -> bytes:
    """Write an event of Anthropic's as Bedrock sends it."""
    payload = json.dumps({"bytes": base64.b64encode(json.dumps(event).encode()).decode(), "p": "abc"}).encode()
    headers = {":event-type": "chunk", ":content-type": "application/json", ":message-type": "event"}
    return framed(headers, payload)


STREAM = b"".join(chunk(event) for event in HELLO_MESSAGE)
texts = st.text(max_size=20)


def read(data: bytes, cuts: list[int]) -> list[Message]:
    parser = MessageParser()
    edges = [0, *sorted(cuts), len(data)]
    return [message for a, b in pairwise(edges) for message in parser.feed(data[a:b])]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_a_stream_cut_anywhere_reads_as_anthropics_own(cuts: list[int]) -> None:
    assert b"".join(map(server_sent, read(STREAM, cuts))) == message_events(HELLO_MESSAGE)


@given(st.lists(st.tuples(st.dictionaries(st.text("abc:-", min_size=1, max_size=9), texts), st.binary())))
def test_messages_are_read_as_botocore_reads_them(sent: list[tuple[dict[str, str], bytes]]) -> None:
    data = b"".join(framed(headers, payload) for headers, payload in sent)
    buffer = EventStreamBuffer()
    buffer.add_data(data)
    theirs = [(each.headers, each.payload) for each in buffer]
    assert [(each.headers, each.payload) for each in read(data, [])] == theirs


@given(st.integers(0, len(STREAM) - 1), st.integers(1, 255))
def test_a_changed_byte_never_passes(place: int, change: int) -> None:
    broken = bytearray(STREAM)
    broken[place] ^= change
    try:
        passed = b"".join(map(server_sent, read(bytes(broken), [])))
    except AnswerCutOff:
        return
    assert message_events(HELLO_MESSAGE).startswith(passed)
    assert passed != message_events(HELLO_MESSAGE)


@given(st.binary(max_size=200))
def test_garbage_is_refused_or_waits(data: bytes) -> None:
    parser = MessageParser()
    try:
        assert parser.feed(data) == []
    except AnswerCutOff:
        return
    assert parser.is_between_messages is not bool(data)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("throttlingException", "rate_limit_error"),
        ("validationException", "invalid_request_error"),
        ("modelStreamErrorException", "api_error"),
        ("newException", "api_error"),
    ],
)
def test_an_exception_becomes_an_error_event(name: str, kind: str) -> None:
    headers = {":message-type": "exception", ":exception-type": name}
    (message,) = read(framed(headers, b'{"message": "slow down"}'), [])
    event, _, data = server_sent(message).decode().partition("\ndata: ")
    assert event == "event: error"
    assert json.loads(data) == {"type": "error", "error": {"type": kind, "message": "slow down"}}


def test_what_is_not_for_us_is_passed_over() -> None:
    (message,) = read(framed({":message-type": "event", ":event-type": "other"}, b"{}"), [])
    assert server_sent(message) == b""
