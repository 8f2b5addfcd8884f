"""Read an answer of chat completions, streamed or whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pilothouse.llm.dialects.decoding import decode_answer
from pilothouse.llm.dialects.failures import upstream_error
from pilothouse.llm.dialects.ids import fresh_id
from pilothouse.llm.dialects.usage import ChatUsage
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import (
    Finished,
    ModelEvent,
    ModelRequest,
    RefusalDelta,
    StopReason,
    TextDelta,
    ThinkingDelta,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    Usage,
    parse_tool_call,
)
from pilothouse.llm.sse import ServerSentEvent
from pilothouse.llm.usage import estimate_usage

_STOP_REASONS: dict[str, StopReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _CallPiece(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _ReasoningDetail(msgspec.Struct):
    text: str | None = None
    data: str | None = None
    signature: str | None = None


class _Delta(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    reasoning_content: str | None = None  # DeepSeek's name, which most servers took over
    reasoning: str | None = None  # OpenRouter's and newer vLLM's
    reasoning_details: list[_ReasoningDetail] | None = None
    tool_calls: list[_CallPiece] | None = None


class _Choice(msgspec.Struct):
    index: int = 0
    delta: _Delta | None = None
    message: _Delta | None = None
    finish_reason: str | None = None


class _Chunk(msgspec.Struct):
    """One JSON object of an answer: a chunk of a stream, or the whole. Fields we do not use are skipped."""

    id: str | None = None
    choices: list[_Choice] | None = None
    usage: ChatUsage | None = None
    error: Any = None


_decoder = msgspec.json.Decoder(_Chunk, strict=False)


@dataclass
class _Call:
    """A tool call that comes in pieces. It begins with its first argument, for a name too may come in pieces."""

    index: int
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list[str])
    has_begun: bool = False

    def begin(self, choice: int) -> Iterator[ModelEvent]:
        if not self.has_begun:
            self.has_begun = True
            self.id = self.id or fresh_id("call_")
            yield ToolCallStarted(self.index, self.id, self.name, choice)


@dataclass
class _ChoiceState:
    number: int
    calls: list[_Call] = field(default_factory=list[_Call])
    by_index: dict[int, _Call] = field(default_factory=dict[int, _Call])
    has_refused: bool = False
    stop_reason: StopReason | None = None

    def call_of(self, piece: _CallPiece, position: int) -> _Call:
        """Find the call a piece belongs to. Some servers give every call the index 0 and tell them apart by id."""
        key = position if piece.index is None else piece.index
        call = self.by_index.get(key)
        if call is None or (piece.id and call.id and piece.id != call.id):
            call = _Call(len(self.calls))
            self.by_index[key] = call
            self.calls.append(call)
        return call

    def reason(self) -> StopReason:
        if self.stop_reason is None:
            return "stop"
        if self.stop_reason == "stop" and self.calls:
            return "tool_calls"
        if self.stop_reason == "stop" and self.has_refused:
            return "refusal"
        return self.stop_reason


@dataclass
class ChatAnswerReader:
    """Puts the chunks of one answer together; see `AnswerReader`."""

    request: ModelRequest
    _choices: dict[int, _ChoiceState] = field(default_factory=dict[int, _ChoiceState])
    _usage: Usage | None = None
    _n_chars: int = 0
    _answer_id: str | None = None

    def feed(self, event: ServerSentEvent) -> list[ModelEvent]:
        """Take one event; see `AnswerReader.feed`."""
        if event.data.startswith("[DONE]"):
            return []
        chunk = decode_answer(_decoder, event.data)
        if event.name == "error" and chunk.error is None:
            raise upstream_error(event.data)
        return list(self._take(chunk))

    def whole(self, body: bytes) -> list[ModelEvent]:
        """Take a whole answer; see `AnswerReader.whole`."""
        return list(self._take(decode_answer(_decoder, body)))

    def finish(self) -> Iterator[ModelEvent]:
        """Yield complete tool calls and the end; see `AnswerReader.finish`."""
        states = [self._choices[number] for number in sorted(self._choices)]
        if not states or any(state.stop_reason is None for state in states):
            raise AnswerCutOff("The provider's answer broke off before its end.")
        for state in states:
            for call in state.calls:
                yield from call.begin(state.number)
                yield ToolCallEvent(parse_tool_call(call.id, call.name, "".join(call.arguments)), state.number)
        reasons: list[StopReason] = [state.reason() for state in states]
        usage = self._usage or estimate_usage(self.request, self._n_chars)
        yield Finished(reasons[0], usage, more_stop_reasons=tuple(reasons[1:]), answer_id=self._answer_id)

    def _take(self, chunk: _Chunk) -> Iterator[ModelEvent]:
        if chunk.error is not None:
            raise upstream_error(chunk.error)
        self._answer_id = self._answer_id or chunk.id
        if chunk.usage is not None:
            self._usage = chunk.usage.as_usage()
        for choice in chunk.choices or ():
            state = self._choices.setdefault(choice.index, _ChoiceState(choice.index))
            if choice.message is not None:
                yield from self._read_thoughts(choice.message, state)
                yield from self._read(choice.message, state)
            elif choice.delta is not None:
                yield from self._read_thinking(choice.delta, state)
                yield from self._read(choice.delta, state)
            if choice.finish_reason:
                state.stop_reason = _STOP_REASONS.get(choice.finish_reason, "stop")

    def _read_thinking(self, delta: _Delta, state: _ChoiceState) -> Iterator[ModelEvent]:
        """Yield a piece of thinking. Its details repeat it; only the seal at a thought's end is new."""
        thinking = delta.reasoning_content or delta.reasoning
        if thinking:
            self._n_chars += len(thinking)
            yield ThinkingDelta(thinking, choice=state.number)
        for detail in delta.reasoning_details or ():
            if detail.signature or detail.data:
                yield ThinkingDelta(signature=detail.signature, redacted=detail.data, choice=state.number)

    def _read_thoughts(self, message: _Delta, state: _ChoiceState) -> Iterator[ModelEvent]:
        """Yield whole thoughts, each with its seal where there are seals."""
        details = [detail for detail in message.reasoning_details or () if detail.signature or detail.data]
        if not details:
            yield from self._read_thinking(message, state)
        for detail in details:
            self._n_chars += len(detail.text or "")
            yield ThinkingDelta(detail.text or "", detail.signature, detail.data, choice=state.number)

    def _read(self, delta: _Delta, state: _ChoiceState) -> Iterator[ModelEvent]:
        if delta.content:
            self._n_chars += len(delta.content)
            yield TextDelta(delta.content, state.number)
        if delta.refusal:
            state.has_refused = True
            yield RefusalDelta(delta.refusal, state.number)
        for position, piece in enumerate(delta.tool_calls or ()):
            yield from self._read_call(piece, position, state)

    def _read_call(self, piece: _CallPiece, position: int, state: _ChoiceState) -> Iterator[ModelEvent]:
        call = state.call_of(piece, position)
        call.id = call.id or piece.id or ""
        function = piece.function or _Function()
        if not call.has_begun:
            call.name += function.name or ""
        if function.arguments:
            self._n_chars += len(function.arguments)
            yield from call.begin(state.number)
            call.arguments.append(function.arguments)
            yield ToolCallDelta(call.index, function.arguments, state.number)
