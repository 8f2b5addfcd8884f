"""The tool calls of one turn: independent ones in parallel, dependent ones in order, each journalled."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import InvalidArguments, UnknownTool, UsageLimitReached
from pilothouse.agents.events import AgentEvent, ToolFinished, ToolProgress, ToolStarted
from pilothouse.agents.execution import ToolResult, execute
from pilothouse.agents.recorder import Recorder
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import PilothouseError
from pilothouse.llm.messages import Message, ToolCall

Emit: TypeAlias = Callable[[AgentEvent], None]


class DoneCall(msgspec.Struct, frozen=True):
    """One finished tool call, as it is kept in the journal. `text` is what the model reads."""

    event: ToolFinished
    text: str


@dataclass(frozen=True)
class ToolBatch:
    """Runs the calls of one turn.

    Attributes:
        tools: what the agent may call, by name.
        key: of this turn in the journal, such as "tool:3".
        budget: calls that may still run; the rest are answered with a refusal.
        max_parallel: calls that run at one time.
    """

    tools: dict[str, Tool]
    context: ToolContext
    recorder: Recorder
    emit: Emit
    key: str
    budget: int
    max_parallel: int

    async def run(self, calls: Sequence[ToolCall]) -> list[Message]:
        """Run the calls and return one answer for each, in their order. A failed call is an answer too."""
        done = [asyncio.Event() for _ in calls]
        slots = asyncio.Semaphore(self.max_parallel)

        async def run_one(index: int) -> Message:
            for earlier in self._predecessors(calls, index):
                await done[earlier].wait()
            try:
                async with slots:
                    return await self._answer(index, calls[index])
            finally:
                done[index].set()

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run_one(index)) for index in range(len(calls))]
        return [task.result() for task in tasks]

    def _predecessors(self, calls: Sequence[ToolCall], index: int) -> list[int]:
        tool = self.tools.get(calls[index].name)
        after = tool.after if tool else ()
        return [
            other for other, call in enumerate(calls) if call.name in after and not self._waits_for(call, calls[index])
        ]

    def _waits_for(self, call: ToolCall, other: ToolCall) -> bool:
        """Tell whether two tools name each other in `after`; then neither waits, as both would wait for ever."""
        tool = self.tools.get(call.name)
        return tool is not None and other.name in tool.after

    async def _answer(self, index: int, call: ToolCall) -> Message:
        key = f"{self.key}:{index}:{call.name}"
        self.emit(ToolStarted(call))
        record = await self.recorder.find(key)
        if record is None:
            done = await self._call(index, call, key)
            await self.recorder.keep(key, msgspec.to_builtins(done))
            self.emit(done.event)
        else:
            done = msgspec.convert(record, DoneCall)
            self.emit(msgspec.structs.replace(done.event, is_replayed=True))
        return Message("tool", done.text, tool_call_id=call.id, name=call.name)

    async def _call(self, index: int, call: ToolCall, key: str) -> DoneCall:
        began = time.monotonic()
        try:
            result, ok = await execute(self._tool_for(index, call), call.arguments, self._context_of(call, key)), True
        except PilothouseError as error:
            result, ok = ToolResult(None, f"Error: {error.message}", error.message), False
        seconds = round(time.monotonic() - began, 6)
        return DoneCall(ToolFinished(call.id, call.name, ok, result.summary, seconds, result.output), result.text)

    def _tool_for(self, index: int, call: ToolCall) -> Tool:
        if index >= self.budget:
            raise UsageLimitReached("No further tool calls are allowed in this run. Answer with what you have.")
        if call.malformed is not None:
            raise InvalidArguments(f"The arguments of {call.name} are not a JSON object. Send them again.")
        if call.name not in self.tools:
            raise UnknownTool(f"There is no tool {call.name!r}. You have: {', '.join(self.tools) or 'none'}.")
        return self.tools[call.name]

    def _context_of(self, call: ToolCall, key: str) -> ToolContext:
        report = self.context.progress

        def progress(fraction: float, message: str) -> None:
            self.emit(ToolProgress(call.id, call.name, min(1.0, max(0.0, fraction)), message))
            report(fraction, message)

        return self.context.for_call(key, progress)
