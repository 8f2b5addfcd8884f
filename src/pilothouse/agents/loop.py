"""The loop: ask the model, run the tools it wants, ask again, until it answers."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import msgspec

from pilothouse.agents.agent import Agent
from pilothouse.agents.batch import ToolBatch
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import UsageLimitReached
from pilothouse.agents.events import AgentEvent, Completed, TextDelta
from pilothouse.agents.model import Model
from pilothouse.agents.recorder import Recorder
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import UpstreamFailed
from pilothouse.llm.messages import (
    Finished,
    Message,
    ModelEvent,
    ModelRequest,
    RefusalDelta,
    ToolCall,
    ToolCallEvent,
    Usage,
)


class Answer(msgspec.Struct, frozen=True):
    """One model call, as it is kept in the journal."""

    text: str
    calls: tuple[ToolCall, ...]
    usage: Usage

    def message(self) -> Message:
        """Return the answer as an entry of the conversation."""
        return Message("assistant", self.text, tool_calls=self.calls)


@dataclass
class Loop:
    """One run of an agent. `key` comes before every journal key, so that several loops share one recorder."""

    agent: Agent
    messages: list[Message]
    model: Model
    context: ToolContext
    recorder: Recorder
    tools: dict[str, Tool]
    key: str = ""
    _added: list[Message] = field(default_factory=list[Message])
    _usage: Usage = field(default_factory=Usage)
    _tool_calls: int = 0

    async def run(self) -> AsyncGenerator[AgentEvent, None]:
        """Yield what happens, ending with `Completed`.

        Raises:
            UsageLimitReached: the model still asks for tools in the last call it is allowed.
            PilothouseError: the model call failed; what was journalled before stays.
        """
        limits = self.agent.limits
        for turn in range(1, limits.max_model_calls + 1):
            may_call = turn < limits.max_model_calls and self._tool_calls < limits.max_tool_calls
            answer: Answer | None = None
            async with aclosing(self._ask(turn, may_call=may_call)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Answer):
                        answer = piece
                    else:
                        yield piece
            if answer is None:
                raise UpstreamFailed("The model's answer broke off before its end.")
            self._take(answer)
            if not answer.calls:
                yield Completed(answer.text, self._usage, tuple(self._added), turn, self._tool_calls)
                return
            async with aclosing(self._call_tools(turn, answer.calls)) as events:
                async for event in events:
                    yield event
        raise UsageLimitReached(f"{self.agent.name} found no answer within {limits.max_model_calls} model calls.")

    async def _ask(self, turn: int, *, may_call: bool) -> AsyncGenerator[TextDelta | Answer, None]:
        """Yield the text of one model call as it comes, then the whole answer."""
        key = f"{self.key}model:{turn}"
        record = await self.recorder.find(key)
        if record is not None:
            answer = msgspec.convert(record, Answer)
            if answer.text:
                yield TextDelta(answer.text)
            yield answer
            return
        text: list[str] = []
        calls: list[ToolCall] = []
        async with aclosing(_closable(self.model.stream(self._request(may_call=may_call)))) as stream:
            async for event in stream:
                if isinstance(event, TextDelta | RefusalDelta):
                    text.append(event.text)
                    yield TextDelta(event.text)
                elif isinstance(event, ToolCallEvent):
                    calls.append(event.call)
                elif isinstance(event, Finished):  # what is left are pieces of thoughts and calls
                    answer = Answer("".join(text), tuple(calls), event.usage)
                    await self.recorder.keep(key, msgspec.to_builtins(answer))
                    yield answer

    def _request(self, *, may_call: bool) -> ModelRequest:
        system = [Message("system", self.agent.instructions)] if self.agent.instructions else []
        return ModelRequest(
            model=self.agent.model,
            messages=(*system, *self.messages),
            tools=tuple(tool.spec for tool in self.tools.values()) if may_call else (),
            max_output_tokens=self.agent.max_output_tokens,
            temperature=self.agent.temperature,
        )

    def _take(self, answer: Answer) -> None:
        self._usage += answer.usage
        self._append(answer.message())

    def _append(self, *messages: Message) -> None:
        self.messages.extend(messages)
        self._added.extend(messages)

    async def _call_tools(self, turn: int, calls: Sequence[ToolCall]) -> AsyncGenerator[AgentEvent, None]:
        """Run one turn's calls beside us and yield their events as they come."""
        events: asyncio.Queue[AgentEvent | None] = asyncio.Queue()
        limits = self.agent.limits
        batch = ToolBatch(
            tools=self.tools,
            context=self.context,
            recorder=self.recorder,
            emit=events.put_nowait,
            key=f"{self.key}tool:{turn}",
            budget=limits.max_tool_calls - self._tool_calls,
            max_parallel=limits.max_parallel_tools,
        )
        running = asyncio.create_task(batch.run(calls))
        running.add_done_callback(lambda _: events.put_nowait(None))
        try:
            while (event := await events.get()) is not None:
                yield event
            self._append(*_result(running))
            self._tool_calls += len(calls)
        finally:
            running.cancel()
            await asyncio.wait([running])


def _result(task: "asyncio.Task[list[Message]]") -> list[Message]:
    """Return a batch's answers, or raise the one error that ended it rather than a group of one."""
    try:
        return task.result()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from group


async def _closable(stream: AsyncIterator[ModelEvent]) -> AsyncGenerator[ModelEvent, None]:
    """Give any iterator an `aclose`, so that leaving the loop ends the provider's stream at once."""
    try:
        async for event in stream:
            yield event
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()
