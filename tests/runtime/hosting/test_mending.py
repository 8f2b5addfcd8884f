from collections.abc import AsyncGenerator

import pytest

from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import (
    Finished,
    Message,
    ModelEvent,
    ModelRequest,
    TextDelta,
    ToolCall,
    ToolCallEvent,
    ToolCallStarted,
    Usage,
)
from pilothouse.runtime.hosting.mending import MendingModel

END = Finished("stop", Usage(1, 1))
REQUEST = ModelRequest("model", (Message("user", "Count."),))
CUT = AnswerCutOff("cut")


class Dropping:
    """Gives each script in turn: events, then perhaps an error."""

    cost_microusd = 0

    def __init__(self, *scripts: list[ModelEvent | Exception]) -> None:
        self._scripts = iter(scripts)
        self.requests: list[ModelRequest] = []

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        self.requests.append(request)
        for each in next(self._scripts):
            if isinstance(each, Exception):
                raise each
            yield each


async def text_of(model: Dropping) -> str:
    events = [event async for event in MendingModel(model).stream(REQUEST)]
    assert isinstance(events[-1], Finished)
    return "".join(event.text for event in events if isinstance(event, TextDelta))


class TestMending:
    async def test_a_whole_answer_passes_through(self) -> None:
        model = Dropping([TextDelta("one two"), END])
        assert await text_of(model) == "one two"
        assert model.requests == [REQUEST]

    async def test_a_dropped_answer_is_asked_for_its_rest(self) -> None:
        model = Dropping([TextDelta("one "), TextDelta("two "), CUT], [TextDelta("three"), END])
        assert await text_of(model) == "one two three"
        assert model.requests[1].messages[1] == Message("assistant", "one two ")

    async def test_what_the_model_repeats_is_left_out(self) -> None:
        assert (
            await text_of(Dropping([TextDelta("one "), CUT], [TextDelta("one "), TextDelta("two"), END])) == "one two"
        )

    async def test_it_may_be_dropped_again(self) -> None:
        scripts = [TextDelta("one "), CUT], [TextDelta("two "), CUT], [TextDelta("three"), END]
        assert await text_of(Dropping(*map(list, scripts))) == "one two three"

    async def test_but_not_for_ever(self) -> None:
        model = Dropping(*([TextDelta(f"{number} "), CUT] for number in range(9)))
        with pytest.raises(AnswerCutOff):
            await text_of(model)
        assert len(model.requests) == 3

    @pytest.mark.parametrize(
        "begun", [ToolCallStarted(0, "1", "look"), ToolCallEvent(ToolCall("1", "look", {}))], ids=["begun", "whole"]
    )
    async def test_a_tool_call_is_never_asked_for_twice(self, begun: ModelEvent) -> None:
        model = Dropping([TextDelta("I look. "), begun, CUT], [TextDelta("never"), END])
        with pytest.raises(AnswerCutOff):
            await text_of(model)

    async def test_where_nothing_was_said_there_is_nothing_to_mend(self) -> None:
        with pytest.raises(AnswerCutOff):
            await text_of(Dropping([CUT], [TextDelta("never"), END]))

    async def test_other_failures_pass(self) -> None:
        with pytest.raises(ValueError, match="else"):
            await text_of(Dropping([TextDelta("one "), ValueError("else")]))
