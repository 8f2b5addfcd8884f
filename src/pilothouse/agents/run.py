"""Run an agent: the one entry for notebooks and for the platform's runner."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import InvalidArguments, InvalidOutput
from pilothouse.agents.events import AgentEvent, Completed, TextDelta
from pilothouse.agents.loop import Loop
from pilothouse.agents.model import Model
from pilothouse.agents.recorder import MemoryRecorder, Recorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.schema import describe_problems
from pilothouse.agents.tool import Tool
from pilothouse.core.json import dumps_text
from pilothouse.llm.messages import Message, Usage


@dataclass(frozen=True)
class _Run:
    agent: Agent
    messages: tuple[Message, ...]
    model: Model
    context: ToolContext
    recorder: Recorder
    tools: dict[str, Tool]

    def loop(self, messages: Sequence[Message], key: str = "") -> Loop:
        return Loop(self.agent, list(messages), self.model, self.context, self.recorder, self.tools, key)


class AgentContext:
    """Handed to an agent's own function: the conversation, and the loop to hand it on to.

    Attributes:
        messages: the conversation so far, the request last.
        tool: the context a tool gets: files, artifacts, http, progress, log.
    """

    def __init__(self, run: _Run) -> None:
        self.messages = run.messages
        self.tool = run.context
        self._run = run
        self._loops = 0
        self.completed: list[Completed] = []

    async def converse(self, text: str | None = None) -> AsyncGenerator[AgentEvent, None]:
        """Run the agent's instructions and tools and yield what happens.

        Args:
            text: asked instead of the conversation's last message; the conversation as it is when None.
        """
        self._loops += 1
        messages = self.messages if text is None else (*self.messages[:-1], Message("user", text))
        async with aclosing(self._run.loop(messages, f"loop:{self._loops}/").run()) as events:
            async for event in events:
                if isinstance(event, Completed):
                    self.completed.append(event)
                yield event

    async def ask(self, text: str | None = None) -> str:
        """Run the agent's instructions and tools and return the answer alone."""
        async with aclosing(self.converse(text)) as events:
            async for event in events:
                if isinstance(event, Completed):
                    return event.text
        return ""


async def run(
    agent: Agent,
    messages: str | Sequence[Message],
    model: Model,
    context: ToolContext | None = None,
    recorder: Recorder | None = None,
    *,
    registry: Registry | None = None,
    arguments: dict[str, Any] | None = None,
) -> AsyncGenerator[AgentEvent, None]:
    """Run an agent and yield typed events; the last one is `Completed`.

    Args:
        agent: who answers.
        messages: the conversation, or just the request.
        model: the gateway, or `ProviderModel(provider)` in a notebook.
        context: what its tools may reach.
        recorder: journal of finished calls; with the same one, a second run skips what the first had finished.
        registry: where the agent's tool names are looked up.
        arguments: typed input of an agent with its own function; its first parameter gets the request otherwise.

    Raises:
        UnknownTool: the agent lists a tool that is not in the registry.
        UsageLimitReached: it passed its limits.
        TimeoutError: it passed its `timeout_s`; enforced by whoever drives the iterator, such as `runtime.runner`.
    """
    conversation = (Message("user", messages),) if isinstance(messages, str) else tuple(messages)
    chosen = (registry or Registry()).select(agent.tools)
    started = _Run(
        agent,
        conversation,
        model,
        context or ToolContext(),
        recorder or MemoryRecorder(),
        {tool.name: tool for tool in chosen},
    )
    events = started.loop(conversation).run() if agent.function is None else _run_function(started, arguments)
    async with aclosing(events) as stream:
        async for event in stream:
            yield event


async def _run_function(run: _Run, arguments: dict[str, Any] | None) -> AsyncGenerator[AgentEvent, None]:
    """Run an agent's own code; what it yields becomes events, what it returns the answer."""
    context = AgentContext(run)
    assert run.agent.function is not None
    produced = run.agent.function(context, **_function_arguments(run, arguments))
    text: list[str] = []
    if isinstance(produced, AsyncIterator):
        async with aclosing(cast("Any", produced)) as pieces:
            async for piece in pieces:
                event = TextDelta(piece) if isinstance(piece, str) else cast("AgentEvent", piece)
                if isinstance(event, TextDelta):
                    text.append(event.text)
                if not isinstance(event, Completed):
                    yield event
    else:
        answer = _output_text(run.agent, await produced)
        text.append(answer)
        yield TextDelta(answer)
    yield _summed(context.completed, "".join(text))


def _function_arguments(run: _Run, arguments: dict[str, Any] | None) -> dict[str, Any]:
    assert run.agent.signature is not None
    signature = run.agent.signature
    if arguments is None:
        arguments = dict.fromkeys(signature.parameters[:1], run.messages[-1].text)
    try:
        return signature.validate(arguments)
    except ValidationError as error:
        raise InvalidArguments(f"{run.agent.name} cannot use this input: {describe_problems(error)}.") from error


def _output_text(agent: Agent, value: Any) -> str:
    assert agent.signature is not None
    try:
        output = agent.signature.output.dump_python(agent.signature.output.validate_python(value), mode="json")
    except ValidationError as error:
        problems = describe_problems(error)
        raise InvalidOutput(f"{agent.name} returned something else than it declares: {problems}.") from error
    return output if isinstance(output, str) else dumps_text(output)


def _summed(loops: list[Completed], text: str) -> Completed:
    usage = sum((each.usage for each in loops), start=Usage())
    return Completed(
        text=text,
        usage=usage,
        messages=(Message("assistant", text),),
        model_calls=sum(each.model_calls for each in loops),
        tool_calls=sum(each.tool_calls for each in loops),
    )
