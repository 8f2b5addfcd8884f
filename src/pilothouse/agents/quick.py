"""Run an agent with nothing started: `await poet("rain")`, `poet.stream(…)`, `poet.run_sync(…)`."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import UnknownTool
from pilothouse.agents.events import AgentEvent, Completed
from pilothouse.agents.local_model import default_model
from pilothouse.agents.model import Model
from pilothouse.agents.recorder import Recorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.run import run
from pilothouse.llm.messages import Message


async def events_of_agent(
    agent: Agent,
    request: str | Sequence[Message],
    model: Model | None = None,
    context: ToolContext | None = None,
    recorder: Recorder | None = None,
    registry: Registry | None = None,
    arguments: dict[str, Any] | None = None,
) -> AsyncGenerator[AgentEvent, None]:
    """Yield what an agent does; see `Agent.stream`.

    Raises:
        UnknownTool: it lists tools by name, and no registry was given that has them.
    """
    own = default_model(agent.model) if model is None else None
    used = model or own
    assert used is not None
    try:
        async with aclosing(
            run(agent, request, used, context, recorder, registry=registry, arguments=arguments)
        ) as events:
            async for event in events:
                yield event
    except UnknownTool as error:
        if registry is None:
            hint = (
                "Tools named by text are looked up in a registry: pass registry=pilothouse.toolbox.builtin_registry()."
            )
            raise UnknownTool(f"{error.message} {hint}") from error
        raise
    finally:
        if own is not None:
            await own.aclose()


async def answer_of_agent(agent: Agent, request: str | Sequence[Message], **options: Any) -> Any:
    """Return an agent's answer, as the type its function declares."""
    async with aclosing(events_of_agent(agent, request, **options)) as events:
        async for event in events:
            if isinstance(event, Completed):
                return _as_declared(agent, event)
    raise AssertionError("A run ends with its answer.")


def answer_in_a_thread(agent: Agent, request: str | Sequence[Message], **options: Any) -> Any:
    """Return an agent's answer to code that is not async.

    A notebook's cells run inside an event loop, which cannot be entered twice; so the agent gets a loop of its own in
    a thread of its own.
    """

    async def answered() -> Any:
        return await answer_of_agent(agent, request, **options)

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"agent-{agent.name}") as thread:
        return thread.submit(asyncio.run, answered()).result()


def _as_declared(agent: Agent, completed: Completed) -> Any:
    if completed.output is None or agent.signature is None:
        return completed.text
    return agent.signature.output.validate_python(completed.output)
