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
    "input_tokens": 12,
    "input_tokens_details": {
        "cached_tokens": 8,
        "cache_write_tokens": 3,
        "cache_write_tokens_details": {"ttl_12h_tokens": 1, "ttl_30m_tokens": 2},
    },
    "output_tokens": 5,
    "output_tokens_details": {"reasoning_tokens": 1},
    "total_tokens": 17,
}
TOLD = Usage(12, 5, cached_input_tokens=8, reasoning_tokens=1, cache_write_tokens=2, cache_write_1h_tokens=1)


def ended(status: str = "completed", **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{status}", "response": {"status": status, "usage": USAGE, "output": []} | fields}


def event(kind: str, at: int = 0, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "output_index": at} | fields


def read(*events: dict[str, Any]) -> list[ModelEvent]:
    return sayings.read(dialect("openai_responses"), stream_of(*events), stream=True)


def read_whole(**response: Any) -> list[ModelEvent]:
    body = json.dumps({"status": "completed", "usage": USAGE} | response).encode()
    return sayings.read(dialect("openai_responses"), body, stream=False)


class TestStreams:
    def test_tell_text_and_usage(self) -> None:
        item = {"type": "message", "content": [{"type": "output_text", "text": "Hé"}]}
        done = event("output_item.done", item=item)
        events = read(event("created"), event("output_text.delta", delta="Hé"), done, ended())
        assert events == [TextDelta("Hé"), Finished("stop", TOLD)]

    def test_tell_thoughts_with_their_seal(self) -> None:
        item = {"type": "reasoning", "id": "rs_1", "summary": [{"text": "ab"}], "encrypted_content": "s"}
        events = read(
            event("reasoning_summary_part.added", summary_index=0),
            event("reasoning_summary_text.delta", delta="a"),
            event("reasoning_summary_part.added", summary_index=1),
            event("reasoning_summary_text.delta", delta="b"),
            event("output_item.done", item=item),
            ended(),
        )
        assert events[:-1] == [
            ThinkingDelta("a"),
            ThinkingDelta("\n\n"),
            ThinkingDelta("b"),
            ThinkingDelta(signature="openai:s", id="rs_1"),
        ]

    def test_tell_calls_as_they_grow(self) -> None:
        item = {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "add", "arguments": '{"a": 1}'}
        events = read(
            event("output_item.added", item=item | {"arguments": ""}),
            event("function_call_arguments.delta", delta='{"a"'),
            event("function_call_arguments.delta", delta=": 1}"),
            event("output_item.done", item=item),
            ended(),
        )
        assert events == [
            ToolCallStarted(0, "c1", "add"),
            ToolCallDelta(0, '{"a"'),
            ToolCallDelta(0, ": 1}"),
            ToolCallEvent(ToolCall("c1", "add", {"a": 1})),
            Finished("tool_calls", TOLD),
        ]

    def test_may_tell_items_only_when_they_are_done(self) -> None:
        call = {"type": "function_call", "call_id": "c1", "name": "add", "arguments": "{}"}
        text = {"type": "message", "content": [{"type": "output_text", "text": "a"}]}
        events = read(
            event("output_item.done", 0, item=text),
            event("output_item.added", 1, item=call | {"arguments": ""}),
            event("output_item.done", 1, item=call),
            event("output_item.done", 2, item=call | {"call_id": "c2"}),
            ended(),
        )
        assert [each.call.id for each in events if isinstance(each, ToolCallEvent)] == ["c1", "c2"]
        assert events[0] == TextDelta("a")

    def test_may_refuse(self) -> None:
        events = read(event("refusal.delta", delta="No."), ended())
        assert events == [RefusalDelta("No."), Finished("refusal", TOLD)]

    @pytest.mark.parametrize(
        ("reason", "expected"),
        [("max_output_tokens", "length"), ("content_filter", "content_filter"), (None, "length")],
    )
    def test_may_stay_incomplete(self, reason: str | None, expected: StopReason) -> None:
        events = read(event("output_text.delta", delta="a"), ended("incomplete", incomplete_details={"reason": reason}))
        assert events[-1] == Finished(expected, TOLD)

    @pytest.mark.parametrize("last", [[], [event("output_text.delta", delta="a")]])
    def test_end_before_their_end(self, last: list[dict[str, Any]]) -> None:
        with pytest.raises(AnswerCutOff):
            read(*last)

    @pytest.mark.parametrize("data", [b"{oops", b"[]", b'{"type": "response.completed", "response": 3}'])
    def test_of_garbage_are_cut_off(self, data: bytes) -> None:
        with pytest.raises(AnswerCutOff):
            sayings.read(dialect("openai_responses"), b"data: " + data + b"\n\n", stream=True)

    def test_may_break_off_with_an_error(self) -> None:
        with pytest.raises(RateLimited, match="slow"):
            read({"type": "error", "code": "rate_limit_exceeded", "message": "slow down"})
        with pytest.raises(UpstreamFailed, match="oops"):
            read(ended("failed", error={"code": "server_error", "message": "oops"}))
        with pytest.raises(UpstreamFailed, match="no reason"):
            read(ended("failed"))
        with pytest.raises(UpstreamFailed, match="cancelled"):
            read(event("completed", response={"status": "cancelled"}))


class TestWholeAnswers:
    def test_tell_every_item(self) -> None:
        output = [
            {"type": "reasoning", "id": "rs_1", "summary": [{"text": "a"}, {"text": "b"}], "encrypted_content": "s"},
            {"type": "web_search_call", "id": "ws_1"},
            {
                "type": "message",
                "content": [{"type": "output_text", "text": "Hé"}, {"type": "refusal", "refusal": "No."}],
            },
            {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"a": 1}'},
        ]
        assert read_whole(output=output) == [
            ThinkingDelta("a\n\nb", "openai:s", id="rs_1"),
            TextDelta("Hé"),
            RefusalDelta("No."),
            ToolCallEvent(ToolCall("c1", "add", {"a": 1})),
            Finished("tool_calls", TOLD),
        ]

    def test_without_usage_are_estimated(self) -> None:
        content = [{"type": "output_text", "text": "twelve chars"}]
        finished = read_whole(output=[{"type": "message", "content": content}], usage=None)[-1]
        assert isinstance(finished, Finished)
        assert (finished.usage.is_estimated, finished.usage.output_tokens) == (True, 3)

    @pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'{"status": "in_progress", "output": []}'])
    def test_that_are_no_answer_are_refused(self, body: bytes) -> None:
        with pytest.raises(UpstreamFailed):
            sayings.read(dialect("openai_responses"), body, stream=False)
