import json
from typing import Any

import pytest

from pilothouse.core.errors import RateLimited, UpstreamFailed
from pilothouse.llm.dialects import dialect
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import (
    Finished,
    ModelEvent,
    RefusalDelta,
    StopReason,
    TextDelta,
    ThinkingDelta,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    Usage,
)
from tests.llm.dialects import sayings
from tests.llm.dialects.sayings import stream_of

USAGE = {
    "input_tokens": 10,
    "cache_read_input_tokens": 4,
    "cache_creation_input_tokens": 3,
    "cache_creation": {"ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 2},
    "output_tokens": 1,
}
START = {"type": "message_start", "message": {"id": "msg_1", "content": [], "usage": USAGE}}


def delta(index: int = 0, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": fields}


def block(index: int = 0, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": fields}


def stop(reason: str = "end_turn", *, usage: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    told = {"output_tokens": 5} if usage is None else usage
    return {"type": "message_delta", "delta": {"stop_reason": reason} | fields, "usage": told}


def read(*events: dict[str, Any]) -> list[ModelEvent]:
    return sayings.read(dialect("anthropic_messages"), stream_of(START, *events), stream=True)


def read_whole(*content: dict[str, Any], **fields: Any) -> list[ModelEvent]:
    body = {"type": "message", "content": list(content), "stop_reason": "end_turn", "usage": USAGE} | fields
    return sayings.read(dialect("anthropic_messages"), json.dumps(body).encode(), stream=False)


def finish_of(events: list[ModelEvent]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


class TestStreams:
    def test_tell_text_and_the_whole_input(self) -> None:
        events = read(block(type="text", text=""), {"type": "ping"}, delta(text="Hé"), stop(), {"type": "message_stop"})
        told = Usage(17, 5, cached_input_tokens=4, cache_write_tokens=1, cache_write_1h_tokens=2)
        assert events == [TextDelta("Hé"), Finished("stop", told, answer_id="msg_1")]

    def test_count_what_the_last_event_counts(self) -> None:
        usage = {"input_tokens": 20, "cache_read_input_tokens": 0, "output_tokens": 7}
        thinking = {"output_tokens_details": {"thinking_tokens": 2}, "server_tool_use": {"web_search_requests": 1}}
        finished = finish_of(read(delta(text="a"), stop(usage=usage | thinking)))
        assert finished.usage == Usage(
            23, 7, reasoning_tokens=2, cache_write_tokens=1, cache_write_1h_tokens=2, web_searches=1
        )

    def test_tell_thoughts_with_their_seal(self) -> None:
        events = read(
            block(type="thinking", thinking="", signature=""),
            delta(thinking="hm"),
            delta(signature="s"),
            block(1, type="redacted_thinking", data="x"),
            stop(),
        )
        assert events[:-1] == [
            ThinkingDelta("hm"),
            ThinkingDelta(signature="anthropic:s"),
            ThinkingDelta(redacted="anthropic:x"),
        ]

    def test_tell_calls_as_they_grow(self) -> None:
        events = read(
            block(type="tool_use", id="c1", name="add", input={}),
            delta(partial_json='{"a"'),
            delta(partial_json=": 1}"),
            {"type": "content_block_stop", "index": 0},
            block(1, type="tool_use", id="c2", name="now", input={}),
            {"type": "content_block_stop", "index": 1},
            stop("tool_use"),
        )
        assert events[:-1] == [
            ToolCallStarted(0, "c1", "add"),
            ToolCallDelta(0, '{"a"'),
            ToolCallDelta(0, ": 1}"),
            ToolCallEvent(ToolCall("c1", "add", {"a": 1})),
            ToolCallStarted(1, "c2", "now"),
            ToolCallEvent(ToolCall("c2", "now", {})),
        ]
        assert finish_of(events).stop_reason == "tool_calls"

    def test_may_tell_arguments_at_once(self) -> None:
        events = read(block(type="tool_use", id="c1", name="add", input={"a": 1}), stop("tool_use"))
        assert ToolCallEvent(ToolCall("c1", "add", {"a": 1})) in events

    def test_skip_the_tools_of_the_provider(self) -> None:
        events = read(
            block(type="server_tool_use", id="srv_1", name="web_search", input={}),
            delta(partial_json='{"query": 1}'),
            {"type": "content_block_stop", "index": 0},
            {"type": "future_event"},
            stop(),
        )
        assert len(events) == 1

    @pytest.mark.parametrize(
        ("reason", "expected"),
        [
            ("max_tokens", "length"),
            ("model_context_window_exceeded", "length"),
            ("pause_turn", "stop"),
            ("new", "stop"),
        ],
    )
    def test_may_end_for_many_reasons(self, reason: str, expected: StopReason) -> None:
        assert finish_of(read(stop(reason))).stop_reason == expected

    def test_tell_the_stop_sequence(self) -> None:
        finished = finish_of(read(stop("stop_sequence", stop_sequence="END")))
        assert (finished.stop_reason, finished.stop_sequence) == ("stop", "END")

    def test_may_refuse_and_say_why(self) -> None:
        events = read(stop("refusal", stop_details={"type": "refusal", "explanation": "Because."}))
        assert events[0] == RefusalDelta("Because.")
        assert finish_of(events).stop_reason == "refusal"

    def test_end_before_their_end(self) -> None:
        with pytest.raises(AnswerCutOff):
            read(delta(text="a"), {"type": "message_stop"})

    @pytest.mark.parametrize("data", [b"{oops", b"[]", b'{"type": "content_block_delta", "delta": 3}'])
    def test_of_garbage_are_cut_off(self, data: bytes) -> None:
        with pytest.raises(AnswerCutOff):
            sayings.read(dialect("anthropic_messages"), b"data: " + data + b"\n\n", stream=True)

    def test_may_break_off_with_an_error(self) -> None:
        overloaded = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
        with pytest.raises(UpstreamFailed, match="Overloaded"):
            read(delta(text="a"), overloaded)
        with pytest.raises(RateLimited):
            read({"type": "error", "error": {"type": "rate_limit_error", "message": "slow down"}})


class TestWholeAnswers:
    def test_tell_every_block(self) -> None:
        events = read_whole(
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "redacted_thinking", "data": "x"},
            {"type": "text", "text": "a"},
            {"type": "web_search_tool_result", "content": []},
            {"type": "tool_use", "id": "c1", "name": "add", "input": {"a": 1}},
            stop_reason="tool_use",
        )
        assert events[:-1] == [
            ThinkingDelta("hm", "anthropic:s"),
            ThinkingDelta(redacted="anthropic:x"),
            TextDelta("a"),
            ToolCallEvent(ToolCall("c1", "add", {"a": 1})),
        ]

    def test_without_usage_are_estimated(self) -> None:
        usage = finish_of(read_whole({"type": "text", "text": "twelve chars"}, usage=None)).usage
        assert (usage.is_estimated, usage.output_tokens) == (True, 3)

    @pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'{"content": []}', b'{"content": [{"input": 3}]}'])
    def test_that_are_no_answer_are_cut_off(self, body: bytes) -> None:
        with pytest.raises(AnswerCutOff):
            sayings.read(dialect("anthropic_messages"), body, stream=False)

    def test_may_be_an_error(self) -> None:
        with pytest.raises(UpstreamFailed, match="oops"):
            sayings.read(
                dialect("anthropic_messages"), b'{"type": "error", "error": {"message": "oops"}}', stream=False
            )
