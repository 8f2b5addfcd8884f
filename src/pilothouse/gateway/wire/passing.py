"""Asking a provider of the caller's own wire: bytes pass, and are read along."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import closing

import msgspec

from pilothouse.core.errors import PilothouseError, UpstreamFailed
from pilothouse.core.money import to_decimal_string
from pilothouse.gateway.calls.answering import AnswerScreen
from pilothouse.gateway.calls.estimate import tokens_of_bytes
from pilothouse.gateway.calls.events import Settled
from pilothouse.gateway.routing.service import Route
from pilothouse.gateway.wire.answers import AnswerStream, screened_answer
from pilothouse.gateway.wire.body import WireBody
from pilothouse.gateway.wire.operations import EMBEDDINGS
from pilothouse.llm.dialects.watch import Watch
from pilothouse.llm.dialects.whole import read_whole
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import Usage
from pilothouse.llm.providers.base import Answer, WireProvider

MAX_ANSWER_BYTES = 64_000_000  # of an answer that comes whole; the largest embeddings are some 50 MB
_UNKNOWN_PATH = frozenset({404, 405, 501})


class OperationLacking(UpstreamFailed):
    """A provider does not serve what it was asked for, and is asked in another way next."""


class Head(msgspec.Struct, frozen=True):
    """What can be said about an answer before its first byte: the provider's own headers, where they help."""

    headers: tuple[tuple[bytes, bytes], ...] = ()


WirePiece = Head | bytes | Settled


class PassingAnswer:
    """The answer of a provider that speaks the caller's wire."""

    def __init__(
        self,
        provider: WireProvider,
        route: Route,
        body: WireBody,
        sent: bytes,
        headers: Mapping[str, str],
        ends_at: float,
        screen: AnswerScreen | None = None,
    ) -> None:
        self.usage: Usage | None = None
        self.answer_id = ""
        self.has_begun = False
        self.told: PilothouseError | None = None
        self._provider = provider
        self._route = route
        self._body = body
        self._sent = sent
        self._headers = headers
        self._ends_at = ends_at
        self._screen = screen or AnswerScreen(None)
        self._head = Head()
        self._whole = b""
        self._watch: Watch | None = None
        self._stream: AnswerStream | None = None

    async def begin(self) -> AsyncGenerator[WirePiece] | None:
        """Return head and bytes of a stream; of a whole answer nothing, for its head tells the cost."""
        answer = await self._provider.send(
            self._body.operation.name, self._sent, model=self._route.model, headers=self._headers, ends_at=self._ends_at
        )
        has_succeeded = 200 <= answer.status < 300
        if has_succeeded:
            self._head = Head(_helpful(answer))
            if self._body.is_streaming and answer.is_stream:
                return self._streamed(answer)
        with closing(answer):
            if not has_succeeded:
                raise self._learnt_from(answer.status, await self._provider.failure_of(answer))
            self._read_whole(await answer.read(MAX_ANSWER_BYTES))
        return None

    def ending(self, settled: Settled) -> Iterable[WirePiece]:
        """Return what was held back until the cost was known."""
        if self._watch is None or self._stream is None:
            return self._head, settled, self._whole
        last = self._stream.feed(self._watch.ending(to_decimal_string(settled.cost_microusd)))
        self._stream.finish()
        return settled, last

    def output_tokens(self) -> int:
        """Estimate the tokens that have come."""
        return tokens_of_bytes(self._watch.content_bytes if self._watch else len(self._whole))

    def _learnt_from(self, status: int, error: PilothouseError) -> PilothouseError:
        """Learn from a refusal that the provider does not know the operation at all; it can then be translated."""
        is_unknown = status in _UNKNOWN_PATH and "model" not in error.message
        if not is_unknown or self._body.operation.name != "responses":
            return error
        self._provider.lacks("responses")
        return OperationLacking(f"{self._provider.name} does not serve responses; asking in chat completions.")

    async def _streamed(self, answer: Answer) -> AsyncGenerator[WirePiece]:
        with closing(answer):
            self._watch = watch = self._body.operation.watch(shows_usage=self._body.shows_usage)
            self._stream = stream = AnswerStream(self._screen, self._body.operation.name)
            while chunk := await answer.next_chunk():
                passing = stream.feed(watch.feed(chunk))
                if passing:
                    if not self.has_begun:
                        self.has_begun = True
                        yield self._head
                    yield passing
                if watch.error is not None:
                    self.told = watch.error
                    raise watch.error
        self.usage, self.answer_id = watch.usage, watch.answer_id
        if not watch.is_finished:
            raise AnswerCutOff(f"{self._provider.name} broke off in the middle of its answer.")
        if not self.has_begun:
            yield self._head
        yield stream.feed(watch.rest())

    def _read_whole(self, body: bytes) -> None:
        read = read_whole(self._body.operation.name, body)
        self.usage, self.answer_id = read.usage, read.answer_id
        is_text = self._body.operation is not EMBEDDINGS
        self._whole = screened_answer(self._screen, body) if is_text else body


# What of a provider's headers helps its caller: what is left of a rate limit, and how long it took.
_HELPFUL = ("x-ratelimit-", "anthropic-ratelimit-", "openai-processing-ms", "openai-version")


def _helpful(answer: Answer) -> tuple[tuple[bytes, bytes], ...]:
    kept = [
        (lower.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in answer.headers.items()
        if (lower := name.lower()).startswith(_HELPFUL)
    ]
    upstream_id = answer.headers.get("x-request-id") or answer.headers.get("request-id")
    if upstream_id:
        kept.append((b"x-pilothouse-upstream-request-id", upstream_id.encode("latin-1", "replace")))
    return tuple(kept)
