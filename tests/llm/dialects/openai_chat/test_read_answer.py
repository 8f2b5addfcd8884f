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

STOP: dict[str, Any] = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


def delta(finish_reason: str | None = None, index: int = 0, **fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": fields, "finish_reason": finish_reason}]}


def call(index: int | None, call_id: str | None = None, **function: str) -> dict[str, Any]:
    piece = {"index": index, "id": call_id, "function": function}
    return delta(tool_calls=[{name: value for name, value in piece.items() if value is not None}])


def read(*chunks: dict[str, Any]) -> list[ModelEvent]:
    return sayings.read(dialect("openai_chat"), stream_of(*chunks, named=False) + b"data: [DONE]\n\n", stream=True)


def read_whole(**message: Any) -> list[ModelEvent]:
    body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
    return sayings.read(dialect("openai_chat"), json.dumps(body).encode(), stream=False)


class TestStreams:
    def test_tell_text_and_usage(self) -> None:
        usage = {
            "prompt_tokens": 12,
            "completion_tokens": 3,
            "prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 2},
            "completion_tokens_details": {"reasoning_tokens": 1},
        }
        events = read(delta(role="assistant", content=""), delta(content="Hé"), STOP, {"choices": [], "usage": usage})
        told = Usage(12, 3, cached_input_tokens=8, reasoning_tokens=1, cache_write_tokens=2)
        assert events == [TextDelta("Hé"), Finished("stop", told)]

    def test_tell_calls_as_they_grow(self) -> None:
        events = read(
            call(0, "c1", name="add", arguments=""),
            call(0, arguments='{"a": 1,'),
            call(1, "c2", name="bad", arguments="{oops"),
            call(0, arguments=' "b": 2}'),
            delta("tool_calls"),
        )
        assert events[:-1] == [
            ToolCallStarted(0, "c1", "add"),
            ToolCallDelta(0, '{"a": 1,'),
            ToolCallStarted(1, "c2", "bad"),
            ToolCallDelta(1, "{oops"),
            ToolCallDelta(0, ' "b": 2}'),
            ToolCallEvent(ToolCall("c1", "add", {"a": 1, "b": 2})),
            ToolCallEvent(ToolCall("c2", "bad", {}, malformed="{oops")),
        ]

    def test_may_give_every_call_the_same_index(self) -> None:
        events = read(call(0, "c1", name="a", arguments="{}"), call(0, "c2", name="b", arguments="{}"), STOP)
        calls = [event.call for event in events if isinstance(event, ToolCallEvent)]
        assert calls == [ToolCall("c1", "a", {}), ToolCall("c2", "b", {})]
        assert sayings.essence(events)["reason"] == "tool_calls"

    def test_may_leave_out_index_and_id_and_arguments(self) -> None:
        events = read(call(None, name="now"), STOP)
        (told,) = [event.call for event in events if isinstance(event, ToolCallEvent)]
        assert (told.name, told.arguments, told.id[:5]) == ("now", {}, "call_")

    def test_may_think_under_either_name(self) -> None:
        events = read(delta(reasoning_content="h"), delta(reasoning="m"), delta(content="a"), STOP)
        assert events[:3] == [ThinkingDelta("h"), ThinkingDelta("m"), TextDelta("a")]

    def test_may_refuse(self) -> None:
        events = read(delta(refusal="No."), STOP)
        assert events[0] == RefusalDelta("No.")
        assert sayings.essence(events)["reason"] == "refusal"

    def test_may_answer_more_than_once(self) -> None:
        events = read(delta(content="a"), delta(content="b", index=1), delta("length", index=1), STOP)
        assert events[:2] == [TextDelta("a"), TextDelta("b", choice=1)]
        finished = events[-1]
        assert isinstance(finished, Finished)
        assert (finished.stop_reason, finished.more_stop_reasons) == ("stop", ("length",))

    def test_without_usage_are_estimated(self) -> None:
        finished = read(delta(content="twelve chars"), STOP)[-1]
        assert isinstance(finished, Finished)
        assert (finished.usage.is_estimated, finished.usage.output_tokens) == (True, 3)

    def test_end_before_their_end(self) -> None:
        with pytest.raises(AnswerCutOff, match="broke off"):
            read(delta(content="a"))

    @pytest.mark.parametrize("stream", [b"", b"data: [DONE]\n\n", b": keep-alive\n\n", b'data: {"choices": []}\n\n'])
    def test_of_nothing_are_cut_off(self, stream: bytes) -> None:
        with pytest.raises(AnswerCutOff):
            sayings.read(dialect("openai_chat"), stream, stream=True)

    @pytest.mark.parametrize("data", [b"{oops", b"[]", b'{"choices": 3}', b'{"choices": [{"delta": {"content": 3}}]}'])
    def test_of_garbage_are_cut_off(self, data: bytes) -> None:
        with pytest.raises(AnswerCutOff):
            sayings.read(dialect("openai_chat"), b"data: " + data + b"\n\n", stream=True)

    def test_may_break_off_with_an_error(self) -> None:
        with pytest.raises(UpstreamFailed, match="overloaded"):
            read(delta(content="a"), {"error": {"message": "overloaded"}})
        with pytest.raises(RateLimited):
            read(delta(content="a"), {"error": {"message": "slow down", "code": 429}})
        with pytest.raises(UpstreamFailed):
            sayings.read(dialect("openai_chat"), b'event: error\ndata: {"message": "oops"}\n\n', stream=True)


class TestWholeAnswers:
    def test_tell_calls(self) -> None:
        function = {"name": "add", "arguments": '{"a": 1}'}
        events = read_whole(content=None, tool_calls=[{"id": "c1", "type": "function", "function": function}])
        assert ToolCallEvent(ToolCall("c1", "add", {"a": 1})) in events

    def test_tell_each_thought_with_its_seal(self) -> None:
        details = [{"type": "reasoning.text", "text": text, "signature": f"anthropic:{text}"} for text in ("a", "b")]
        events = read_whole(content="c", reasoning_content="ab", reasoning_details=details)
        assert events[:2] == [ThinkingDelta("a", "anthropic:a"), ThinkingDelta("b", "anthropic:b")]

    @pytest.mark.parametrize("body", [b"", b"{}", b'{"choices": []}', b"<html>", b'{"choices": [{"message": {}}]}'])
    def test_that_say_nothing_are_cut_off(self, body: bytes) -> None:
        with pytest.raises(AnswerCutOff):
            sayings.read(dialect("openai_chat"), body, stream=False)
