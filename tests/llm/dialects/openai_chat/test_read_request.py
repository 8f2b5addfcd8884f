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

ADD = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}, "strict": True}}
DROP = {"type": "function", "function": {"name": "drop", "description": "Drops."}}
HI: list[dict[str, Any]] = [{"role": "user", "content": "Hi"}]


def read(**fields: Any) -> ModelRequest:
    return dialect("openai_chat").read_request(dumps({"model": "m", "messages": HI} | fields))


def said(*messages: dict[str, Any]) -> tuple[Message, ...]:
    return read(messages=list(messages)).messages


class TestMessages:
    def test_of_the_system_may_come_as_developer_and_more_than_once(self) -> None:
        assert said(
            {"role": "system", "content": "Be brief."},
            {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
        ) == (Message("system", "Be brief."), Message("system", "Be kind."))

    def test_of_a_user_may_show_things(self) -> None:
        (message,) = said(
            {
                "role": "user",
                "name": "ann",
                "content": [
                    {"type": "text", "text": "Look:"},
                    {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
                    {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"}},
                    {"type": "file", "file": {"file_id": "file-1"}},
                ],
            }
        )
        assert (message.text, message.name) == ("Look:", "ann")
        assert message.parts == (
            TextPart("Look:"),
            ImagePart(url="https://example.com/a.png", detail="low"),
            ImagePart(media_type="image/png", data="iVBO"),
            FilePart(media_type="application/pdf", data="JVBE", name="a.pdf"),
            FilePart(file_id="file-1"),
        )

    def test_of_an_assistant_may_call_tools_and_say_nothing(self) -> None:
        function = {"name": "add", "arguments": '{"a": 1}'}
        broken = {"name": "add", "arguments": "{oops"}
        calls = [{"id": "1", "type": "function", "function": function}, {"id": "2", "function": broken}]
        assistant, tool = said(
            {"role": "assistant", "content": None, "tool_calls": calls},
            {"role": "tool", "tool_call_id": "1", "content": "2"},
        )
        assert assistant.tool_calls == (ToolCall("1", "add", {"a": 1}), ToolCall("2", "add", {}, malformed="{oops"))
        assert tool == Message("tool", "2", tool_call_id="1", name="add")

    def test_of_an_assistant_may_refuse_and_think(self) -> None:
        detail = {"type": "reasoning.text", "text": "hm", "signature": "anthropic:s"}
        assert said(
            {"role": "assistant", "content": None, "refusal": "No."},
            {"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "b"}]},
            {"role": "assistant", "content": "a", "reasoning_content": "hm"},
            {"role": "assistant", "content": "a", "reasoning_content": "hm", "reasoning_details": [detail]},
        ) == (
            Message("assistant", parts=(RefusalPart("No."),)),
            Message("assistant", "a", parts=(TextPart("a"), RefusalPart("b"))),
            Message("assistant", "a", parts=(ThinkingPart("hm"), TextPart("a"))),
            Message("assistant", "a", parts=(ThinkingPart("hm", "anthropic:s"), TextPart("a"))),
        )


class TestOptions:
    def test_are_taken_over(self) -> None:
        request = read(
            max_completion_tokens=9,
            max_tokens=5,
            temperature=1,
            stop="END",
            seed=3,
            n=2,
            reasoning_effort="low",
            response_format={"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}},
            user="u",
            unknown={"is": "ignored"},
        )
        assert request == ModelRequest(
            "m",
            (Message("user", "Hi"),),
            max_output_tokens=9,
            temperature=1.0,
            stop=("END",),
            seed=3,
            n=2,
            reasoning_effort="low",
            response_schema={"type": "object"},
            response_schema_name="s",
            user="u",
        )

    def test_may_be_null(self) -> None:
        nothing = dict.fromkeys(
            ("max_tokens", "n", "stop", "tools", "tool_choice", "response_format", "logprobs", "user")
        )
        assert read(**nothing) == ModelRequest("m", (Message("user", "Hi"),))

    def test_may_ask_for_json(self) -> None:
        assert read(response_format={"type": "json_object"}).is_json
        assert read(response_format={"type": "text"}) == read()

    @pytest.mark.parametrize(
        ("choice", "expected"),
        [
            ("auto", ToolChoice("auto")),
            ("required", ToolChoice("required")),
            ({"type": "function", "function": {"name": "add"}}, ToolChoice("named", "add")),
        ],
    )
    def test_choose_among_tools(self, choice: Any, expected: ToolChoice) -> None:
        request = read(tools=[ADD, DROP], tool_choice=choice, parallel_tool_calls=False)
        assert request.tools == (
            ToolSpec("add", "", {"type": "object"}, is_strict=True),
            ToolSpec("drop", "Drops.", {"type": "object", "properties": {}}),
        )
        assert (request.tool_choice, request.is_parallel_tools) == (expected, False)

    def test_allow_some_tools(self) -> None:
        allowed = {"mode": "required", "tools": [{"type": "function", "function": {"name": "drop"}}]}
        request = read(tools=[ADD, DROP], tool_choice={"type": "allowed_tools", "allowed_tools": allowed})
        assert [tool.name for tool in request.tools] == ["drop"]
        assert request.tool_choice == ToolChoice("required")


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": None}, "messages"),
        ({"messages": [{"role": "wizard", "content": "Hi"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": None}]}, "messages[0].content"),
        (
            {"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}]},
            "messages[0].content[0].type",
        ),
        ({"messages": [{"role": "user", "content": [{"type": "file", "file": {}}]}]}, "messages[0].content[0].file"),
        ({"messages": [{"role": "assistant", "function_call": {"name": "a"}}]}, "messages[0].function_call"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:x"}}]}]},
            "messages[0].content[0].image_url.url",
        ),
        ({"tools": [{"type": "custom", "custom": {"name": "a"}}]}, "tools[0].type"),
        ({"max_tokens": "5"}, "max_tokens"),
        ({"reasoning_effort": "huge"}, "reasoning_effort"),
        ({"logprobs": True}, "logprobs"),
        ({"top_logprobs": 2}, "top_logprobs"),
        ({"logit_bias": {"1": 2}}, "logit_bias"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"web_search_options": {"a": 1}}, "web_search_options"),
        ({"functions": [{"name": "a"}]}, "functions"),
    ],
)
def test_refuses_what_has_no_meaning_elsewhere(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read(**fields)
    assert raised.value.details == {"param": param}
