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
    ToolCallEvent,
    Usage,
)
from tests.llm.dialects.sayings import COST, frames, written

END = Finished("stop", Usage(3, 1))


def deltas(*events: ModelEvent) -> list[dict[str, Any]]:
    stream = frames(written(dialect("openai_chat"), events, stream=True))
    return [chunk["choices"][0]["delta"] for _, chunk in stream if chunk["choices"]]


def message(*events: ModelEvent) -> dict[str, Any]:
    return json.loads(written(dialect("openai_chat"), events, stream=False))["choices"][0]["message"]


def test_a_stream_begins_with_the_role_and_ends_with_the_reason() -> None:
    chunks = [chunk for _, chunk in frames(written(dialect("openai_chat"), [TextDelta("Hé"), END], stream=True))]
    assert [chunk["choices"][0]["delta"] for chunk in chunks[:-1]] == [
        {"role": "assistant", "content": None},
        {"content": "Hé"},
        {},
    ]
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert (chunks[-1]["choices"], chunks[-1]["usage"]["total_tokens"]) == ([], 4)
    assert len({chunk["id"] for chunk in chunks}) == 1
    assert chunks[0]["id"].startswith("chatcmpl-")


def test_an_empty_answer_is_an_empty_text() -> None:
    assert deltas(END) == [{"role": "assistant", "content": ""}, {}]
    assert message(END)["content"] == ""


def test_thoughts_are_told_beside_the_content() -> None:
    thought = [ThinkingDelta("hm"), ThinkingDelta(signature="anthropic:s"), TextDelta("a"), END]
    detail = {"type": "reasoning.text", "text": "hm", "signature": "anthropic:s", "index": 0}
    assert deltas(*thought)[1:3] == [{"reasoning_content": "hm"}, {"reasoning_details": [detail]}]
    assert message(*thought)["reasoning_content"] == "hm"


def test_malformed_arguments_are_passed_on() -> None:
    call = ToolCallEvent(ToolCall("c1", "add", {}, malformed="{oops"))
    assert message(call, END)["tool_calls"][0]["function"] == {"name": "add", "arguments": "{oops"}


def test_several_answers_stand_side_by_side() -> None:
    events = [TextDelta("a"), TextDelta("b", choice=1), Finished("stop", Usage(), more_stop_reasons=("length",))]
    choices = json.loads(written(dialect("openai_chat"), events, stream=False))["choices"]
    assert [(each["index"], each["message"]["content"], each["finish_reason"]) for each in choices] == [
        (0, "a", "stop"),
        (1, "b", "length"),
    ]


@pytest.mark.parametrize(("reason", "expected"), [("length", "length"), ("refusal", "content_filter")])
def test_reasons_are_told_in_the_words_of_this_wire(reason: StopReason, expected: str) -> None:
    body = json.loads(written(dialect("openai_chat"), [TextDelta("a"), Finished(reason, Usage())], stream=False))
    assert body["choices"][0]["finish_reason"] == expected


def test_there_is_no_end_without_finished() -> None:
    with pytest.raises(RuntimeError, match="Finished"):
        dialect("openai_chat").answer_writer("m", stream=True, include_usage=True).end(COST)
