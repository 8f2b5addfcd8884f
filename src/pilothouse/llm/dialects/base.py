"""What a dialect is: one vendor's wire, read and written as pure code. Bytes in, bytes out; no connections."""

from collections.abc import Iterable
from typing import Any, Literal, Protocol, TypeAlias

from pilothouse.llm.messages import ModelEvent, ModelRequest
from pilothouse.llm.sse import ServerSentEvent

DialectName: TypeAlias = Literal["openai_chat", "openai_responses", "anthropic_messages"]

COST_FIELD = "x-pilothouse-cost-usd"  # beside the token counts, in the object called "usage"


class AnswerReader(Protocol):
    """Reads one upstream answer, streamed or whole, into events. Made anew for each answer."""

    def feed(self, event: ServerSentEvent) -> Iterable[ModelEvent]:
        """Take one event of a stream and return what it adds. Keep-alives and unknown events add nothing.

        Raises:
            RateLimited, TimedOut, UpstreamFailed: the event is an error, or does not have the published shape.
        """
        ...

    def whole(self, body: bytes) -> Iterable[ModelEvent]:
        """Take an answer that came as one JSON body and return what it says, up to the end.

        Raises:
            AnswerCutOff: it is no JSON, or not of the published shape.
            UpstreamFailed: it is an error.
        """
        ...

    def finish(self) -> Iterable[ModelEvent]:
        """Return what was still gathered, and `Finished`. Call it once, when the upstream sends no more.

        Raises:
            AnswerCutOff: the answer did not end.
        """
        ...


class AnswerWriter(Protocol):
    """Writes one answer for a caller, streamed or whole. Made anew for each answer.

    Of a whole answer `begin` and `write` return nothing, and `end` returns the body.
    """

    def begin(self) -> bytes:
        """Return what comes before any content."""
        ...

    def write(self, event: ModelEvent) -> bytes:
        """Return the bytes of one event, often none."""
        ...

    def end(self, cost_usd: str) -> bytes:
        """Return the end, with the cost as a decimal string in `usage`. `Finished` was written before."""
        ...

    def error(self, status: int, error: dict[str, Any]) -> bytes:
        """Return the error that ends this answer in the wire's shape.

        Args:
            status: HTTP status it would have had.
            error: "message", and "type", "code" and "param" where known; a type of another wire is replaced.
        """
        ...


class Dialect(Protocol):
    """One vendor's wire."""

    @property
    def name(self) -> DialectName:
        """Its name in settings and rows."""
        ...

    def read_request(self, body: bytes) -> ModelRequest:
        """Read a request that is to be translated. One for an upstream of the same wire passes through unread.

        Raises:
            InvalidInput: it is no JSON, has a wrong type, or asks for what no other wire can say; names the field.
        """
        ...

    def write_request(self, request: ModelRequest, *, stream: bool) -> dict[str, Any]:
        """Write a request for an upstream of this wire.

        Raises:
            InvalidInput: this wire cannot say it; names the field. What is only a wish (a seed) is left out.
        """
        ...

    def answer_reader(self, request: ModelRequest) -> AnswerReader:
        """Begin to read an answer to `request`, which serves to estimate tokens that nobody counted."""
        ...

    def answer_writer(self, model: str, *, stream: bool, include_usage: bool) -> AnswerWriter:
        """Begin to write an answer.

        Args:
            model: the name the caller asked for.
            stream: as server-sent events, or whole.
            include_usage: whether a stream tells usage; only chat completions can be without.
        """
        ...
