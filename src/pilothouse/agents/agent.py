"""`@agent`: instructions, tools and limits, with or without code of one's own around the loop."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from pilothouse.agents.schema import Signature, read_signature
from pilothouse.agents.tool import Tool

AgentFunction: TypeAlias = Callable[..., Awaitable[Any] | AsyncIterator[Any]]


@dataclass(frozen=True, slots=True)
class UsageLimits:
    """What one run may use. The last model call is offered no tools, so that it ends in an answer."""

    max_model_calls: int = 16
    max_tool_calls: int = 64
    max_parallel_tools: int = 8


@dataclass(frozen=True)
class Agent:
    """Someone who answers by talking to a model and calling tools.

    Attributes:
        instructions: the system message.
        tools: names, patterns such as "table_*", or tools themselves.
        model: name the gateway knows; "auto" lets it choose.
        function: code of its own; without it the agent is the loop alone.
    """

    name: str
    description: str
    instructions: str
    tools: tuple[str | Tool, ...] = ()
    model: str = "auto"
    max_output_tokens: int | None = None
    temperature: float | None = None
    limits: UsageLimits = UsageLimits()
    timeout_s: float = 300
    function: AgentFunction | None = None
    signature: Signature | None = None


def agent(
    *,
    name: str | None = None,
    description: str | None = None,
    instructions: str = "",
    tools: tuple[str | Tool, ...] = (),
    **options: Any,
) -> Callable[[AgentFunction], Agent]:
    """Declare an agent around `async def f(ctx, prompt: str) -> …` or an async generator of text and events.

    Args:
        name: the function's name unless given.
        description: the docstring unless given.
        instructions: system message for `ctx.ask` and `ctx.converse`; the description unless given.
        tools: see `Agent`; `options` are its other fields.

    Raises:
        InvalidInput: the signature says too little; see `read_signature`.
    """

    def declare(function: AgentFunction) -> Agent:
        signature = read_signature(function)
        words = description or signature.summary
        return Agent(
            name=name or function.__name__,
            description=words,
            instructions=instructions or words,
            tools=tools,
            function=function,
            signature=signature,
            **options,
        )

    return declare
