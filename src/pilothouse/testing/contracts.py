"""What every tool, agent and provider has to do. Subclass a suite in the tests of yours, and get its checks for free.

class TestWeather(ToolContract):
tool = weather
arguments = {"city": "Lyon"}
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest

from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import InvalidArguments
from pilothouse.agents.events import AgentEvent, Completed
from pilothouse.agents.execution import execute
from pilothouse.agents.local import local_context
from pilothouse.agents.recorder import MemoryRecorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.run import run
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps
from pilothouse.llm.messages import Finished, Message, ModelEvent, ModelRequest, TextDelta, ToolCallEvent
from pilothouse.llm.providers.base import Answer, Operation, Provider, WireProvider
from pilothouse.testing.models import Reply, ScriptedModel
from pilothouse.toolbox import builtin_registry


class ToolContract:
    """Checks of one tool.

    Attributes:
        tool: the tool.
        arguments: a set of arguments that works in `context`.
    """

    tool: ClassVar[Tool]
    arguments: ClassVar[dict[str, Any]] = {}

    @pytest.fixture
    def context(self, tmp_path: Path) -> ToolContext:
        """The context of each check: an empty folder. Override it to put files there."""
        return local_context(tmp_path)

    def test_has_a_name_that_models_accept(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,63}", self.tool.name)

    def test_says_what_it_is_for(self) -> None:
        assert 10 <= len(self.tool.description) <= 1024

    def test_explains_every_argument(self) -> None:
        properties = self.tool.spec.input_schema.get("properties", {})
        unexplained = [name for name, schema in properties.items() if not schema.get("description")]
        assert not unexplained, f"The docstring says nothing of {', '.join(unexplained)}."

    def test_has_a_schema_that_its_example_meets(self) -> None:
        schema = self.tool.spec.input_schema
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(self.arguments, schema)

    def test_gives_up_in_time(self) -> None:
        assert 0 < self.tool.timeout_s <= 600

    async def test_refuses_an_argument_it_does_not_have(self, context: ToolContext) -> None:
        with pytest.raises(InvalidArguments, match="no_such_argument"):
            await execute(self.tool, {**self.arguments, "no_such_argument": 1}, context)

    async def test_returns_what_it_declares(self, context: ToolContext) -> None:
        result = await execute(self.tool, self.arguments, context)
        dumps(result.output)
        assert result.text
        assert len(result.summary) <= 200


class AgentContract:
    """Checks of one agent.

    Attributes:
        agent: the agent.
        request: something it can be asked.
        replies: what its model says to that, in order.
    """

    agent: ClassVar[Agent]
    request: ClassVar[str] = "Hello"
    replies: ClassVar[tuple[Reply, ...]] = ("Hello to you.",)

    @pytest.fixture
    def registry(self) -> Registry:
        """Where the agent's tool names are looked up: the tools that ship with Pilothouse, and those installed."""
        return builtin_registry()

    @pytest.fixture
    def context(self, tmp_path: Path) -> ToolContext:
        """What its tools may reach: an empty folder. Override it to put files there."""
        return local_context(tmp_path)

    def test_has_a_name_for_an_address(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", self.agent.name)

    def test_says_what_it_is_for(self) -> None:
        assert 10 <= len(self.agent.description) <= 1024

    def test_lists_tools_that_there_are(self, registry: Registry) -> None:
        registry.select(self.agent.tools)

    def test_gives_up_in_time(self) -> None:
        assert 0 < self.agent.timeout_s <= 86_400

    async def test_answers(self, registry: Registry, context: ToolContext) -> None:
        events = [event async for event in self._events(registry, context)]
        assert isinstance(events[-1], Completed)
        assert not any(isinstance(event, Completed) for event in events[:-1])
        dumps(events)

    async def test_can_be_left_in_the_middle(self, registry: Registry, context: ToolContext) -> None:
        async with asyncio.timeout(30), aclosing(self._events(registry, context)) as events:
            async for _ in events:
                break

    async def test_says_the_same_again_from_its_journal(self, registry: Registry, context: ToolContext) -> None:
        recorder = MemoryRecorder()
        first = [event async for event in self._events(registry, context, recorder)][-1]
        again = [event async for event in self._events(registry, context, recorder, ())][-1]
        assert isinstance(first, Completed)
        assert isinstance(again, Completed)
        assert again.text == first.text

    def _events(
        self,
        registry: Registry,
        context: ToolContext,
        recorder: MemoryRecorder | None = None,
        replies: tuple[Reply, ...] | None = None,
    ) -> AsyncGenerator[AgentEvent, None]:
        model = ScriptedModel(*(self.replies if replies is None else replies))
        return run(self.agent, self.request, model, context, recorder, registry=registry)


class ProviderContract:
    """Checks of one provider. Override `provider` with one that can answer: a local server, a recorded one."""

    model: ClassVar[str] = "test"

    @pytest.fixture
    async def provider(self) -> Provider:
        """The provider under test."""
        raise NotImplementedError("Override the fixture `provider`.")

    async def test_streams_text_and_ends_with_finished(self, provider: Provider) -> None:
        events = await self._answer(provider)
        assert isinstance(events[-1], Finished)
        assert not any(isinstance(event, Finished) for event in events[:-1])
        assert any(isinstance(event, TextDelta | ToolCallEvent) for event in events[:-1])

    async def test_tells_its_usage(self, provider: Provider) -> None:
        finished = (await self._answer(provider))[-1]
        assert isinstance(finished, Finished)
        assert finished.usage.input_tokens > 0
        assert finished.usage.output_tokens >= 0

    async def test_can_be_left_in_the_middle(self, provider: Provider) -> None:
        async with asyncio.timeout(10), aclosing(_generator(provider, self._request())) as stream:
            async for _ in stream:
                break
        assert isinstance((await self._answer(provider))[-1], Finished)

    async def test_answers_several_at_once(self, provider: Provider) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._answer(provider)) for _ in range(5)]
        assert all(isinstance(task.result()[-1], Finished) for task in tasks)

    def _request(self) -> ModelRequest:
        return ModelRequest(model=self.model, messages=(Message("user", "Say hello."),), max_output_tokens=100)

    async def _answer(self, provider: Provider) -> list[ModelEvent]:
        async with asyncio.timeout(30):
            return [event async for event in provider.stream(self._request(), deadline_s=20)]


