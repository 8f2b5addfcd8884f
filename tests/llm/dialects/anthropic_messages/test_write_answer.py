import json
from typing import Any

import pytest

from pilothouse.llm.dialects import dialect
from pilothouse.llm.messages import (
    Finished,
    ModelEvent,
    StopReason,
    TextDelta,
    ThinkingDelta,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    Usage,
)
from tests.llm.dialects.sayings import COST, frames, written

END = Finished("stop", Usage(17, 5, cached_input_tokens=4, cache_write_tokens=1, cache_write_1h_tokens=2))


def stream(*events: ModelEvent) -> list[dict[str, Any]]:
    return [event for _, event in frames(written(dialect("anthropic_messages"), events, stream=True))]


def whole(*events: ModelEvent) -> dict[str, Any]:
    return json.loads(written(dialect("anthropic_messages"), events, stream=False))


def test_blocks_follow_each_other() -> None:
    events = stream(ThinkingDelta("hm"), ThinkingDelta(signature="anthropic:s"), TextDelta("a"), END)
    assert [(event["type"], event.get("index")) for event in events] == [
        ("message_start", None),
        ("content_block_start", 0),
        ("content_block_delta", 0),
        ("content_block_delta", 0),
        ("content_block_stop", 0),
        ("content_block_start", 1),
        ("content_block_delta", 1),
        ("content_block_stop", 1),
        ("message_delta", None),
        ("message_stop", None),
    ]
    assert events[3]["delta"] == {"type": "signature_delta", "signature": "s"}
    assert events[0]["message"]["id"].startswith("msg_")


def test_usage_is_told_apart_as_this_wire_does() -> None:
    usage = whole(END)["usage"]
    assert (usage["input_tokens"], usage["cache_read_input_tokens"], usage["cache_creation_input_tokens"]) == (10, 4, 3)
    assert usage["cache_creation"] == {"ephemeral_5m_input_tokens": 1, "ephemeral_1h_input_tokens": 2}
    assert stream(END)[-2]["usage"]["input_tokens"] == 10


def test_searches_are_told() -> None:
    usage = whole(Finished("stop", Usage(web_searches=2)))["usage"]
    assert usage["server_tool_use"] == {"web_search_requests": 2, "web_fetch_requests": 0}


def test_malformed_arguments_are_told_inside_an_object() -> None:
    call = ToolCall("c1", "add", {}, malformed="{oops")
    finished = Finished("tool_calls", Usage())
    assert whole(ToolCallEvent(call), finished)["content"][0]["input"] == {"raw_arguments": "{oops"}
    (delta,) = [
        event["delta"] for event in stream(ToolCallEvent(call), finished) if event["type"] == "content_block_delta"
    ]
    assert json.loads(delta["partial_json"]) == {"raw_arguments": "{oops"}


def test_a_call_that_was_cut_off_is_told_as_far_as_it_came() -> None:
    cut = (ToolCallStarted(0, "c1", "add"), ToolCallDelta(0, '{"a": '), Finished("length", Usage()))
    answer = whole(*cut)
    assert (answer["stop_reason"], answer["content"][0]["input"]) == ("max_tokens", {"raw_arguments": '{"a": '})


@pytest.mark.parametrize(
    ("reason", "stop_sequence", "expected"),
    [("stop", None, "end_turn"), ("stop", "END", "stop_sequence"), ("content_filter", None, "refusal")],
)
def test_reasons_are_told_in_the_words_of_this_wire(
    reason: StopReason, stop_sequence: str | None, expected: str
) -> None:
    answer = whole(TextDelta("a"), Finished(reason, Usage(), stop_sequence))
    assert (answer["stop_reason"], answer["stop_sequence"]) == (expected, stop_sequence)


@pytest.mark.parametrize(
    ("status", "told", "expected"),
    [
        (429, "insufficient_quota", "rate_limit_error"),
        (503, None, "overloaded_error"),
        (500, None, "api_error"),
        (422, None, "invalid_request_error"),
        (400, "not_found_error", "not_found_error"),
    ],
)
def test_errors_are_of_types_the_vendor_knows(status: int, told: str | None, expected: str) -> None:
    writer = dialect("anthropic_messages").answer_writer("m", stream=True, include_usage=True)
    ((name, event),) = frames(writer.error(status, {"message": "No.", "type": told}))
    assert (name, event) == ("error", {"type": "error", "error": {"type": expected, "message": "No."}})


def test_there_is_no_end_without_finished() -> None:
    with pytest.raises(RuntimeError, match="Finished"):
        dialect("anthropic_messages").answer_writer("m", stream=True, include_usage=True).end(COST)
