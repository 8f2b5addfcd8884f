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
    TextPart,
    ThinkingPart,
    ToolCall,
    ToolChoice,
    ToolSpec,
)

ADD = {"name": "add", "description": "Adds.", "input_schema": {"type": "object"}}
HI: list[dict[str, Any]] = [{"role": "user", "content": "Hi"}]


def read(**fields: Any) -> ModelRequest:
    return dialect("anthropic_messages").read_request(dumps({"model": "m", "max_tokens": 9, "messages": HI} | fields))


def said(*content: dict[str, Any], role: str = "user") -> tuple[Message, ...]:
    return read(messages=[{"role": role, "content": list(content)}]).messages


class TestMessages:
    def test_begin_with_the_system(self) -> None:
        texts = [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "b"}]
        assert read(system="Be brief.").messages[0] == Message("system", "Be brief.")
        assert read(system=texts).messages[0] == Message("system", "a\n\nb", parts=(TextPart("a"), TextPart("b")))
        later = read(messages=[*HI, {"role": "system", "content": "c"}]).messages
        assert later[1] == Message("system", "c")

    def test_of_a_user_may_show_things(self) -> None:
        base64 = {"type": "base64", "media_type": "image/png", "data": "iVBO"}
        pdf = {"type": "base64", "media_type": "application/pdf", "data": "JVBE"}
        (message,) = said(
            {"type": "text", "text": "Look:"},
            {"type": "image", "source": base64},
            {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
            {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
            {"type": "document", "source": pdf, "title": "a.pdf"},
            {"type": "document", "source": {"type": "url", "url": "https://example.com/a.pdf"}},
            {"type": "document", "source": {"type": "file", "file_id": "file_2"}},
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "b"}, "title": "b.txt"},
            {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "c"}]}},
            {"type": "search_result", "source": "s", "title": "t", "content": [{"type": "text", "text": "d"}]},
        )
        assert message.parts == (
            TextPart("Look:"),
            ImagePart(media_type="image/png", data="iVBO"),
            ImagePart(url="https://example.com/a.png"),
            ImagePart(file_id="file_1"),
            FilePart(media_type="application/pdf", data="JVBE", name="a.pdf"),
            FilePart(url="https://example.com/a.pdf"),
            FilePart(file_id="file_2"),
            FilePart(text="b", name="b.txt"),
            FilePart(text="c"),
            FilePart(text="d", name="t (s)"),
        )

    def test_of_an_assistant_may_think_and_call(self) -> None:
        (message,) = said(
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "thinking", "thinking": "foreign", "signature": "openai:s"},
            {"type": "redacted_thinking", "data": "x"},
            {"type": "text", "text": "Adding."},
            {"type": "tool_use", "id": "c1", "name": "add", "input": {"a": 1}},
            role="assistant",
        )
        assert message == Message(
            "assistant",
            "Adding.",
            tool_calls=(ToolCall("c1", "add", {"a": 1}),),
            parts=(
                ThinkingPart("hm", "anthropic:s"),
                ThinkingPart("foreign", "openai:s"),
                ThinkingPart(redacted="anthropic:x"),
                TextPart("Adding."),
            ),
        )

    def test_of_a_user_hold_the_answers_of_tools(self) -> None:
        image = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
        assert said(
            {"type": "tool_result", "tool_use_id": "c1", "content": "2"},
            {"type": "tool_result", "tool_use_id": "c2", "is_error": True},
            {"type": "tool_result", "tool_use_id": "c3", "content": [image]},
            {"type": "text", "text": "Go on."},
        ) == (
            Message("tool", "2", tool_call_id="c1"),
            Message("tool", tool_call_id="c2", is_error=True),
            Message("tool", tool_call_id="c3", parts=(ImagePart(url="https://example.com/a.png"),)),
            Message("user", "Go on."),
        )


class TestOptions:
    def test_are_taken_over(self) -> None:
        request = read(
            tools=[ADD | {"type": "custom", "strict": True}],
            tool_choice={"type": "any", "disable_parallel_tool_use": True},
            thinking={"type": "enabled", "budget_tokens": 2048},
            output_config={"effort": "high", "format": {"type": "json_schema", "schema": {"type": "object"}}},
            metadata={"user_id": "u"},
            stop_sequences=["END"],
            temperature=0,
            top_p=0.5,
            top_k=3,
            service_tier="auto",
            unknown={"is": "ignored"},
        )
        assert request == ModelRequest(
            "m",
            (Message("user", "Hi"),),
            tools=(ToolSpec("add", "Adds.", {"type": "object"}, is_strict=True),),
            max_output_tokens=9,
            temperature=0.0,
            response_schema={"type": "object"},
            is_response_schema_strict=True,
            top_p=0.5,
            top_k=3,
            stop=("END",),
            tool_choice=ToolChoice("required"),
            is_parallel_tools=False,
            reasoning_effort="high",
            thinking_budget_tokens=2048,
            shows_thinking=True,
            user="u",
            service_tier="auto",
        )

    @pytest.mark.parametrize(
        ("thinking", "is_shown"),
        [
            ({"type": "adaptive"}, True),
            ({"type": "adaptive", "display": "omitted"}, False),
            ({"type": "disabled"}, False),
        ],
    )
    def test_may_hide_thinking(self, thinking: dict[str, Any], *, is_shown: bool) -> None:
        assert read(thinking=thinking).shows_thinking is is_shown

    def test_may_name_a_tool(self) -> None:
        assert read(tools=[ADD], tool_choice={"type": "tool", "name": "add"}).tool_choice == ToolChoice("named", "add")


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "wizard", "content": "Hi"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": None}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{"type": "server_tool_use"}]}]}, "messages[0].content[0].type"),
        (
            {"messages": [{"role": "assistant", "content": [{"type": "tool_result", "tool_use_id": "c1"}]}]},
            "messages[0].content[0]",
        ),
        ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "tools[0].type"),
        ({"tools": [{"name": "add"}]}, "tools[0].type"),
        ({"tool_choice": {"type": "wizard"}}, "tool_choice.type"),
        ({"max_tokens": "9"}, "max_tokens"),
        ({"max_tokens": None}, "max_tokens"),
        ({"mcp_servers": [{"url": "x"}]}, "mcp_servers"),
        ({"container": "c"}, "container"),
    ],
)
def test_refuses_what_has_no_meaning_elsewhere(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read(**fields)
    assert raised.value.details == {"param": param}
