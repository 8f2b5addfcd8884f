"""One call of the model inside a run: taken from the journal, else streamed, counted and journalled."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import msgspec

from pilothouse.agents.state import RunState
from pilothouse.core.errors import UpstreamFailed
from pilothouse.llm.messages import (
    Finished,
    Message,
    ModelEvent,
    ModelRequest,
    RefusalDelta,
    TextDelta,
    ToolCall,
    ToolCallEvent,
    Usage,
)


class Answer(msgspec.Struct, frozen=True):
    """One model call, as it is kept in the journal."""

    text: str
    calls: tuple[ToolCall, ...]
    usage: Usage
    cost_microusd: int = 0

    def message(self) -> Message:
        """Return the answer as an entry of the conversation."""
        return Message("assistant", self.text, tool_calls=self.calls)


async def answer_of(state: RunState, key: str, request: ModelRequest) -> AsyncGenerator[TextDelta | Answer, None]:
    """Yield the text of one model call as it comes, then the whole answer.

    Raises:
        UsageLimitReached: the run may not call a model any more.
        UpstreamFailed: the answer broke off.
    """
    state.meter.admit_model_call()
    record = await state.recorder.find(key)
    if record is not None:
        answer = msgspec.convert(record, Answer)
        state.meter.count_model_call(answer.usage, answer.cost_microusd)
        if answer.text:
            yield TextDelta(answer.text)
        yield answer
        return
    async with aclosing(_asked(state, key, request)) as pieces:
        async for piece in pieces:
            yield piece


async def _asked(state: RunState, key: str, request: ModelRequest) -> AsyncGenerator[TextDelta | Answer, None]:
    text: list[str] = []
    calls: list[ToolCall] = []
    spent_before = state.spent_microusd()
    finished: Finished | None = None
    async with aclosing(_closable(state.model.stream(request))) as stream:
        async for event in stream:
            if isinstance(event, TextDelta | RefusalDelta):
                text.append(event.text)
                yield TextDelta(event.text)
            elif isinstance(event, ToolCallEvent):
                calls.append(event.call)
            elif isinstance(event, Finished):  # what is left are pieces of thoughts and calls
                finished = event
    if finished is None:
        raise UpstreamFailed("The model's answer broke off before its end.")
    answer = Answer("".join(text), tuple(calls), finished.usage, max(0, state.spent_microusd() - spent_before))
    state.meter.count_model_call(answer.usage, answer.cost_microusd)
    await state.recorder.keep(key, msgspec.to_builtins(answer))
    yield answer


async def _closable(stream: AsyncIterator[ModelEvent]) -> AsyncGenerator[ModelEvent, None]:
    """Give any iterator an `aclose`, so that leaving ends the provider's stream at once."""
    try:
        async for event in stream:
            yield event
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()
