from typing import Any

import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.dialects import dialect
from pilothouse.llm.messages import Message, ModelRequest, ThinkingPart, ToolCall, ToolChoice, ToolSpec, message_of

HI = (Message("user", "Hi"),)
ADD = ToolSpec("add", "Adds.", {"type": "object"})
OLD, PRESENT = "claude-sonnet-4-5", "claude-opus-5"


def write(model: str = PRESENT, **fields: Any) -> dict[str, Any]:
    fields = {"model": model, "messages": HI, "max_output_tokens": 4_000} | fields
    return dialect("anthropic_messages").write_request(ModelRequest(**fields), stream=False)


def test_says_only_what_is_asked() -> None:
    request = ModelRequest("m", (Message("system", "Be brief."), *HI), max_output_tokens=9)
    assert dialect("anthropic_messages").write_request(request, stream=True) == {
        "model": "m",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "Hi"}],
        "system": "Be brief.",
        "stream": True,
    }


class TestSampling:
    def test_is_for_models_that_take_it(self) -> None:
        chosen = {"temperature": 0.5, "top_k": 3}
        assert chosen.items() <= write(OLD, **chosen).items()
        assert chosen.keys().isdisjoint(write(PRESENT, **chosen))

    def test_keeps_within_what_the_wire_knows(self) -> None:
        body = write(OLD, temperature=1.7, top_p=0.5)
        assert (body["temperature"], "top_p" in body) == (1.0, False)
        assert write(OLD, top_p=0.5)["top_p"] == 0.5

    def test_is_left_out_while_thinking(self) -> None:
        assert "temperature" not in write(OLD, temperature=0.5, reasoning_effort="low")


class TestThinking:
    def test_is_adaptive_in_present_models(self) -> None:
        body = write(reasoning_effort="high", shows_thinking=True)
        assert body["thinking"] == {"type": "adaptive", "display": "summarized"}
        assert body["output_config"] == {"effort": "high"}
        assert write(thinking_budget_tokens=2_000)["thinking"] == {"type": "adaptive"}
        assert write(reasoning_effort="minimal")["output_config"] == {"effort": "low"}
        assert write("claude-opus-4-6", reasoning_effort="xhigh")["output_config"] == {"effort": "high"}

    def test_has_a_budget_in_older_ones(self) -> None:
        assert write(OLD, reasoning_effort="low")["thinking"] == {"type": "enabled", "budget_tokens": 2_048}
        assert write(OLD, thinking_budget_tokens=9_000)["thinking"] == {"type": "enabled", "budget_tokens": 3_999}
        assert "output_config" not in write(OLD, reasoning_effort="low")

    def test_needs_room(self) -> None:
        assert "thinking" not in write(OLD, reasoning_effort="high", max_output_tokens=500)

    def test_can_be_turned_off(self) -> None:
        assert write(reasoning_effort="none")["thinking"] == {"type": "disabled"}
        assert "thinking" not in write(OLD, reasoning_effort="none")
        assert "thinking" not in write("claude-fable-5", reasoning_effort="none")

    def test_by_budget_does_not_go_with_a_forced_call(self) -> None:
        forced = {"reasoning_effort": "high", "tools": (ADD,), "tool_choice": ToolChoice("required")}
        assert "thinking" not in write(OLD, **forced)
        assert "thinking" in write(PRESENT, **forced)

    def test_does_not_go_on_when_its_thoughts_are_lost(self) -> None:
        call, answer = (ToolCall("c1", "add", {}),), Message("tool", "2", tool_call_id="c1")
        lost = (*HI, Message("assistant", tool_calls=call), answer)
        kept = (*HI, message_of("assistant", [ThinkingPart("hm", "anthropic:s")], tool_calls=call), answer)
        assert "thinking" not in write(OLD, reasoning_effort="low", messages=lost)
        assert "thinking" in write(OLD, reasoning_effort="low", messages=kept)


class TestAnswersInJson:
    def test_follow_a_schema_that_is_closed(self) -> None:
        body = write(response_schema={"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}})
        schema = body["output_config"]["format"]["schema"]
        assert schema["additionalProperties"] is False
        assert "minimum" not in schema["properties"]["a"]

    def test_are_asked_for_in_words_where_there_is_no_field(self) -> None:
        assert "JSON" in write(is_json=True)["system"]
        body = write("claude-3-5-haiku", response_schema={"type": "object", "title": "Tree"})
        assert '"title":"Tree"' in body["system"]
        assert "output_config" not in body


class TestTools:
    def test_are_described(self) -> None:
        body = write(tools=(ADD, ToolSpec("drop", "", {"properties": {}}, is_strict=True)), is_parallel_tools=False)
        assert body["tools"] == [
            {"name": "add", "description": "Adds.", "input_schema": {"type": "object"}},
            {"name": "drop", "input_schema": {"properties": {}, "additionalProperties": False}, "strict": True},
        ]
        assert body["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": True}

    @pytest.mark.parametrize(
        ("choice", "expected"),
        [
            (ToolChoice("required"), {"type": "any"}),
            (ToolChoice("named", "add"), {"type": "tool", "name": "add"}),
            (ToolChoice("none"), {"type": "none"}),
        ],
    )
    def test_are_chosen(self, choice: ToolChoice, expected: dict[str, Any]) -> None:
        assert write(tools=(ADD,), tool_choice=choice)["tool_choice"] == expected

    @pytest.mark.parametrize(
        ("choice", "words"),
        [
            (ToolChoice("required"), "a call of one of your tools"),
            (ToolChoice("named", "add"), "a call of the tool add"),
        ],
    )
    def test_are_asked_for_in_words_where_a_model_refuses_to_be_forced(self, choice: ToolChoice, words: str) -> None:
        body = write("claude-opus-5-5", tools=(ADD,), tool_choice=choice)
        assert body["tool_choice"] == {"type": "auto"}
        assert words in body["system"]

    def test_of_earlier_turns_are_named_when_none_may_be_called_any_more(self) -> None:
        called = Message("assistant", tool_calls=(ToolCall("c1", "add", {}), ToolCall("c2", "add", {})))
        body = write(messages=(*HI, called, Message("tool", "2", tool_call_id="c1")))
        assert body["tools"] == [{"name": "add", "input_schema": {"type": "object"}}]
        assert body["tool_choice"] == {"type": "none"}


@pytest.mark.parametrize(("fields", "param"), [({"n": 2}, "n"), ({"max_output_tokens": None}, "max_tokens")])
def test_refuses_what_the_wire_cannot_say(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        write(**fields)
    assert raised.value.details == {"param": param}


def test_speaks_of_tiers_in_the_words_of_this_wire() -> None:
    assert write(service_tier="default")["service_tier"] == "standard_only"
    assert "service_tier" not in write(service_tier="flex")
