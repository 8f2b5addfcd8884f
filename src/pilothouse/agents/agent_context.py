"""What an agent's own function is given: the conversation, the loop to hand it on to, and all that a tool may reach."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import msgspec

from pilothouse.agents.calls import CallRunner
from pilothouse.agents.capabilities import (
    ArtifactRef,
    ArtifactStore,
    Cache,
    Citation,
    Database,
    FileAccess,
    LanguageModel,
    Memory,
    Secrets,
    ToolCaller,
    User,
)
from pilothouse.agents.channel import EventSink, TextMuted, events_of
from pilothouse.agents.context import ProgressReport
from pilothouse.agents.events import AgentEvent, Completed, emitted
from pilothouse.agents.loop import Loop
from pilothouse.agents.missing import is_missing
from pilothouse.agents.reach import RunModel, RunTools
from pilothouse.agents.state import RunState
from pilothouse.agents.trace import CallTrace
from pilothouse.llm.messages import Message

if TYPE_CHECKING:  # both take longer to import than the whole framework
    import structlog

    from pilothouse.core.http import GuardedClient

_KEY = "agent"  # before the journal keys of what the function itself calls


class AgentContext:
    """Handed to an agent's own function.

    Attributes:
        messages: the conversation so far, the request last.
        tool: the same reach as a tool has it, to be passed on to helpers that take a `ToolContext`.
        tools: the agent's tools, to be called from code.
        llm: the model, to be asked without tools.
        completed: what each `ask` and `converse` ended with, in order.
    """

    def __init__(self, state: RunState, sink: EventSink) -> None:
        self.messages = state.messages
        self.completed: list[Completed] = []
        self._state = state
        self._sink = sink
        self._loops = 0
        self._trace = CallTrace(on_saved=self._tell_of_artifact)
        base = state.context
        runner = CallRunner(state, sink)
        self.tools: ToolCaller = RunTools(runner, _KEY, self._trace) if is_missing(base.tools) else base.tools
        self.llm: LanguageModel = RunModel(state, _KEY) if is_missing(base.llm) else base.llm
        self.tool = base.for_call(_KEY, trace=self._trace, tools=self.tools, llm=self.llm, emit=self.emit)

    async def converse(self, text: str | None = None) -> AsyncGenerator[AgentEvent, None]:
        """Run the agent's instructions and tools and yield what happens.

        Args:
            text: asked instead of the conversation's last message; the conversation as it is when None.
        """

        async def work(sink: EventSink) -> None:
            sink.emit(await self._loop(text, sink))

        async with aclosing(events_of(work)) as events:
            async for event in events:
                yield event

    async def ask(self, text: str | None = None) -> str:
        """Run the agent's instructions and tools and return the answer alone. What its tools do is shown."""
        return (await self._loop(text, TextMuted(self._sink))).text

    async def answer(self) -> Completed:
        """Run the agent's instructions and tools, show all of it, and return its end."""
        return await self._loop(None, self._sink)

    async def _loop(self, text: str | None, sink: EventSink) -> Completed:
        self._state.offer(self._trace.offers)
        self._loops += 1
        messages = self.messages if text is None else (*self.messages[:-1], Message("user", text))
        completed = await Loop(self._state, list(messages), sink, f"loop:{self._loops}/").run()
        self.completed.append(completed)
        return completed

    def emit(self, name: str, data: Any = None) -> None:
        """Tell something of the agent's own: a name and a JSON value."""
        self._sink.emit(emitted(name, data))

    def cite(self, title: str, source: str, quote: str = "") -> None:
        """Say where something was found."""
        self.emit("citation", msgspec.to_builtins(Citation(title, source, quote)))

    def navigate(self, path: str) -> None:
        """Take the person to a page of the dashboard; see `ToolContext.navigate`."""
        self._trace.go_to(path)
        self.emit("navigate", path)

    def _tell_of_artifact(self, ref: ArtifactRef) -> None:
        self.emit("artifact", msgspec.to_builtins(ref))

    @property
    def files(self) -> FileAccess:
        """The files the agent was given."""
        return self.tool.files

    @property
    def artifacts(self) -> ArtifactStore:
        """Where results go that a person will look at."""
        return self.tool.artifacts

    @property
    def http(self) -> "GuardedClient":
        """HTTP to the public internet."""
        return self.tool.http

    @property
    def db(self) -> Database:
        """SQL on data of the agent's own."""
        return self.tool.db

    @property
    def cache(self) -> Cache:
        """Values that may be lost."""
        return self.tool.cache

    @property
    def memory(self) -> Memory:
        """What is remembered of the user."""
        return self.tool.memory

    @property
    def secrets(self) -> Secrets:
        """Credentials by name."""
        return self.tool.secrets

    @property
    def user(self) -> User | None:
        """The person the agent works for; None in a notebook."""
        return self.tool.user

    @property
    def logger(self) -> "structlog.stdlib.BoundLogger":
        """The log."""
        return self.tool.log

    @property
    def progress(self) -> ProgressReport:
        """Call with the fraction done, 0 to 1, and a message for people."""
        return self.tool.progress
