"""Run an agent: the one entry for notebooks and for the platform's runner."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from fnmatch import fnmatchcase
from typing import Any, cast

from pilothouse.agents.agent import Agent
from pilothouse.agents.agent_context import AgentContext
from pilothouse.agents.channel import EventSink, events_of
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import AgentTimedOut, InvalidArguments, InvalidOutput
from pilothouse.agents.events import AgentEvent, Completed, TextDelta
from pilothouse.agents.loop import Loop
from pilothouse.agents.metering import Meter
from pilothouse.agents.model import Model
from pilothouse.agents.recorder import MemoryRecorder, Recorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.schema import Signature, describe_problems
from pilothouse.agents.state import RunState
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import PermissionDenied
from pilothouse.core.json import dumps_text
from pilothouse.llm.messages import Message

__all__ = ["AgentContext", "run"]


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
        PermissionDenied: the principal lacks a permission of the agent.
        UsageLimitReached, AgentTimedOut: it passed a limit of its own.
        RunParked: a call waits for a person. Run again with the same recorder when the decision is there.
    """
    state = _begin(agent, messages, model, context or ToolContext(), recorder or MemoryRecorder(), registry)

    async def work(sink: EventSink) -> None:
        limit = asyncio.timeout(agent.timeout_s)
        try:
            async with limit:
                sink.emit(await _answered(state, sink, arguments))
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise AgentTimedOut(f"{agent.name} took longer than {agent.timeout_s:g} s.") from error

    async with aclosing(events_of(work)) as events:
        async for event in events:
            yield event


def _begin(
    agent: Agent,
    messages: str | Sequence[Message],
    model: Model,
    context: ToolContext,
    recorder: Recorder,
    registry: Registry | None,
) -> RunState:
    lacking = sorted(each for each in agent.permissions if context.principal and not context.principal.may(each))
    if lacking:
        raise PermissionDenied(f"The agent {agent.name} needs the permission {', '.join(lacking)}.")
    conversation = (Message("user", messages),) if isinstance(messages, str) else tuple(messages)
    known = registry or Registry()
    tools = {tool.name: tool for tool in known.select(agent.tools)}
    is_short = len(tools) <= agent.shows_all_up_to
    offered = tools if agent.offered is None or is_short else _matching(agent.offered, tools)
    meter = Meter(agent.name, agent.limits)
    return RunState(agent, conversation, model, context, recorder, tools, meter, dict(offered))


def _matching(wanted: Sequence[str | Tool], tools: dict[str, Tool]) -> dict[str, Tool]:
    """Return those of an agent's tools that are to be shown first; one it does not have today is passed over."""
    patterns = [each if isinstance(each, str) else each.name for each in wanted]
    return {name: tool for name, tool in tools.items() if any(fnmatchcase(name, each) for each in patterns)}


async def _answered(state: RunState, sink: EventSink, arguments: dict[str, Any] | None) -> Completed:
    if state.agent.function is None:
        return await Loop(state, list(state.messages), sink).run()
    return await _run_function(state, sink, arguments)


async def _run_function(state: RunState, sink: EventSink, arguments: dict[str, Any] | None) -> Completed:
    """Run an agent's own code; what it yields becomes events, what it returns the answer."""
    agent = state.agent
    assert agent.function is not None
    context = AgentContext(state, sink)
    produced = agent.function(context, **_function_arguments(state, arguments))
    if isinstance(produced, AsyncIterator):
        return _completed(state, await _streamed(produced, sink), None)
    value = await produced
    if value is None and not context.completed and _may_leave_the_answer(agent):
        return await context.answer()
    output = _output(agent, value)
    text = output if isinstance(output, str) else dumps_text(output)
    await sink.send(TextDelta(text))
    return _completed(state, text, None if isinstance(output, str) else output)


async def _streamed(produced: AsyncIterator[Any], sink: EventSink) -> str:
    text: list[str] = []
    async with aclosing(cast("Any", produced)) as pieces:
        async for piece in pieces:
            event = TextDelta(piece) if isinstance(piece, str) else cast("AgentEvent", piece)
            if isinstance(event, TextDelta):
                text.append(event.text)
            if not isinstance(event, Completed):
                await sink.send(event)
    return "".join(text)


def _may_leave_the_answer(agent: Agent) -> bool:
    """Tell whether a function that returned nothing leaves the answer to the model: it declares no result either."""
    return _signature(agent).returns_nothing


def _function_arguments(state: RunState, arguments: dict[str, Any] | None) -> dict[str, Any]:
    from pydantic import ValidationError  # an agent without a function needs no checks

    signature = _signature(state.agent)
    if arguments is None:
        arguments = dict.fromkeys(signature.parameters[:1], state.messages[-1].text)
    try:
        return signature.validate(arguments)
    except ValidationError as error:
        raise InvalidArguments(f"{state.agent.name} cannot use this input: {describe_problems(error)}.") from error


def _output(agent: Agent, value: Any) -> Any:
    from pydantic import ValidationError

    try:
        adapter = _signature(agent).output
        return adapter.dump_python(adapter.validate_python(value), mode="json")
    except (ValidationError, ValueError) as error:
        problems = describe_problems(error) if isinstance(error, ValidationError) else str(error)
        raise InvalidOutput(f"{agent.name} returned something else than it declares: {problems}.") from error


def _signature(agent: Agent) -> Signature:
    assert agent.signature is not None
    return agent.signature


def _completed(state: RunState, text: str, output: Any) -> Completed:
    meter = state.meter
    return Completed(
        text=text,
        usage=meter.usage,
        messages=(Message("assistant", text),),
        model_calls=meter.model_calls,
        tool_calls=meter.tool_calls,
        output=output,
        cost_microusd=meter.cost_microusd,
    )
