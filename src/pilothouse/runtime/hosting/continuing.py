"""Models around the gateway's: one that goes on with an answer that was cut off, one that stays below a cost."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol, cast

import msgspec

from pilothouse.gateway.calls.estimate import input_tokens
from pilothouse.llm.messages import Message, ModelEvent, ModelRequest, TextDelta
from pilothouse.runtime.runs.errors import CostLimitReached

_GO_ON = (
    "A technical fault cut your last answer off. Go on exactly where it stops: repeat nothing of it, begin in the"
    " middle of the word or sentence if that is where it stops, and do not mention the interruption."
)
_FEWEST_TOKENS = 16  # an answer shorter than this is none
_SAMPLE_TOKENS = 1_000_000  # rates are per million tokens


class CostlyModel(Protocol):
    """What the two wrap: a model that knows what its calls have cost."""

    @property
    def cost_microusd(self) -> int: ...

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]: ...


@dataclass
class ContinuingModel:
    """Goes on with the answer that was cut off when an earlier process ended, instead of paying for it a second time.

    Attributes:
        unconfirmed: tells what people saw of that answer; asked once, when the first new call is made.
    """

    model: CostlyModel
    unconfirmed: Callable[[], str]
    _is_first: bool = True

    @property
    def cost_microusd(self) -> int:
        """What the new calls have cost."""
        return self.model.cost_microusd

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Answer as `agents.model.Model` says; the text that people saw comes first."""
        begun = self.unconfirmed() if self._is_first else ""
        self._is_first = False
        if not begun.strip():
            async with aclosing(_closable(self.model.stream(request))) as events:
                async for event in events:
                    yield event
            return
        yield TextDelta(begun)
        wanted = (*request.messages, Message("assistant", begun), Message("user", _GO_ON))
        repeated = _Repeated(begun)
        asked = msgspec.structs.replace(request, messages=wanted)
        async with aclosing(_closable(self.model.stream(asked))) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    if rest := repeated.without(event.text):
                        yield TextDelta(rest)
                    continue
                if held := repeated.release():
                    yield TextDelta(held)
                yield event


class _Repeated:
    """Takes out what a model repeats of an answer's beginning although it was told not to.

    Text is held back only while it agrees with the beginning, word for word; it is let go as soon as it does not.
    """

    def __init__(self, begun: str) -> None:
        self._begun = begun
        self._held = ""
        self._is_decided = False

    def without(self, text: str) -> str:
        """Return what may go out of a further piece."""
        if self._is_decided:
            return text
        self._held += text
        if self._begun.startswith(self._held):
            return ""
        self._is_decided = True
        if self._held.startswith(self._begun):
            return self._held[len(self._begun) :]
        return self._held

    def release(self) -> str:
        """Return what is still held back at the end: it was no repetition of the whole."""
        held, self._held = self._held, ""
        is_whole = held == self._begun
        was_decided, self._is_decided = self._is_decided, True
        return "" if was_decided or is_whole else held


@dataclass
class BoundedModel:
    """Makes no call that could pass what a run may cost: an answer's bound is cut to what is left.

    Attributes:
        estimate: the most that a call with so many input and output tokens would cost, in micro-dollars.
        usual_tokens: bound of an answer whose request sets none.
        spent_before: what earlier hostings of the run have cost.
    """

    model: CostlyModel
    limit_microusd: int
    estimate: Callable[[str, int, int], Awaitable[int]]
    usual_tokens: int
    spent_before: int = 0
    _held: int = 0

    @property
    def cost_microusd(self) -> int:
        """What the calls have cost."""
        return self.model.cost_microusd

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Answer as `agents.model.Model` says.

        Raises:
            CostLimitReached: what is left pays for no answer.
        """
        bound, hold = await self._bound(request)
        self._held += hold
        try:
            asked = msgspec.structs.replace(request, max_output_tokens=bound)
            async with aclosing(_closable(self.model.stream(asked))) as events:
                async for event in events:
                    yield event
        finally:
            self._held -= hold

    async def _bound(self, request: ModelRequest) -> tuple[int | None, int]:
        """Return the bound of an answer that what is left pays for, and what the call may cost with it."""
        sent = input_tokens(request)
        for_input = await self.estimate(request.model, sent, 0)
        per_million = await self.estimate(request.model, sent, _SAMPLE_TOKENS) - for_input
        if for_input == 0 and per_million == 0:
            return request.max_output_tokens, 0
        spent = self.spent_before + self.model.cost_microusd
        left = self.limit_microusd - spent - self._held - for_input
        wanted = request.max_output_tokens or self.usual_tokens
        bound = min(left * _SAMPLE_TOKENS // per_million, wanted) if per_million else wanted
        if left < 0 or bound < min(_FEWEST_TOKENS, wanted):
            raise CostLimitReached(self.limit_microusd, spent)
        return bound, for_input + -(-bound * per_million // _SAMPLE_TOKENS)


async def _closable(stream: AsyncIterator[ModelEvent]) -> AsyncGenerator[ModelEvent]:
    """Give any iterator an `aclose`, so that leaving ends the provider's stream at once."""
    try:
        async for event in stream:
            yield event
    finally:
        if (close := getattr(stream, "aclose", None)) is not None:
            await cast("Callable[[], Awaitable[Any]]", close)()
