"""Streams pass byte for byte, in whole events, wherever they are cut; what they cost is read on the way."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import PilothouseError, RateLimited, UpstreamFailed
from pilothouse.llm.dialects.watch import Watch
from pilothouse.llm.dialects.watch_chat import ChatWatch
from pilothouse.llm.dialects.watch_messages import MessagesWatch
from pilothouse.llm.dialects.watch_responses import ResponsesWatch
from pilothouse.llm.messages import Usage


def chat_event(**fields: object) -> bytes:
    return b"data: " + json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", **fields}).encode() + b"\n\n"


def text(content: str) -> bytes:
    return chat_event(choices=[{"index": 0, "delta": {"content": content}}], usage=None)


CHAT_START = chat_event(choices=[{"index": 0, "delta": {"role": "assistant", "content": ""}}])
CHAT_STOP = chat_event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
CHAT_USAGE = chat_event(
    choices=[],
    usage={"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 3}},
)
DONE = b"data: [DONE]\n\n"
CHAT = CHAT_START + text("Hel") + text('lo "usage":{') + CHAT_STOP
CHAT_WHOLE = CHAT + CHAT_USAGE + DONE


def named(kind: str, **fields: object) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


MESSAGES = (
    named("message_start", message={"id": "msg_1", "usage": {"input_tokens": 5, "cache_read_input_tokens": 7}})
    + named("content_block_start", index=0, content_block={"type": "text", "text": ""})
    + named("ping")
    + named("content_block_delta", index=0, delta={"type": "text_delta", "text": "Hello"})
    + named("content_block_stop", index=0)
)
MESSAGES_END = named("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 6}) + named(
    "message_stop"
)

RESPONSES = (
    named("response.created", response={"id": "resp_1", "usage": None})
    + named("response.output_text.delta", delta="Hello")
    + named("response.output_text.done", text="Hello")
)
RESPONSES_END = named("response.completed", response={"id": "resp_1", "usage": {"input_tokens": 2, "output_tokens": 3}})


def passed(watch: Watch, stream: bytes, cuts: list[int]) -> bytes:
    """Feed a stream cut at some places and return all of it that passed before the ending."""
    places = sorted({0, len(stream), *(cut % len(stream) for cut in cuts)})
    pieces = [watch.feed(stream[start:end]) for start, end in pairwise(places)]
    assert all(piece == b"" or piece.endswith((b"\n\n", b"\r\n\r\n")) for piece in pieces), "only whole events pass"
    return b"".join(pieces)


CUTS = st.lists(st.integers(0, 10_000), max_size=12)


class TestChat:
    @given(CUTS)
    def test_keeps_from_the_caller_the_usage_that_only_we_asked_for(self, cuts: list[int]) -> None:
        watch = ChatWatch(shows_usage=False)
        assert passed(watch, CHAT_WHOLE, cuts) == CHAT
        assert watch.ending("0.01") == DONE
        assert watch.usage == Usage(9, 4, cached_input_tokens=3)
        assert (watch.answer_id, watch.is_finished) == ("chatcmpl-1", True)

    @given(CUTS)
    def test_adds_the_cost_to_the_usage_that_the_caller_asked_for(self, cuts: list[int]) -> None:
        watch = ChatWatch(shows_usage=True)
        assert passed(watch, CHAT_WHOLE, cuts) == CHAT
        usage, done = watch.ending("0.000012").split(b"\n\n", 1)
        assert json.loads(usage.removeprefix(b"data: "))["usage"]["x-pilothouse-cost-usd"] == "0.000012"
        assert done == DONE

    def test_takes_lines_that_end_in_crlf(self) -> None:
        watch = ChatWatch(shows_usage=False)
        assert passed(watch, CHAT_WHOLE.replace(b"\n", b"\r\n"), [3, 77]) == CHAT.replace(b"\n", b"\r\n")
        assert watch.usage is not None

    def test_lets_nothing_pass_before_the_content_begins(self) -> None:
        watch = ChatWatch(shows_usage=False)
        assert watch.feed(CHAT_START) == b""
        assert not watch.has_begun
        assert watch.feed(text("a")) == CHAT_START + text("a")
        assert watch.has_begun

    def test_an_error_before_any_content_can_still_be_answered_by_another(self) -> None:
        watch = ChatWatch(shows_usage=False)
        watch.feed(CHAT_START)
        with pytest.raises(RateLimited):
            watch.feed(b'data: {"error": {"message": "slow down", "type": "rate_limit_error"}}\n\n')

    def test_an_error_after_content_passes_and_is_known(self) -> None:
        watch = ChatWatch(shows_usage=False)
        watch.feed(CHAT)
        told = b'data: {"error": {"message": "overloaded", "code": 500}}\n\n'
        assert watch.feed(told) == told
        assert isinstance(watch.error, UpstreamFailed)

    def test_a_stream_that_breaks_off_is_not_finished(self) -> None:
        watch = ChatWatch(shows_usage=False)
        watch.feed(CHAT_START + text("Hello") + text("wor")[:20])
        assert (watch.is_finished, watch.usage, watch.content_bytes) == (False, None, 5)

    def test_a_server_that_counts_in_every_chunk_is_believed_at_its_last(self) -> None:
        watch = ChatWatch(shows_usage=False)
        counted = [
            chat_event(choices=[{"delta": {"content": "a"}}], usage={"prompt_tokens": 1, "completion_tokens": n})
            for n in (1, 2)
        ]
        assert watch.feed(b"".join(counted)) == b"".join(counted)
        assert watch.usage == Usage(1, 2)

    @given(st.binary(max_size=60), CUTS)
    def test_garbage_is_an_error_of_ours_or_passes(self, garbage: bytes, cuts: list[int]) -> None:
        watch = ChatWatch(shows_usage=True)
        stream = text("a") + b'data: {"usage": {' + garbage + b"\n\n"
        try:
            for cut in cuts:
                watch.feed(stream[cut % len(stream) :])
            watch.ending("0")
        except PilothouseError:
            pass


class TestMessages:
    @given(CUTS)
    def test_counts_input_at_the_start_and_output_at_the_end(self, cuts: list[int]) -> None:
        watch = MessagesWatch()
        assert passed(watch, MESSAGES + MESSAGES_END, cuts) == MESSAGES
        assert watch.usage == Usage(12, 6, cached_input_tokens=7)
        assert (watch.answer_id, watch.is_finished) == ("msg_1", True)
        delta, stop = watch.ending("0.5").split(b"\n\n", 1)
        assert json.loads(delta.split(b"data: ")[1])["usage"] == {"output_tokens": 6, "x-pilothouse-cost-usd": "0.5"}
        assert stop == named("message_stop")

    def test_knows_the_input_of_a_stream_that_breaks_off(self) -> None:
        watch = MessagesWatch()
        watch.feed(MESSAGES)
        assert (watch.usage, watch.is_finished) == (Usage(12, 0, cached_input_tokens=7), False)

    def test_an_error_event_is_known(self) -> None:
        watch = MessagesWatch()
        watch.feed(MESSAGES)
        told = named("error", error={"type": "overloaded_error", "message": "Overloaded"})
        assert watch.feed(told) == told
        assert isinstance(watch.error, UpstreamFailed)


class TestResponses:
    @given(CUTS)
    def test_reads_the_usage_of_the_completed_response(self, cuts: list[int]) -> None:
        watch = ResponsesWatch()
        assert passed(watch, RESPONSES + RESPONSES_END, cuts) == RESPONSES
        assert (watch.usage, watch.answer_id, watch.is_finished) == (Usage(2, 3), "resp_1", True)
        usage = json.loads(watch.ending("0.1").split(b"data: ")[1])["response"]["usage"]
        assert usage == {"input_tokens": 2, "output_tokens": 3, "x-pilothouse-cost-usd": "0.1"}

    def test_a_response_that_fails_at_once_can_still_be_answered_by_another(self) -> None:
        watch = ResponsesWatch()
        failed = named("response.failed", response={"error": {"code": "rate_limit_exceeded", "message": "slow"}})
        with pytest.raises(RateLimited):
            watch.feed(RESPONSES[: RESPONSES.index(b"event: response.output_text.delta")] + failed)
