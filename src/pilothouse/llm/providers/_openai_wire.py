"""The wire of chat completions: requests written, answers and errors read. No input or output here."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import msgspec

from pilothouse.core.errors import PilothouseError, RateLimited, TimedOut, TooLarge, UpstreamFailed
from pilothouse.core.json import dumps_text
from pilothouse.llm.errors import AnswerCutOff, ProviderQuotaSpent, ProviderRefusedKey, ProviderRefusedRequest
from pilothouse.llm.messages import (
    Finished,
    Message,
    ModelEvent,
    ModelRequest,
    StopReason,
    TextDelta,
    ToolCallEvent,
    Usage,
    parse_tool_call,
)
from pilothouse.llm.usage import estimate_tokens

_STOP_REASONS: dict[str, StopReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}


def request_body(request: ModelRequest, output_bound: str) -> dict[str, Any]:
    """Write a request.

    Args:
        request: what to ask.
        output_bound: the field that bounds the answer, "max_tokens" or "max_completion_tokens".
    """
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [_message(message) for message in request.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {"name": spec.name, "description": spec.description, "parameters": spec.input_schema},
            }
            for spec in request.tools
        ]
    if request.max_output_tokens is not None:
        body[output_bound] = request.max_output_tokens
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.response_schema is not None:
        schema = {"name": "answer", "schema": request.response_schema}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.text}
    written: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        written["content"] = message.text or None
        written["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.malformed or dumps_text(call.arguments)},
            }
            for call in message.tool_calls
        ]
    return written


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _CallPiece(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(msgspec.Struct):
    content: str | None = None
    tool_calls: list[_CallPiece] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    message: _Delta | None = None  # of a server that does not stream
    finish_reason: str | None = None


class _InputDetails(msgspec.Struct):
    cached_tokens: int | None = None


class _OutputDetails(msgspec.Struct):
    reasoning_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_tokens_details: _InputDetails | None = None
    completion_tokens_details: _OutputDetails | None = None

    def as_usage(self) -> Usage:
        cached = self.prompt_tokens_details.cached_tokens if self.prompt_tokens_details else 0
        reasoning = self.completion_tokens_details.reasoning_tokens if self.completion_tokens_details else 0
        return Usage(self.prompt_tokens, self.completion_tokens, cached or 0, reasoning or 0)


class Chunk(msgspec.Struct):
    """One JSON object of an answer: a chunk of a stream, or the whole. Fields we do not use are skipped."""

    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


_chunk_decoder = msgspec.json.Decoder(Chunk, strict=False)


def read_chunk(data: str | bytes) -> Chunk:
    """Decode one JSON object of an answer.

    Raises:
        AnswerCutOff: it is not JSON, or not of the published shape.
    """
    try:
        return _chunk_decoder.decode(data)
    except msgspec.DecodeError as error:
        raise AnswerCutOff(f"The provider's answer does not have the published shape: {error}.") from error


@dataclass
class _PartialCall:
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass
class AnswerReader:
    """Puts the chunks of one answer together. Tool calls come in pieces, told apart by their index."""

    request: ModelRequest
    _text_chars: int = 0
    _calls: dict[int, _PartialCall] = field(default_factory=dict[int, _PartialCall])
    _stop_reason: StopReason | None = None
    _usage: Usage | None = None

    def read(self, chunk: Chunk) -> Iterator[ModelEvent]:
        """Take one chunk and yield the text it adds.

        Raises:
            UpstreamFailed: the chunk is an error.
        """
        if chunk.error is not None:
            raise UpstreamFailed(f"The provider stopped in the middle of its answer: {_words_of(chunk.error)}.")
        if chunk.usage is not None:
            self._usage = chunk.usage.as_usage()
        for choice in chunk.choices or []:
            delta = choice.delta or choice.message or _Delta()
            if delta.content:
                self._text_chars += len(delta.content)
                yield TextDelta(delta.content)
            self._gather(delta.tool_calls or [])
            if choice.finish_reason:
                self._stop_reason = _STOP_REASONS.get(choice.finish_reason, "stop")

    def finish(self) -> Iterator[ModelEvent]:
        """Yield the gathered tool calls and the end.

        Raises:
            AnswerCutOff: no chunk told why the answer ended, so it did not end.
        """
        if self._stop_reason is None:
            raise AnswerCutOff("The provider's answer broke off before its end.")
        for index, call in sorted(self._calls.items()):
            yield ToolCallEvent(parse_tool_call(call.id or f"call_{index}", call.name, call.arguments))
        yield Finished("tool_calls" if self._calls else self._stop_reason, self._usage or self._estimate())

    def _gather(self, pieces: list[_CallPiece]) -> None:
        for position, piece in enumerate(pieces):
            call = self._calls.setdefault(position if piece.index is None else piece.index, _PartialCall())
            call.id = piece.id or call.id
            if piece.function is not None:
                call.name += piece.function.name or ""
                call.arguments += piece.function.arguments or ""

    def _estimate(self) -> Usage:
        sent = sum(len(message.text) for message in self.request.messages)
        gathered = sum(len(call.arguments) + len(call.name) for call in self._calls.values())
        return Usage(estimate_tokens(sent), estimate_tokens(self._text_chars + gathered), is_estimated=True)


class _ErrorBody(msgspec.Struct):
    error: Any = None
    message: Any = None
    detail: Any = None


_ERRORS: dict[int, type[PilothouseError]] = {
    401: ProviderRefusedKey,
    403: ProviderRefusedKey,
    408: TimedOut,
    409: UpstreamFailed,
    413: TooLarge,
    429: RateLimited,
    504: TimedOut,
}


def error_of(name: str, status: int, headers: Mapping[str, str], body: bytes) -> PilothouseError:
    """Turn a provider's refusal into an error of ours, with its words and its advice on when to come back."""
    message = f"{name} answered {status}: {_error_words(body) or 'no reason given'}."
    if status == 429 and b"insufficient_quota" in body:
        return ProviderQuotaSpent(message)
    kind = _ERRORS.get(status, ProviderRefusedRequest if status < 500 else UpstreamFailed)
    return kind(message, retry_after_s=retry_after_s(headers) if kind.retryable else None)


def _error_words(body: bytes) -> str:
    try:
        parsed = msgspec.json.decode(body, type=_ErrorBody)
    except msgspec.DecodeError:
        return " ".join(body[:300].decode(errors="replace").split())
    return _words_of(parsed.error or parsed.message or parsed.detail or "")


def _words_of(error: Any) -> str:
    """Return the message of an error, which is an object by the book and a string from some servers."""
    words = cast("dict[str, Any]", error).get("message", "") if isinstance(error, dict) else error
    return str(words)[:300].rstrip(".")


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Read how long to wait: OpenAI's `retry-after-ms`, else `retry-after` in seconds or as a date."""
    with contextlib.suppress(KeyError, ValueError):
        return max(0.0, float(headers["retry-after-ms"]) / 1000)
    with contextlib.suppress(KeyError, ValueError):
        return max(0.0, float(headers["retry-after"]))
    with contextlib.suppress(KeyError, ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(headers["retry-after"]) - datetime.now(UTC)).total_seconds())
    return None
