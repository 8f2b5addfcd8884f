"""Read an answer of messages, streamed or whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pilothouse.core.json import dumps_text
from pilothouse.llm.dialects.decoding import decode_answer
from pilothouse.llm.dialects.failures import upstream_error
from pilothouse.llm.dialects.ids import fresh_id
from pilothouse.llm.dialects.seals import seal
from pilothouse.llm.dialects.usage import MessagesUsage
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import (
    Finished,
    ModelEvent,
    ModelRequest,
    RefusalDelta,
    StopReason,
    TextDelta,
    ThinkingDelta,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    parse_tool_call,
)
from pilothouse.llm.sse import ServerSentEvent
from pilothouse.llm.usage import estimate_usage

_STOP_REASONS: dict[str, StopReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "refusal",
}


class _Block(msgspec.Struct):
    type: str = ""
    text: str | None = None
    thinking: str | None = None
    signature: str | None = None
    data: str | None = None
    id: str | None = None
    name: str | None = None
    input: dict[str, Any] | None = None


class _StopDetails(msgspec.Struct):
    explanation: str | None = None


class _Delta(msgspec.Struct):
    """Of a block or of the message; a message's end has the same fields."""

    text: str | None = None
    thinking: str | None = None
    signature: str | None = None
    partial_json: str | None = None
    stop_reason: str | None = None
    stop_sequence: str | None = None
    stop_details: _StopDetails | None = None


class _Message(msgspec.Struct):
    id: str | None = None
    content: list[_Block] | None = None
    usage: MessagesUsage | None = None
    stop_reason: str | None = None
    stop_sequence: str | None = None
    stop_details: _StopDetails | None = None


class _Event(msgspec.Struct):
    type: str = ""
    index: int = 0
    message: _Message | None = None
    content_block: _Block | None = None
    delta: _Delta | None = None
    usage: MessagesUsage | None = None
    error: Any = None


class _Whole(_Message):
    type: str = ""
    error: Any = None


_events = msgspec.json.Decoder(_Event, strict=False)
_answers = msgspec.json.Decoder(_Whole, strict=False)


@dataclass
class _Call:
    index: int
    id: str
    name: str
    pieces: list[str] = field(default_factory=list[str])


@dataclass
class MessagesAnswerReader:
    """Puts the events of one answer together; see `AnswerReader`. Blocks of the provider's own tools are skipped."""

    request: ModelRequest
    _usage: MessagesUsage = field(default_factory=MessagesUsage)
    _calls: dict[int, _Call] = field(default_factory=dict[int, _Call])  # by the index of their block
    _n_calls: int = 0
    _stop: _Delta | _Message | None = None
    _n_chars: int = 0
    _answer_id: str | None = None

    def feed(self, event: ServerSentEvent) -> list[ModelEvent]:
        """Take one event; see `AnswerReader.feed`."""
        if event.data.startswith("[DONE]"):  # some servers of this wire end like those of the other
            return []
        told = decode_answer(_events, event.data)
        if told.error is not None or told.type == "error" or event.name == "error":
            raise upstream_error(told.error or event.data)
        return list(self._take(told))

    def whole(self, body: bytes) -> list[ModelEvent]:
        """Take a whole answer; see `AnswerReader.whole`."""
        answer = decode_answer(_answers, body)
        if answer.error is not None:
            raise upstream_error(answer.error)
        if answer.content is None:
            raise AnswerCutOff("The provider's answer has no content.")
        self._count(answer.usage)
        self._stop = answer
        self._answer_id = answer.id
        return [event for block in answer.content for event in self._block(block)]

    def finish(self) -> Iterator[ModelEvent]:
        """Yield the end; see `AnswerReader.finish`."""
        stop = self._stop
        if stop is None or stop.stop_reason is None:
            raise AnswerCutOff("The provider's answer broke off before its end.")
        for index in sorted(self._calls):
            yield from self._end_call(index)
        reason = _STOP_REASONS.get(stop.stop_reason, "stop")
        if reason == "refusal" and stop.stop_details is not None and stop.stop_details.explanation:
            yield RefusalDelta(stop.stop_details.explanation)
        is_counted = self._usage.input_tokens is not None or self._usage.output_tokens is not None
        usage = self._usage.as_usage() if is_counted else estimate_usage(self.request, self._n_chars)
        yield Finished(reason, usage, stop.stop_sequence, answer_id=self._answer_id)

    def _count(self, usage: MessagesUsage | None) -> None:
        if usage is not None:
            self._usage = usage.over(self._usage)

    def _take(self, event: _Event) -> Iterator[ModelEvent]:
        match event.type:
            case "message_start" if event.message is not None:
                self._answer_id = event.message.id
                self._count(event.message.usage)
            case "content_block_start" if event.content_block is not None:
                yield from self._start(event.index, event.content_block)
            case "content_block_delta" if event.delta is not None:
                yield from self._grow(event.index, event.delta)
            case "content_block_stop":
                yield from self._end_call(event.index)
            case "message_delta":
                self._count(event.usage)
                if event.delta is not None and event.delta.stop_reason is not None:
                    self._stop = event.delta
            case _:
                pass  # ping, message_stop, and what may come

    def _start(self, index: int, block: _Block) -> Iterator[ModelEvent]:
        if block.type != "tool_use":
            yield from self._block(block)
            return
        call = _Call(self._n_calls, block.id or fresh_id("toolu_"), block.name or "")
        self._n_calls += 1
        self._calls[index] = call
        yield ToolCallStarted(call.index, call.id, call.name)
        if block.input:  # of servers that do not cut the arguments into pieces
            yield from self._grow(index, _Delta(partial_json=dumps_text(block.input)))

    def _grow(self, index: int, delta: _Delta) -> Iterator[ModelEvent]:
        self._n_chars += len(delta.text or "") + len(delta.thinking or "") + len(delta.partial_json or "")
        if delta.text:
            yield TextDelta(delta.text)
        if delta.thinking:
            yield ThinkingDelta(delta.thinking)
        if delta.signature:
            yield ThinkingDelta(signature=seal("anthropic", delta.signature))
        call = self._calls.get(index)
        if delta.partial_json and call is not None:
            call.pieces.append(delta.partial_json)
            yield ToolCallDelta(call.index, delta.partial_json)

    def _end_call(self, index: int) -> Iterator[ModelEvent]:
        call = self._calls.pop(index, None)
        if call is not None:
            yield ToolCallEvent(parse_tool_call(call.id, call.name, "".join(call.pieces)))

    def _block(self, block: _Block) -> Iterator[ModelEvent]:
        """Yield a whole block, or what of it stands in its start."""
        self._n_chars += len(block.text or "") + len(block.thinking or "")
        match block.type:
            case "text" if block.text:
                yield TextDelta(block.text)
            case "thinking" if block.thinking or block.signature:
                yield ThinkingDelta(
                    block.thinking or "", seal("anthropic", block.signature) if block.signature else None
                )
            case "redacted_thinking" if block.data:
                yield ThinkingDelta(redacted=seal("anthropic", block.data))
            case "tool_use":
                yield ToolCallEvent(ToolCall(block.id or fresh_id("toolu_"), block.name or "", block.input or {}))
            case _:
                pass
