import msgspec
import pytest

from pilothouse.llm.messages import (
    Finished,
    Message,
    ModelEvent,
    TextDelta,
    ToolCall,
    ToolCallEvent,
    Usage,
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


def test_usage_adds_up() -> None:
    total = Usage(10, 5, cached_input_tokens=3) + Usage(1, 2, reasoning_tokens=1, is_estimated=True)
    assert total == Usage(11, 7, cached_input_tokens=3, reasoning_tokens=1, is_estimated=True)


@pytest.mark.parametrize(
    "value", [TextDelta("hé"), ToolCallEvent(ToolCall("1", "f", {"x": [1, None]})), Finished("stop", Usage(1, 2))]
)
def test_events_survive_json(value: ModelEvent) -> None:
    assert msgspec.json.decode(msgspec.json.encode(value), type=ModelEvent) == value


def test_messages_survive_json() -> None:
    message = Message("assistant", "", tool_calls=(ToolCall("1", "f", {}),))
    assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message
