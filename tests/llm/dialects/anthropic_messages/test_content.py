from typing import Any

import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.dialects.anthropic_messages.content import ContentWriter, input_of, input_text
from pilothouse.llm.dialects.anthropic_messages.models import traits_of
from pilothouse.llm.messages import (
    FilePart,
    ImagePart,
    Message,
    RefusalPart,
    TextPart,
    ThinkingPart,
    ToolCall,
    message_of,
)

HI = Message("user", "Hi")
SAID_HI = {"role": "user", "content": "Hi"}


def write(*messages: Message, model: str = "claude-opus-5") -> tuple[list[str], list[dict[str, Any]]]:
    return ContentWriter(traits_of(model)).conversation(messages)


class TestConversation:
    def test_gathers_what_the_system_says_first(self) -> None:
        assert write(Message("system", "a"), Message("system", "b"), HI) == (["a", "b"], [SAID_HI])

    def test_lets_the_system_speak_later_where_a_model_takes_it(self) -> None:
        later = (HI, Message("system", "Be kind."))
        assert write(*later) == ([], [SAID_HI, {"role": "system", "content": "Be kind."}])
        assert write(*later, model="claude-sonnet-4-5") == (["Be kind."], [SAID_HI])

    def test_moves_the_system_up_where_it_may_not_stand(self) -> None:
        system, turns = write(HI, Message("assistant", "a"), Message("system", "b"), HI)
        assert (system, [turn["role"] for turn in turns]) == (["b"], ["user", "assistant", "user"])

    def test_joins_neighbours_of_one_role(self) -> None:
        call, answer = ToolCall("c1", "add", {"a": 1}), Message("tool", "2", tool_call_id="c1")
        failed = Message("tool", "oops", tool_call_id="c2", is_error=True)
        _, turns = write(HI, Message("assistant", tool_calls=(call,)), answer, failed, HI)
        assert turns == [
            SAID_HI,
            {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "add", "input": {"a": 1}}]},
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "c1", "content": "2"},
                    {"type": "tool_result", "tool_use_id": "c2", "content": "oops", "is_error": True},
                    {"type": "text", "text": "Hi"},
                ],
            },
        ]

    def test_begins_with_the_user(self) -> None:
        _, turns = write(Message("assistant", "Welcome."), HI)
        assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]

    def test_leaves_blanks_out(self) -> None:
        assert write(HI, Message("assistant", " \n"), Message("user", "")) == ([], [SAID_HI])
        with pytest.raises(InvalidInput, match="messages"):
            write(Message("system", "a"), Message("user", " "))

    def test_takes_back_only_its_own_thoughts(self) -> None:
        thoughts = [
            ThinkingPart("a", "anthropic:s"),
            ThinkingPart("b", "openai:s"),
            ThinkingPart("c"),
            ThinkingPart(redacted="anthropic:x"),
        ]
        _, turns = write(HI, message_of("assistant", [*thoughts, TextPart("d"), RefusalPart("No.")]))
        assert turns[1]["content"] == [
            {"type": "thinking", "thinking": "a", "signature": "s"},
            {"type": "redacted_thinking", "data": "x"},
            {"type": "text", "text": "d"},
            {"type": "text", "text": "No."},
        ]

    def test_shows_pictures_and_documents(self) -> None:
        parts = [
            ImagePart(url="https://example.com/a.png"),
            ImagePart(media_type="image/png", data="iVBO"),
            ImagePart(file_id="file_1"),
            FilePart(url="https://example.com/a.pdf"),
            FilePart(media_type="application/pdf", data="JVBE", name="a.pdf"),
            FilePart(text="b", name="b.txt"),
            FilePart(file_id="file_2"),
        ]
        blocks = write(message_of("user", parts))[1][0]["content"]
        assert [(block["type"], block["source"]["type"], block.get("title")) for block in blocks] == [
            ("image", "url", None),
            ("image", "base64", None),
            ("image", "file", None),
            ("document", "url", None),
            ("document", "base64", "a.pdf"),
            ("document", "text", "b.txt"),
            ("document", "file", None),
        ]

    @pytest.mark.parametrize(
        "part", [FilePart(media_type="text/csv", data="YQ=="), FilePart(file_id="file-1"), ImagePart(file_id="file-1")]
    )
    def test_refuses_what_cannot_be_said(self, part: Any) -> None:
        with pytest.raises(InvalidInput, match=r"messages\[0\].content\[0\]"):
            write(message_of("user", [part]))

    def test_fits_foreign_ids_the_same_way_twice(self) -> None:
        called = Message("assistant", tool_calls=(ToolCall("a.b:c", "add", {}),))
        _, turns = write(HI, called, Message("tool", "2", tool_call_id="a.b:c"))
        assert turns[1]["content"][0]["id"] == turns[2]["content"][0]["tool_use_id"] != "a.b:c"


def test_arguments_are_always_an_object() -> None:
    assert input_of(ToolCall("1", "add", {"a": 1})) == {"a": 1}
    assert input_of(ToolCall("1", "add", {}, malformed="{oops")) == {"raw_arguments": "{oops"}
    assert input_text(ToolCall("1", "add", {}, malformed="{oops")) == '{"raw_arguments":"{oops"}'
