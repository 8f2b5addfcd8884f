from pilothouse.llm.dialects.tools import allowed_only, arguments_text, name_results
from pilothouse.llm.messages import Message, ToolCall, ToolSpec


def test_arguments_are_written_as_the_model_wrote_them() -> None:
    assert arguments_text(ToolCall("1", "add", {"a": 1})) == '{"a":1}'
    assert arguments_text(ToolCall("1", "add", {}, malformed="{oops")) == "{oops"


def test_a_tool_that_is_not_allowed_is_not_there() -> None:
    add, drop = ToolSpec("add", "", {}), ToolSpec("drop", "", {})
    assert allowed_only((add, drop), ["add", "unknown"]) == (add,)


def test_an_answer_gets_the_name_of_its_tool() -> None:
    called = Message("assistant", tool_calls=(ToolCall("1", "add", {}),))
    answers = name_results([called, Message("tool", "2", tool_call_id="1"), Message("tool", "3", tool_call_id="9")])
    assert [message.name for message in answers] == [None, "add", None]
