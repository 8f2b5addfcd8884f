from pilothouse.llm.messages import Message, ModelRequest, ToolCall, ToolSpec, Usage
from pilothouse.llm.usage import estimate_tokens, estimate_usage


def test_tokens_are_rounded_up() -> None:
    assert [estimate_tokens(n) for n in (0, 1, 4, 5)] == [0, 1, 1, 2]


def test_a_request_is_estimated_with_its_tools_and_calls() -> None:
    bare = ModelRequest("m", (Message("user", "x" * 40),))
    called = Message("assistant", tool_calls=(ToolCall("1", "add", {"a": 1}),))
    full = ModelRequest("m", (*bare.messages, called), tools=(ToolSpec("add", "Adds.", {"type": "object"}),))
    assert estimate_usage(bare, 8) == Usage(10, 2, is_estimated=True)
    assert estimate_usage(full, 8).input_tokens > 20
