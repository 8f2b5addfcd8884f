from typing import Any

from pilothouse.llm.dialects.anthropic_messages.caching import mark_prefix
from pilothouse.llm.dialects.anthropic_messages.write_request import write_request
from pilothouse.llm.messages import Message, ModelRequest, ToolCall, ToolSpec

MARK = {"type": "ephemeral"}
TOOL = ToolSpec("look", "Look.", {"type": "object"})
TALK = (
    Message("system", "Be kind."),
    Message("user", "First?"),
    Message("assistant", "", (ToolCall("toolu_1", "look", {}),)),
    Message("tool", "seen", tool_call_id="toolu_1", name="look"),
    Message("assistant", "One."),
    Message("user", "Second?"),
)


def request(**options: Any) -> ModelRequest:
    return ModelRequest("claude-sonnet-4-5", TALK, tools=(TOOL,), max_output_tokens=100, **options)


def marks(body: dict[str, Any]) -> list[str]:
    """Name the places of marks."""
    places = [f"tool {each['name']}" for each in body.get("tools", []) if "cache_control" in each]
    if isinstance(body.get("system"), list):
        places += [f"system {block['text']}" for block in body["system"] if "cache_control" in block]
    lists = [turn["content"] for turn in body["messages"] if isinstance(turn["content"], list)]
    blocks = [block for content in lists for block in content]
    return places + [str(block.get("text") or block["content"]) for block in blocks if "cache_control" in block]


class TestMarks:
    def test_stand_behind_the_system_and_the_last_two_turns_of_the_user(self) -> None:
        body = write_request(request(caches_prefix=True), stream=True)
        assert marks(body) == ["system Be kind.", "seen", "Second?"]

    def test_are_never_more_than_the_four_that_are_allowed(self) -> None:
        body = write_request(request(caches_prefix=True), stream=True)
        assert str(body).count("'cache_control'") <= 4

    def test_stand_behind_the_tools_without_a_system_text(self) -> None:
        body = {"tools": [{"name": "a"}, {"name": "b"}], "messages": [{"role": "user", "content": "Hi"}]}
        assert marks(mark_prefix(body)) == ["tool b", "Hi"]

    def test_pass_over_thoughts(self) -> None:
        thought = {"type": "thinking", "thinking": "…", "signature": "s"}
        text = {"type": "text", "text": "Hi"}
        body = mark_prefix({"messages": [{"role": "user", "content": [text, thought]}]})
        assert body["messages"][0]["content"] == [text | {"cache_control": MARK}, thought]

    def test_are_left_out_unless_asked_for(self) -> None:
        assert "cache_control" not in str(write_request(request(), stream=True))

    def test_do_not_change_what_was_given(self) -> None:
        body = {"system": [{"type": "text", "text": "a"}], "messages": [{"role": "user", "content": "Hi"}]}
        mark_prefix(body)
        assert "cache_control" not in str(body)
