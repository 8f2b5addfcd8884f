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

HI = Message("user", "Hi")


def write(*messages: Message, **fields: Any) -> dict[str, Any]:
    fields = {"model": "gpt-5", "messages": messages or (HI,)} | fields
    return dialect("openai_responses").write_request(ModelRequest(**fields), stream=False)


def test_stores_nothing_there() -> None:
    assert dialect("openai_responses").write_request(ModelRequest("m", (HI,)), stream=True) == {
        "model": "m",
        "store": False,
        "input": [{"role": "user", "content": "Hi"}],
        "stream": True,
    }


class TestInput:
    def test_begins_with_the_instructions(self) -> None:
        body = write(Message("system", "a"), HI, Message("system", "b"))
        assert body["instructions"] == "a"
        assert body["input"] == [{"role": "user", "content": "Hi"}, {"role": "system", "content": "b"}]

    def test_tells_a_turn_item_by_item(self) -> None:
        turn = message_of(
            "assistant",
            [
                ThinkingPart("hm", "openai:s", id="rs_1"),
                ThinkingPart("own", "anthropic:s"),
                TextPart("a"),
                RefusalPart("No."),
            ],
            tool_calls=(ToolCall("c1", "add", {"a": 1}),),
        )
        shown = message_of("tool", [ImagePart(media_type="image/png", data="iVBO")], tool_call_id="c1")
        thought, text, refused, call, output = write(turn, shown)["input"]
        summary = [{"type": "summary_text", "text": "hm"}]
        assert thought == {"type": "reasoning", "id": "rs_1", "summary": summary, "encrypted_content": "s"}
        assert text == {"role": "assistant", "content": "a"}
        assert refused["content"] == [{"type": "refusal", "refusal": "No."}]
        assert call == {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"a":1}'}
        image = {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,iVBO"}
        assert output == {"type": "function_call_output", "call_id": "c1", "output": [image]}

    def test_shows_documents(self) -> None:
        parts = [
            FilePart(media_type="application/pdf", data="JVBE"),
            FilePart(url="https://example.com/a.pdf"),
            FilePart(file_id="file-1"),
            FilePart(text="b", name="a.txt"),
        ]
        assert write(message_of("user", parts))["input"][0]["content"] == [
            {"type": "input_file", "filename": "document", "file_data": "data:application/pdf;base64,JVBE"},
            {"type": "input_file", "file_url": "https://example.com/a.pdf"},
            {"type": "input_file", "file_id": "file-1"},
            {"type": "input_text", "text": "a.txt\n\nb"},
        ]


class TestOptions:
    def test_ask_for_thoughts_with_their_seals(self) -> None:
        body = write(reasoning_effort="high", shows_thinking=True)
        assert body["reasoning"] == {"effort": "high", "summary": "auto"}
        assert body["include"] == ["reasoning.encrypted_content"]
        assert write(thinking_budget_tokens=9_000)["reasoning"] == {"effort": "high"}
        assert "reasoning" not in write(model="gpt-4o", reasoning_effort="high")

    def test_describe_tools(self) -> None:
        tool = ToolSpec("add", "Adds.", {"type": "object"})
        body = write(tools=(tool,), tool_choice=ToolChoice("required"), is_parallel_tools=False)
        assert body["tools"] == [
            {
                "type": "function",
                "name": "add",
                "description": "Adds.",
                "parameters": {"type": "object"},
                "strict": False,
            }
        ]
        assert (body["tool_choice"], body["parallel_tool_calls"]) == ("required", False)

    def test_ask_for_json(self) -> None:
        assert write(is_json=True)["text"] == {"format": {"type": "json_object"}}
        schema = {"type": "json_schema", "name": "answer", "schema": {"type": "object"}, "strict": True}
        body = write(response_schema={"type": "object"}, is_response_schema_strict=True, verbosity="low")
        assert body["text"] == {"verbosity": "low", "format": schema}

    @pytest.mark.parametrize(("fields", "param"), [({"n": 2}, "n"), ({"stop": ("END",)}, "stop")])
    def test_that_this_wire_lacks_are_refused(self, fields: dict[str, Any], param: str) -> None:
        with pytest.raises(InvalidInput) as raised:
            write(**fields)
        assert raised.value.details == {"param": param}
