"""`@agent`: instructions, tools and limits, with or without code of one's own around the loop."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from pilothouse.agents.metering import DEFAULT_LIMITS, UsageLimits
from pilothouse.agents.schema import Signature, read_signature
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import InvalidInput
from pilothouse.llm.messages import Message

if TYPE_CHECKING:  # each of these needs this module first
    from pilothouse.agents.context import ToolContext
    from pilothouse.agents.events import AgentEvent
    from pilothouse.agents.model import Model
    from pilothouse.agents.recorder import Recorder
    from pilothouse.agents.registry import Registry

AgentFunction: TypeAlias = Callable[..., Awaitable[Any] | AsyncIterator[Any]]

__all__ = ["Agent", "AgentFunction", "UsageLimits", "agent"]


@dataclass(frozen=True)
class Agent:
    """Someone who answers by talking to a model and calling tools.

        answer = await poet("Write about rain.")

    Attributes:
        instructions: the system message.
        tools: names, patterns such as "table_*", or tools themselves: what it may call.
        offered: those of its tools that the model is shown at first; all of them when None. A tool shows it more with
            `ctx.tools.offer`.
        shows_all_up_to: with so many tools or fewer the model is shown all of them at once.
        model: name the gateway knows; "auto" lets it choose.
        permissions: what the principal must hold.
        links_results: whether a call may take in what another call of the same answer returns; the model is told how.
        function: code of its own; without it the agent is the loop alone.
    """

    name: str
    description: str
    instructions: str
    tools: tuple[str | Tool, ...] = ()
    model: str = "auto"
    max_output_tokens: int | None = None
    temperature: float | None = None
    limits: UsageLimits = DEFAULT_LIMITS
    timeout_s: float = 300
    function: AgentFunction | None = None
    signature: Signature | None = None
    permissions: frozenset[str] = frozenset()
    offered: tuple[str | Tool, ...] | None = None
    shows_all_up_to: int = 0
    links_results: bool = False

    async def __call__(self, request: str | Sequence[Message] = "", **options: Any) -> Any:
        """Run the agent and return its answer: text, or a value of the type its function declares.

        Args:
            request: what is asked, or a conversation.
            options: those of `stream`.

        Raises:
            PilothouseError: what the run raised; see `pilothouse.agents.run.run`.
        """
        from pilothouse.agents.quick import answer_of_agent  # a server runs agents by itself

        return await answer_of_agent(self, request, **options)

    async def stream(
        self,
        request: str | Sequence[Message] = "",
        *,
        model: "Model | None" = None,
        context: "ToolContext | None" = None,
        recorder: "Recorder | None" = None,
        registry: "Registry | None" = None,
        arguments: dict[str, Any] | None = None,
    ) -> "AsyncGenerator[AgentEvent, None]":
        """Run the agent and yield what happens, `Completed` last.

        Args:
            request: what is asked, or a conversation.
            model: one from `pilothouse.agents.default_model()` unless given: that of a key in the environment, else the
                embedded one.
            context: what its tools may reach; nothing of this machine unless given.
            recorder: journal of finished calls.
            registry: where tool names are looked up.
            arguments: typed input of the agent's function.
        """
        from pilothouse.agents.quick import events_of_agent

        async with aclosing(events_of_agent(self, request, model, context, recorder, registry, arguments)) as events:
            async for event in events:
                yield event

    def run_sync(self, request: str | Sequence[Message] = "", **options: Any) -> Any:
        """Run the agent from code that is not async, also where an event loop runs already, as in a notebook."""
        from pilothouse.agents.quick import answer_in_a_thread

        return answer_in_a_thread(self, request, **options)


@overload
def agent(function: AgentFunction, /) -> Agent: ...


@overload
def agent(
    *,
    name: str | None = None,
    description: str | None = None,
    instructions: str = "",
    tools: Sequence[str | Tool] = (),
    permissions: Sequence[str] = (),
    **options: Any,
) -> Callable[[AgentFunction], Agent]: ...


def agent(function: AgentFunction | None = None, /, **options: Any) -> Agent | Callable[[AgentFunction], Agent]:
    """Declare an agent around `async def f(ctx, prompt: str) -> …` or an async generator of text and events.

    A function without a result leaves the answer to the model, so the shortest agent is its instructions:

        @agent
        async def poet(ctx):
            "Answer in rhymes."

    Args:
        name: the function's name unless given.
        description: the docstring unless given.
        instructions: system message for `ctx.ask` and `ctx.converse`; the description unless given.
        tools: see `Agent`; `options` are its other fields.

    Raises:
        InvalidInput: the signature says too little; see `read_signature`.
    """
    if function is not None:
        return _declare(function)

    def declare(declared: AgentFunction) -> Agent:
        return _declare(declared, **options)

    return declare


def _declare(
    function: AgentFunction,
    *,
    name: str | None = None,
    description: str | None = None,
    instructions: str = "",
    tools: Sequence[str | Tool] = (),
    permissions: Sequence[str] = (),
    **options: Any,
) -> Agent:
    if isinstance(tools, str):
        raise InvalidInput(f'{function.__name__}: tools is a list of names; write tools=["{tools}"].')
    signature = read_signature(function, of_agent=True, summary=description)
    words = signature.summary
    return Agent(
        name=name or function.__name__,
        description=words,
        instructions=instructions or words,
        tools=tuple(tools),
        function=function,
        signature=signature,
        permissions=frozenset(permissions),
        **options,
    )
