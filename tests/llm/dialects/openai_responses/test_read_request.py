from typing import Any

import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps
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
)

ADD = {"type": "function", "name": "add", "parameters": {"type": "object"}, "strict": False}
DROP = {"type": "function", "name": "drop", "description": "Drops."}


def read(**fields: Any) -> ModelRequest:
    return dialect("openai_responses").read_request(dumps({"model": "m", "input": "Hi"} | fields))


def said(*items: dict[str, Any]) -> tuple[Message, ...]:
    return read(input=list(items)).messages


class TestInput:
    def test_may_be_a_text_with_instructions(self) -> None:
        assert read(instructions="Be brief.").messages == (Message("system", "Be brief."), Message("user", "Hi"))

    def test_may_show_things(self) -> None:
        (message,) = said(
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "Look:"},
                    {"type": "input_image", "image_url": "https://example.com/a.png", "detail": "high"},
                    {"type": "input_image", "file_id": "file-1"},
                    {"type": "input_file", "file_data": "data:application/pdf;base64,JVBE", "filename": "a.pdf"},
                    {"type": "input_file", "file_url": "https://example.com/a.pdf"},
                ],
            }
        )
        assert message.parts == (
            TextPart("Look:"),
            ImagePart(url="https://example.com/a.png", detail="high"),
            ImagePart(file_id="file-1"),
            FilePart(media_type="application/pdf", data="JVBE", name="a.pdf"),
            FilePart(url="https://example.com/a.pdf"),
        )

    def test_gathers_what_the_model_said_in_one_turn(self) -> None:
        summary = [{"type": "summary_text", "text": "a"}, {"type": "summary_text", "text": "b"}]
        text = {"type": "output_text", "text": "Adding.", "annotations": []}
        assert said(
            {"role": "developer", "content": "Be kind."},
            {"type": "reasoning", "id": "rs_1", "summary": summary, "encrypted_content": "s"},
            {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]},
            {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"a": 1}'},
            {"type": "function_call", "call_id": "c2", "name": "add", "arguments": "{oops"},
            {"type": "function_call_output", "call_id": "c1", "output": "2"},
            {"type": "function_call_output", "call_id": "c2", "output": [{"type": "input_image", "file_id": "file-1"}]},
        ) == (
            Message("system", "Be kind."),
            Message(
                "assistant",
                "Adding.",
                tool_calls=(ToolCall("c1", "add", {"a": 1}), ToolCall("c2", "add", {}, malformed="{oops")),
                parts=(ThinkingPart("a\n\nb", "openai:s", id="rs_1"), TextPart("Adding.")),
            ),
            Message("tool", "2", tool_call_id="c1", name="add"),
            Message("tool", tool_call_id="c2", name="add", parts=(ImagePart(file_id="file-1"),)),
        )

    def test_may_hold_thoughts_of_another_vendor(self) -> None:
        (message,) = said(
            {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "anthropic:s"},
            {"type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "redacted:anthropic:x"},
            {"type": "reasoning", "id": "rs_3", "summary": [], "content": [{"type": "reasoning_text", "text": "hm"}]},
            {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
        )
        assert message.parts == (
            ThinkingPart("", "anthropic:s", id="rs_1"),
            ThinkingPart("", redacted="anthropic:x", id="rs_2"),
            ThinkingPart("hm"),
            RefusalPart("No."),
        )


class TestOptions:
    def test_are_taken_over(self) -> None:
        request = read(
            max_output_tokens=9,
            text={"format": {"type": "json_schema", "name": "s", "schema": {"type": "object"}}, "verbosity": "low"},
            reasoning={"effort": "high", "summary": "auto"},
            tools=[ADD, DROP],
            tool_choice={"type": "function", "name": "add"},
            parallel_tool_calls=True,
            include=["reasoning.encrypted_content"],
            store=True,
            truncation="auto",
        )
        assert request == ModelRequest(
            "m",
            (Message("user", "Hi"),),
            tools=(
                ToolSpec("add", "", {"type": "object"}, is_strict=False),
                ToolSpec("drop", "Drops.", {"type": "object", "properties": {}}),
            ),
            max_output_tokens=9,
            response_schema={"type": "object"},
            response_schema_name="s",
            tool_choice=ToolChoice("named", "add"),
            is_parallel_tools=True,
            reasoning_effort="high",
            shows_thinking=True,
            verbosity="low",
        )

    def test_allow_some_tools(self) -> None:
        allowed = {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "drop"}]}
        request = read(tools=[ADD, DROP], tool_choice=allowed)
        assert ([tool.name for tool in request.tools], request.tool_choice) == (["drop"], ToolChoice("auto"))


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"input": []}, "input"),
        ({"input": None}, "input"),
        ({"input": [{"role": "wizard", "content": "Hi"}]}, "input[0].role"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input[0].type"),
        ({"input": [{"id": "msg_1"}]}, "input[0]"),
        ({"input": [{"type": "web_search_call", "id": "ws_1"}]}, "input[0].type"),
        ({"input": [{"type": "function_call", "name": "a", "arguments": "{}"}]}, "input[0]"),
        ({"input": [{"type": "function_call_output", "call_id": "c1"}]}, "input[0]"),
        ({"input": [{"role": "user", "content": [{"type": "input_image"}]}]}, "input[0].content[0]"),
        ({"input": [{"role": "user", "content": [{"type": "input_file"}]}]}, "input[0].content[0]"),
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"tool_choice": {"type": "mcp", "server_label": "a"}}, "tool_choice.type"),
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"conversation": "conv_1"}, "conversation"),
        ({"background": True}, "background"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"max_output_tokens": "9"}, "max_output_tokens"),
    ],
)
def test_refuses_what_has_no_meaning_elsewhere(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read(**fields)
    assert raised.value.details == {"param": param}
