"""One tool call inside a run: looked up in the journal, else run, journalled and told."""

import time
from dataclasses import dataclass
from typing import Any

import msgspec

from pilothouse.agents.channel import EventSink
from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import InvalidArguments, RunParked
from pilothouse.agents.events import ApprovalRequested, ToolFinished, ToolProgress, ToolStarted, emitted
from pilothouse.agents.execution import execute
from pilothouse.agents.missing import is_missing
from pilothouse.agents.output import ToolResult, screened
from pilothouse.agents.reach import RunModel, RunTools
from pilothouse.agents.state import RunState
from pilothouse.agents.tool import Tool
from pilothouse.agents.trace import CallTrace
from pilothouse.core.errors import Blocked, PilothouseError
from pilothouse.llm.messages import Message, ToolCall

_MAX_ERROR_CHARS = 4_000  # an error that repeats what it was given is not kept whole


class DoneCall(msgspec.Struct, frozen=True):
    """One finished tool call, as it is kept in the journal.

    Attributes:
        text: what the model reads.
        offers: tools that the model is shown from now on.
    """

    event: ToolFinished
    text: str
    offers: tuple[str, ...] = ()

    def message(self) -> Message:
        """Return the answer as an entry of the conversation."""
        event = self.event
        return Message("tool", self.text, tool_call_id=event.call_id, name=event.name, is_error=not event.ok)


@dataclass(frozen=True)
class CallRunner:
    """Runs calls of one run.

    Attributes:
        callers: the tools that are at work around these calls, outermost first.
    """

    state: RunState
    sink: EventSink
    callers: tuple[str, ...] = ()

    async def run(
        self, call: ToolCall, key: str, arguments: dict[str, Any], refusal: PilothouseError | None = None
    ) -> DoneCall:
        """Run a call, or take it from the journal.

        Args:
            call: as the model wrote it.
            key: in the journal.
            arguments: the call's, with references filled in.
            refusal: why it is not to run; it is answered with that.

        Raises:
            RunParked: a person has to decide first; an event has told of it.
        """
        self.sink.emit(ToolStarted(call))
        record = await self.state.recorder.find(key)
        if record is not None:
            done = msgspec.convert(record, DoneCall)
            self.sink.emit(msgspec.structs.replace(done.event, is_replayed=True))
        else:
            done = await self._run_now(call, key, arguments, refusal)
            await self.state.recorder.keep(key, msgspec.to_builtins(done))
            self.sink.emit(done.event)
        self.state.offer(list(done.offers))
        return done

    async def _run_now(
        self, call: ToolCall, key: str, arguments: dict[str, Any], refusal: PilothouseError | None
    ) -> DoneCall:
        context = self._context_of(call, key)
        began_s = time.monotonic()
        code = None
        try:
            if refusal is not None:
                raise refusal
            result = await execute(self._tool_for(call), arguments, context)
        except RunParked as parked:
            self._announce(parked, call, arguments, context)
            raise
        except PilothouseError as error:
            result, code = await self._failure(call, error, context), error.code
        return _done(self.state, call, result, code, context, began_s)

    def _tool_for(self, call: ToolCall) -> Tool:
        if call.malformed is not None:
            raise InvalidArguments(f"The arguments of {call.name[:100]} are not a JSON object. Send them again.")
        return self.state.tool(call.name)

    async def _failure(self, call: ToolCall, error: PilothouseError, context: ToolContext) -> ToolResult:
        """Put a failure into words that may be read."""
        try:
            words = await screened(call.name, error.message[:_MAX_ERROR_CHARS], context)
        except Blocked as blocked:
            words = blocked.message
        return ToolResult(None, f"Error: {words}", words)

    def _announce(self, parked: RunParked, call: ToolCall, arguments: dict[str, Any], context: ToolContext) -> None:
        if parked.is_announced:
            return
        parked.is_announced = True
        approval_id = parked.approval_ids[0] if parked.approval_ids else None
        key, is_unknown = context.idempotency_key, parked.is_outcome_unknown
        self.sink.emit(ApprovalRequested(call.id, call.name, arguments, key, approval_id, is_unknown))

    def _context_of(self, call: ToolCall, key: str) -> ToolContext:
        base = self.state.context

        def progress(fraction: float, message: str) -> None:
            self.sink.emit(ToolProgress(call.id, call.name, min(1.0, max(0.0, fraction)), message))
            base.progress(fraction, message)

        def emit(name: str, data: Any = None) -> None:
            self.sink.emit(emitted(name, data, call.id))
            base.emit(name, data)

        trace = CallTrace()
        parts: dict[str, Any] = {"emit": emit}
        if is_missing(base.tools):
            parts["tools"] = RunTools(CallRunner(self.state, self.sink, (*self.callers, call.name)), key, trace)
        if is_missing(base.llm):
            parts["llm"] = RunModel(self.state, key)
        return base.for_call(key, progress, trace=trace, **parts)


def _done(
    state: RunState, call: ToolCall, result: ToolResult, code: str | None, context: ToolContext, began_s: float
) -> DoneCall:
    trace = context.trace
    event = ToolFinished(
        call.id,
        call.name,
        code is None,
        result.summary,
        round(time.monotonic() - began_s, 6),
        result.output,
        started_after_s=round(began_s - state.meter.began_at_s, 6),
        attempts=trace.attempts,
        error_code=code,
        is_cut=result.is_cut,
        artifacts=tuple(trace.artifacts),
        citations=tuple(trace.citations),
        navigate=trace.navigate,
    )
    return DoneCall(event, result.text, tuple(trace.offers))
