"""Read a response, streamed or whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pilothouse.core.errors import UpstreamFailed
from pilothouse.llm.dialects.decoding import decode_answer
from pilothouse.llm.dialects.failures import upstream_error
from pilothouse.llm.dialects.ids import fresh_id
from pilothouse.llm.dialects.openai_responses.thoughts import thought_of
from pilothouse.llm.dialects.usage import ResponsesUsage
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
    parse_tool_call,
)
from pilothouse.llm.sse import ServerSentEvent
from pilothouse.llm.usage import estimate_usage

_INCOMPLETE: dict[str, StopReason] = {"max_output_tokens": "length", "content_filter": "content_filter"}
_PARAGRAPH = "\n\n"  # between the parts of a summary


class _Text(msgspec.Struct):
    """Any piece of content: of a message, of a thought, of its summary."""

    type: str = ""
    text: str | None = None
    refusal: str | None = None


class _Item(msgspec.Struct):
    type: str = ""
    id: str | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: str | None = None
    content: list[_Text] | None = None
    summary: list[_Text] | None = None
    encrypted_content: str | None = None


class _Details(msgspec.Struct):
    reason: str | None = None


class _Response(msgspec.Struct):
    id: str | None = None
    status: str | None = None
    output: list[_Item] | None = None
    usage: ResponsesUsage | None = None
    incomplete_details: _Details | None = None
    error: Any = None


class _Event(msgspec.Struct):
    type: str = ""
    output_index: int = 0
    summary_index: int = 0
    delta: Any = None
    item: _Item | None = None
    response: _Response | None = None
    error: Any = None
    message: str | None = None
    code: str | None = None


_events = msgspec.json.Decoder(_Event, strict=False)
_responses = msgspec.json.Decoder(_Response, strict=False)


@dataclass
class _Call:
    index: int
    id: str
    name: str
    pieces: list[str] = field(default_factory=list[str])


@dataclass
class ResponsesAnswerReader:
    """Puts the events of one response together; see `AnswerReader`. Items of the provider's own tools are skipped."""

    request: ModelRequest
    _calls: dict[int, _Call] = field(default_factory=dict[int, _Call])  # by output_index
    _n_calls: int = 0
    _grown: set[int] = field(default_factory=set[int])  # output_index of items that came in pieces
    _has_refused: bool = False
    _response: _Response | None = None
    _n_chars: int = 0

    def feed(self, event: ServerSentEvent) -> list[ModelEvent]:
        """Take one event; see `AnswerReader.feed`."""
        if event.data.startswith("[DONE]"):
            return []
        told = decode_answer(_events, event.data)
        if told.error is not None or told.type == "error" or event.name == "error":
            raise upstream_error(told.error or {"message": told.message or event.data, "code": told.code})
        return list(self._take(told))

    def whole(self, body: bytes) -> list[ModelEvent]:
        """Take a whole answer; see `AnswerReader.whole`."""
        response = decode_answer(_responses, body)
        self._end(response)
        return [event for at, item in enumerate(response.output or ()) for event in self._complete(at, item)]

    def finish(self) -> Iterator[ModelEvent]:
        """Yield the end; see `AnswerReader.finish`."""
        response = self._response
        if response is None:
            raise AnswerCutOff("The provider's answer broke off before its end.")
        for at in sorted(self._calls):
            yield from self._end_call(at, None)
        usage = response.usage.as_usage() if response.usage else estimate_usage(self.request, self._n_chars)
        yield Finished(self._reason(response), usage, answer_id=response.id)

    def _reason(self, response: _Response) -> StopReason:
        if response.status == "incomplete":
            reason = response.incomplete_details.reason if response.incomplete_details else None
            return _INCOMPLETE.get(reason or "", "length")
        if self._n_calls:
            return "tool_calls"
        return "refusal" if self._has_refused else "stop"

    def _take(self, event: _Event) -> Iterator[ModelEvent]:
        at = event.output_index
        match event.type:
            case "response.output_text.delta" | "response.refusal.delta":
                yield from self._say(event)
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta":
                yield from self._think(at, str(event.delta or ""))
            case "response.reasoning_summary_part.added" if event.summary_index > 0:
                yield from self._think(at, _PARAGRAPH)
            case "response.output_item.added" if event.item is not None and event.item.type == "function_call":
                yield self._start_call(at, event.item)
            case "response.function_call_arguments.delta":
                yield from self._grow_call(at, str(event.delta or ""))
            case "response.output_item.done" if event.item is not None:
                yield from self._complete(at, event.item)
            case "response.completed" | "response.incomplete" | "response.failed" if event.response is not None:
                self._end(event.response)
            case _:
                pass

    def _say(self, event: _Event) -> Iterator[ModelEvent]:
        text = str(event.delta or "")
        if not text:
            return
        self._grown.add(event.output_index)
        self._n_chars += len(text)
        if event.type == "response.refusal.delta":
            self._has_refused = True
            yield RefusalDelta(text)
        else:
            yield TextDelta(text)

    def _think(self, at: int, text: str) -> Iterator[ModelEvent]:
        if text:
            self._grown.add(at)
            self._n_chars += len(text)
            yield ThinkingDelta(text)

    def _start_call(self, at: int, item: _Item) -> ModelEvent:
        call = _Call(self._n_calls, item.call_id or item.id or fresh_id("call_"), item.name or "")
        self._n_calls += 1
        self._calls[at] = call
        return ToolCallStarted(call.index, call.id, call.name)

    def _grow_call(self, at: int, piece: str) -> Iterator[ModelEvent]:
        call = self._calls.get(at)
        if piece and call is not None:
            self._n_chars += len(piece)
            call.pieces.append(piece)
            yield ToolCallDelta(call.index, piece)

    def _end_call(self, at: int, arguments: str | None) -> Iterator[ModelEvent]:
        call = self._calls.pop(at)
        text = "".join(call.pieces)
        if not text and arguments:
            yield ToolCallDelta(call.index, arguments)
        yield ToolCallEvent(parse_tool_call(call.id, call.name, text or arguments or ""))

    def _complete(self, at: int, item: _Item) -> Iterator[ModelEvent]:
        """Yield a complete item, or what of it has not come in pieces before."""
        if item.type == "function_call":
            if at in self._calls:
                yield from self._end_call(at, item.arguments)
                return
            self._n_calls += 1
            call_id = item.call_id or item.id or fresh_id("call_")
            yield ToolCallEvent(parse_tool_call(call_id, item.name or "", item.arguments or ""))
        elif item.type == "reasoning":
            yield from self._complete_thought(at, item)
        elif item.type == "message" and at not in self._grown:
            yield from self._complete_message(item)

    def _complete_thought(self, at: int, item: _Item) -> Iterator[ModelEvent]:
        texts = item.summary or item.content or ()
        text = "" if at in self._grown else _PARAGRAPH.join(piece.text or "" for piece in texts)
        thought = thought_of(text, item.encrypted_content, item.id)
        self._n_chars += len(text)
        if thought.text or thought.signature or thought.redacted:
            yield ThinkingDelta(thought.text, thought.signature, thought.redacted, thought.id)

    def _complete_message(self, item: _Item) -> Iterator[ModelEvent]:
        for piece in item.content or ():
            if piece.text:
                self._n_chars += len(piece.text)
                yield TextDelta(piece.text)
            if piece.refusal:
                self._has_refused = True
                yield RefusalDelta(piece.refusal)

    def _end(self, response: _Response) -> None:
        if response.error is not None or response.status == "failed":
            raise upstream_error(response.error or "it told no reason")
        if response.status not in {"completed", "incomplete"}:
            raise UpstreamFailed(f"The provider ended its answer in the state {response.status}.")
        self._response = response
