"""Asking a provider of another wire, or one without any: the request is read, asked in our own terms, written back."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from pilothouse.core.errors import PilothouseError
from pilothouse.core.money import to_decimal_string
from pilothouse.gateway.calls.events import Settled
from pilothouse.gateway.calls.request import RequestAnswer
from pilothouse.gateway.wire.passing import Head, WirePiece
from pilothouse.llm.dialects.base import AnswerWriter
from pilothouse.llm.errors import ProviderError
from pilothouse.llm.messages import Finished, Usage


class TranslatingAnswer:
    """Writes a provider's events as the caller's wire has them."""

    def __init__(self, answer: RequestAnswer, writer: AnswerWriter, *, is_streaming: bool) -> None:
        self.told: PilothouseError | None = None
        self._answer = answer
        self._writer = writer
        self._is_streaming = is_streaming
        self._has_begun = False

    @property
    def usage(self) -> Usage | None:
        """What the provider counted."""
        return self._answer.usage

    @property
    def answer_id(self) -> str:
        """The provider's id of the answer, which its own wire would have told."""
        return self._answer.answer_id

    @property
    def has_begun(self) -> bool:
        """Whether content was handed out; of a whole answer never before its end."""
        return self._answer.has_begun and self._is_streaming

    async def begin(self) -> AsyncGenerator[WirePiece]:
        """Return head and bytes of a stream; of a whole answer nothing, for its head tells the cost."""
        return self._pieces()

    def ending(self, settled: Settled) -> Iterable[WirePiece]:
        """Return the end of a stream, or the whole answer."""
        finished = next(event for event in self._answer.ending(settled) if isinstance(event, Finished))
        data = self._writer.write(finished) + self._writer.end(to_decimal_string(settled.cost_microusd))
        return (settled, data) if self._is_streaming else (Head(), settled, data)

    def output_tokens(self) -> int:
        """Estimate the tokens that have come."""
        return self._answer.output_tokens()

    async def _pieces(self) -> AsyncGenerator[WirePiece]:
        try:
            async with aclosing(await self._answer.begin()) as events:
                async for event in events:
                    for piece in self._opening():
                        yield piece
                    if not isinstance(event, Settled) and (written := self._writer.write(event)):
                        yield written
        except ProviderError as error:
            error.raw = None  # the provider's words have a shape that this caller does not know
            raise
        for piece in self._opening():
            yield piece

    def _opening(self) -> Iterable[WirePiece]:
        """Return the head and what comes before any content of a stream, the first time."""
        if self._has_begun or not self._is_streaming:
            return ()
        self._has_begun = True
        return Head(), self._writer.begin()
