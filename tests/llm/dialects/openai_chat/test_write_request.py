from typing import Any

import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.dialects import dialect
from pilothouse.llm.messages import (
    FilePart,
    ImagePart,
    Message,
    ModelRequest,
    RefusalPart,
    TextPart,
    ThinkingPart,
    ToolCall,
    ToolChoice,
    ToolSpec,
    message_of,
)

HI = (Message("user", "Hi"),)


def write(*messages: Message, **fields: Any) -> dict[str, Any]:
    fields = {"model": "m", "messages": messages or HI} | fields
    return dialect("openai_chat").write_request(ModelRequest(**fields), stream=False)


def test_asks_a_stream_for_its_usage() -> None:
    body = dialect("openai_chat").write_request(ModelRequest("m", HI), stream=True)
    assert body == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


class TestMessages:
    def test_of_texts_only_are_plain_strings(self) -> None:
        system = message_of("system", [TextPart("a"), TextPart("b")])
        assert write(system)["messages"] == [{"role": "system", "content": "a\n\nb"}]

    def test_with_calls_say_nothing_when_there_is_no_text(self) -> None:
        call = ToolCall("call_1", "add", {"a": 1})
        (written,) = write(Message("assistant", tool_calls=(call,)))["messages"]
        function = {"name": "add", "arguments": '{"a":1}'}
        assert written == {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
        }

    def test_carry_no_thoughts(self) -> None:
        thought = message_of("assistant", [ThinkingPart("hm", "openai:s"), TextPart("a")])
        assert write(thought)["messages"] == [{"role": "assistant", "content": "a"}]

    def test_carry_refusals(self) -> None:
        refused = message_of("assistant", [RefusalPart("No.")])
        assert write(refused)["messages"] == [{"role": "assistant", "content": None, "refusal": "No."}]

    def test_show_what_tools_returned_after_all_their_answers(self) -> None:
        calls = (ToolCall("1", "draw", {}), ToolCall("2", "add", {}))
        drawn = message_of(
            "tool", [TextPart("Done."), ImagePart(media_type="image/png", data="iVBO")], tool_call_id="1"
        )
        added = Message("tool", "2", tool_call_id="2")
        written = write(Message("assistant", tool_calls=calls), drawn, added)["messages"]
        assert [message["role"] for message in written] == ["assistant", "tool", "tool", "user"]
        assert written[1] == {"role": "tool", "tool_call_id": "1", "content": "Done."}
        assert written[3]["content"] == [
            {"type": "text", "text": "Result of the tool call 1:"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
        ]

    def test_fit_foreign_ids_the_same_way_twice(self) -> None:
        foreign = "id with blanks, and longer than forty characters"
        written = write(
            Message("assistant", tool_calls=(ToolCall(foreign, "add", {}),)), Message("tool", "2", tool_call_id=foreign)
        )["messages"]
        assert written[0]["tool_calls"][0]["id"] == written[1]["tool_call_id"] != foreign

    def test_say_plain_documents_as_text(self) -> None:
        document = message_of("user", [FilePart(text="b", name="a.txt"), ImagePart(url="https://example.com/a.png")])
        assert write(document)["messages"][0]["content"][0] == {"type": "text", "text": "a.txt\n\nb"}

    @pytest.mark.parametrize(
        "part", [FilePart(url="https://example.com/a.pdf"), FilePart(file_id="file_1"), ImagePart(file_id="file_1")]
    )
    def test_that_cannot_be_said_are_refused(self, part: Any) -> None:
        with pytest.raises(InvalidInput, match=r"messages\[0\].content\[0\]"):
            write(message_of("user", [part]))


class TestOptions:
    def test_force_a_tool(self) -> None:
        tool = ToolSpec("add", "Adds.", {"type": "object"}, is_strict=True)
        body = write(tools=(tool,), tool_choice=ToolChoice("named", "add"), is_parallel_tools=False)
        assert body["tools"][0]["function"]["strict"] is True
        assert body["tool_choice"] == {"type": "function", "function": {"name": "add"}}
        assert body["parallel_tool_calls"] is False

    def test_of_tools_need_tools(self) -> None:
        body = write(tool_choice=ToolChoice("auto"), is_parallel_tools=False)
        assert body.keys() == {"model", "messages"}

    @pytest.mark.parametrize(("model", "expected"), [("gpt-5", "medium"), ("gpt-4o", None)])
    def test_turn_a_budget_of_thinking_into_an_effort(self, model: str, expected: str | None) -> None:
        assert write(model=model, thinking_budget_tokens=4_000).get("reasoning_effort") == expected

    def test_speak_of_tiers_in_the_words_of_this_wire(self) -> None:
        assert write(service_tier="standard_only")["service_tier"] == "default"
        assert write(service_tier="flex")["service_tier"] == "flex"

    def test_bound_the_answer(self) -> None:
        assert write(max_output_tokens=5)["max_tokens"] == 5

    def test_ask_for_json(self) -> None:
        assert write(is_json=True)["response_format"] == {"type": "json_object"}
