import json

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

END = Finished("stop", Usage(3, 1))


def names(*events: ModelEvent) -> list[str]:
    return [
        name.removeprefix("response.") for name, _ in frames(written(dialect("openai_responses"), events, stream=True))
    ]


def test_events_are_numbered() -> None:
    stream = frames(written(dialect("openai_responses"), [TextDelta("a"), END], stream=True))
    assert [event["sequence_number"] for _, event in stream] == list(range(len(stream)))
    assert all(event["type"] == name for name, event in stream)


def test_a_text_begins_grows_and_is_done() -> None:
    assert names(TextDelta("a"), TextDelta("b"), END) == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]


def test_a_thought_begins_grows_and_is_done() -> None:
    thought = (ThinkingDelta("a"), ThinkingDelta("b"), ThinkingDelta(signature="openai:s", id="rs_1"))
    assert names(*thought, END)[2:-1] == [
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
    ]
    assert names(ThinkingDelta(redacted="anthropic:x"), END)[2:-1] == ["output_item.added", "output_item.done"]


def test_a_call_begins_grows_and_is_done() -> None:
    call = ToolCall("c1", "add", {"a": 1})
    events = (
        ToolCallStarted(0, "c1", "add"),
        ToolCallDelta(0, '{"a":1}'),
        ToolCallEvent(call),
        Finished("tool_calls", Usage()),
    )
    assert names(*events)[2:-1] == [
        "output_item.added",
        "function_call_arguments.delta",
        "function_call_arguments.done",
        "output_item.done",
    ]


def test_ids_are_the_same_in_every_event() -> None:
    stream = frames(written(dialect("openai_responses"), [TextDelta("a"), END], stream=True))
    items = {event.get("item_id") or event.get("item", {}).get("id") for _, event in stream} - {None}
    responses = {event["response"]["id"] for _, event in stream if "response" in event}
    final = stream[-1][1]["response"]["output"][0]["id"]
    assert items == {final}
    assert len(responses) == 1


@pytest.mark.parametrize(
    ("reason", "status"), [("length", "incomplete"), ("refusal", "incomplete"), ("stop", "completed")]
)
def test_the_status_tells_whether_it_is_complete(reason: StopReason, status: str) -> None:
    events = [TextDelta("a"), Finished(reason, Usage())]
    assert json.loads(written(dialect("openai_responses"), events, stream=False))["status"] == status


def test_there_is_no_end_without_finished() -> None:
    with pytest.raises(RuntimeError, match="Finished"):
        dialect("openai_responses").answer_writer("m", stream=True, include_usage=True).end(COST)