class WireProviderContract(ProviderContract):
    """Checks of a provider that is also spoken to in its own wire. Its server answers every request alike."""

    operation: ClassVar[Operation] = "chat"

    def test_says_what_it_speaks(self, provider: Provider) -> None:
        assert isinstance(provider, WireProvider)
        assert self.operation in provider.operations

    async def test_passes_an_answer_on_as_it_comes(self, provider: WireProvider) -> None:
        answer = await self._sent(provider)
        assert answer.status == 200
        assert b"".join([chunk async for chunk in answer.chunks()])
        assert await answer.next_chunk() == b""

    async def test_can_be_let_go_at_any_time(self, provider: WireProvider) -> None:
        answer = await self._sent(provider)
        answer.close()
        answer.close()
        other = await self._sent(provider)
        assert await other.next_chunk()
        other.close()

    async def test_refuses_to_leave_its_address(self, provider: WireProvider) -> None:
        for path in ("../secret", "a/../../b", "/etc", "a//b", "https://example.com/", "a b", "%2e%2e/x", "a\\b", ""):
            with pytest.raises(InvalidInput):
                await provider.request("GET", path, ends_at=_in_a_while())

    async def _sent(self, provider: WireProvider) -> Answer:
        body = dumps({"model": self.model, "messages": [{"role": "user", "content": "Hi"}], "stream": True})
        return await provider.send(self.operation, body, model=self.model, ends_at=_in_a_while())


def _in_a_while() -> float:
    return asyncio.get_running_loop().time() + 20


async def _generator(provider: Provider, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
    async for event in provider.stream(request, deadline_s=20):
        yield event
