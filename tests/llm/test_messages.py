import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.llm.messages import (
    FilePart,
    Finished,
    ImagePart,
    Message,
    ModelEvent,
    RefusalDelta,
    RefusalPart,
    TextDelta,
    TextPart,
    ThinkingDelta,
    ThinkingPart,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    Usage,
    message_of,
    parse_tool_call,
)


class TestParseToolCall:
    def test_reads_an_object(self) -> None:
        assert parse_tool_call("1", "add", '{"a": 1}') == ToolCall("1", "add", {"a": 1})

    def test_takes_nothing_for_no_arguments(self) -> None:
        assert parse_tool_call("1", "now", "").arguments == {}

    @pytest.mark.parametrize("written", ['{"a": ', "[1]", "3", "not json"])
    def test_keeps_what_is_no_object(self, written: str) -> None:
        call = parse_tool_call("1", "add", written)
        assert (call.arguments, call.malformed) == ({}, written)


class TestMessageOf:
    def test_keeps_one_text_plain(self) -> None:
        assert message_of("user", [TextPart("a")]) == Message("user", "a")
        assert message_of("user", []) == Message("user")

    def test_keeps_the_text_in_step_with_the_parts(self) -> None:
        parts = (TextPart("a"), ImagePart(url="https://example.com/a.png"), TextPart("b"))
        assert message_of("user", parts) == Message("user", "a\n\nb", parts=parts)
        assert message_of("assistant", parts).text == "ab"

    def test_gives_back_its_content_as_parts(self) -> None:
        assert message_of("user", [TextPart("a")]).content() == (TextPart("a"),)
        assert Message("assistant").content() == ()


def test_usage_adds_up() -> None:
    total = Usage(10, 5, cached_input_tokens=3) + Usage(1, 2, reasoning_tokens=1, is_estimated=True)
    assert total == Usage(11, 7, cached_input_tokens=3, reasoning_tokens=1, is_estimated=True)


@given(st.builds(Usage, *[st.integers(0, 9)] * 4, st.booleans(), *[st.integers(0, 9)] * 4))
def test_usage_and_nothing_is_the_same_usage(usage: Usage) -> None:
    assert usage + Usage() == usage


@pytest.mark.parametrize(
    "value",
    [
        TextDelta("hé"),
        ThinkingDelta("hm", signature="s"),
        RefusalDelta("no", choice=1),
        ToolCallStarted(0, "1", "f"),
        ToolCallDelta(0, '{"x"'),
        ToolCallEvent(ToolCall("1", "f", {"x": [1, None]})),
        Finished("stop", Usage(1, 2), stop_sequence="END"),
    ],
)
def test_events_survive_json(value: ModelEvent) -> None:
    assert msgspec.json.decode(msgspec.json.encode(value), type=ModelEvent) == value


def test_messages_survive_json() -> None:
    parts = (ThinkingPart("hm", "s"), FilePart(text="b"), RefusalPart("no"), TextPart("a"))
    message = message_of("assistant", parts, tool_calls=(ToolCall("1", "f", {}),))
    assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message
