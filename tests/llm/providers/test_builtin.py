import pytest

from pilothouse.llm.messages import Finished, Message, ModelRequest, TextDelta
from pilothouse.llm.providers.base import Provider
from pilothouse.llm.providers.builtin import Builtin
from pilothouse.testing.contracts import ProviderContract


class TestBuiltin(ProviderContract):
    @pytest.fixture
    async def provider(self) -> Provider:
        return Builtin()

    async def test_says_that_no_model_is_connected(self, provider: Provider) -> None:
        request = ModelRequest("builtin", (Message("user", "Tell me a joke"),))
        events = [event async for event in provider.stream(request, deadline_s=5)]
        text = "".join(event.text for event in events if isinstance(event, TextDelta))
        assert "needs a language model, and none is connected" in text
        assert len(events) > 3  # it streams
        assert events[-1] == Finished("stop", events[-1].usage)
        assert events[-1].usage.is_estimated
