import pytest

from pilothouse.llm.messages import Finished, Message, ModelRequest, TextDelta, ToolCall, ToolCallEvent, Usage
from pilothouse.llm.providers.base import Provider
from pilothouse.testing import ScriptedModel
from pilothouse.testing.contracts import ProviderContract

REQUEST = ModelRequest("m", (Message("user", "Hi"),))


class TestScriptedModel(ProviderContract):
    @pytest.fixture
    async def provider(self) -> Provider:
        return ScriptedModel(*["Hello to you"] * 5)

    async def test_gives_its_replies_in_order_and_remembers_the_requests(self) -> None:
        model = ScriptedModel("a  b", ToolCall("1", "f", {}), usage=Usage(1, 1))
        assert [event async for event in model.stream(REQUEST)] == [
            TextDelta("a"),
            TextDelta("  b"),
            Finished("stop", Usage(1, 1)),
        ]
        assert [event async for event in model.stream(REQUEST)] == [
            ToolCallEvent(ToolCall("1", "f", {})),
            Finished("tool_calls", Usage(1, 1)),
        ]
        assert model.requests == [REQUEST, REQUEST]

    async def test_raises_what_it_is_told_to_and_complains_when_its_script_ends(self) -> None:
        model = ScriptedModel(ValueError("down"))
        with pytest.raises(ValueError, match="down"):
            [event async for event in model.stream(REQUEST)]
        with pytest.raises(AssertionError, match="more often"):
            [event async for event in model.stream(REQUEST)]
