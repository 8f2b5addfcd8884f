from pilothouse.llm.dialects.blocks import Blocks
from pilothouse.llm.messages import (
    Finished,
    ModelEvent,
    RefusalDelta,
    TextDelta,
    ThinkingDelta,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    Usage,
)

END = Finished("stop", Usage())


def steps(*events: ModelEvent) -> list[str]:
    blocks = Blocks()
    return [
        f"{kind} {block.index} {block.kind} {text}".rstrip()
        for event in events
        for kind, block, text in blocks.take(event)
    ]


def test_pieces_of_one_kind_are_one_block() -> None:
    assert steps(TextDelta("a"), TextDelta(""), TextDelta("b"), END) == [
        "open 0 text",
        "grow 0 text a",
        "grow 0 text b",
        "close 0 text",
    ]


def test_another_kind_closes_the_block() -> None:
    assert steps(ThinkingDelta("hm"), TextDelta("a"), RefusalDelta("no"), END) == [
        "open 0 thinking",
        "grow 0 thinking hm",
        "close 0 thinking",
        "open 1 text",
        "grow 1 text a",
        "close 1 text",
        "open 2 refusal",
        "grow 2 refusal no",
        "close 2 refusal",
    ]


def test_a_seal_ends_a_thought_that_may_be_empty() -> None:
    sealed = ThinkingDelta(signature="s")
    assert steps(ThinkingDelta("a"), sealed, ThinkingDelta("b"), sealed, sealed, ThinkingDelta(redacted="x"), END) == [
        "open 0 thinking",
        "grow 0 thinking a",
        "close 0 thinking",
        "open 1 thinking",
        "grow 1 thinking b",
        "close 1 thinking",
        "open 2 thinking",
        "close 2 thinking",
        "open 3 redacted",
        "close 3 redacted",
    ]


def test_a_call_that_was_streamed_is_not_told_twice() -> None:
    call = ToolCall("1", "add", {"a": 1})
    assert steps(ToolCallStarted(0, "1", "add"), ToolCallDelta(0, '{"a":1}'), ToolCallEvent(call), END) == [
        "open 0 tool",
        'grow 0 tool {"a":1}',
        "close 0 tool",
    ]


def test_a_call_that_comes_whole_is_told_at_once() -> None:
    blocks = Blocks()
    for call in (ToolCall("1", "add", {"a": 1}), ToolCall("2", "add", {}, malformed="{oops")):
        list(blocks.take(ToolCallEvent(call)))
    assert [(block.ordinal, block.id, block.text) for block in blocks.blocks] == [
        (0, "1", '{"a":1}'),
        (1, "2", "{oops"),
    ]


def test_a_call_that_goes_on_after_another_began_finds_its_block() -> None:
    first, second = ToolCallStarted(0, "1", "add"), ToolCallStarted(1, "2", "drop")
    late = (first, ToolCallDelta(0, "{"), second, ToolCallDelta(1, "{}"), ToolCallDelta(0, "}"), END)
    blocks = Blocks()
    for event in late:
        list(blocks.take(event))
    assert [block.text for block in blocks.blocks] == ["{}", "{}"]
