"""Write an answer of messages, streamed or whole."""

from dataclasses import dataclass, field
from typing import Any

from pilothouse.core.json import dumps
from pilothouse.llm.dialects.anthropic_messages.content import input_of, input_text
from pilothouse.llm.dialects.base import COST_FIELD
from pilothouse.llm.dialects.blocks import Block, Blocks
from pilothouse.llm.dialects.frames import named_frame
from pilothouse.llm.dialects.ids import fitting_id, fresh_id
from pilothouse.llm.dialects.seals import on_wire
from pilothouse.llm.messages import Finished, ModelEvent, StopReason, Usage, parse_tool_call

_MAX_ID_CHARS = 64
_STOP_REASONS: dict[StopReason, str] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
    "refusal": "refusal",
}
_ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "invalid_request_error",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}


@dataclass
class MessagesAnswerWriter:
    """Writes one answer; see `AnswerWriter`. A refusal's words are text; the stop reason tells what they are."""

    model: str
    stream: bool
    _id: str = field(default_factory=lambda: fresh_id("msg_"))
    _blocks: Blocks = field(default_factory=Blocks)
    _finished: Finished | None = None

    def begin(self) -> bytes:
        """Write `message_start`. Nobody knows the input's tokens yet; `message_delta` tells them."""
        if not self.stream:
            return b""
        message = self._message(None, _usage(Usage()) | _cache_creation(Usage()))
        return named_frame("message_start", {"type": "message_start", "message": message})

    def write(self, event: ModelEvent) -> bytes:
        """Write one event."""
        steps = self._blocks.take(event)
        if isinstance(event, Finished):
            self._finished = event
        written = b"".join(_frame(kind, block, text) for kind, block, text in steps)
        return written if self.stream else b""

    def end(self, cost_usd: str) -> bytes:
        """Write the end."""
        if self._finished is None:
            raise RuntimeError("Finished has to be written before the end.")
        usage = _usage(self._finished.usage) | {COST_FIELD: cost_usd}
        if not self.stream:
            return dumps(self._message(self._finished, usage | _cache_creation(self._finished.usage)))
        delta = {"type": "message_delta", "delta": _stop(self._finished), "usage": usage}
        return named_frame("message_delta", delta) + named_frame("message_stop", {"type": "message_stop"})

    def error(self, status: int, error: dict[str, Any]) -> bytes:
        """Write an error."""
        told = error.get("type")
        fallback = "api_error" if status >= 500 else "invalid_request_error"
        kind = told if told in _ERROR_TYPES.values() else _ERROR_TYPES.get(status, fallback)
        body = {"type": "error", "error": {"type": kind, "message": error.get("message", "")}}
        return named_frame("error", body) if self.stream else dumps(body)

    def _message(self, finished: Finished | None, usage: dict[str, Any]) -> dict[str, Any]:
        message: dict[str, Any] = {
            "id": self._id,
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [_content(block) for block in self._blocks.blocks],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage,
        }
        return message if finished is None else message | _stop(finished)


def _stop(finished: Finished) -> dict[str, Any]:
    reason = "stop_sequence" if finished.stop_sequence is not None else _STOP_REASONS[finished.stop_reason]
    return {"stop_reason": reason, "stop_sequence": finished.stop_sequence}


def _call_id(block: Block) -> str:
    return fitting_id(block.id, "toolu_", _MAX_ID_CHARS)


def _content(block: Block) -> dict[str, Any]:
    """Write a block as it stands in a whole answer."""
    match block.kind:
        case "text" | "refusal":
            return {"type": "text", "text": block.text, "citations": None}
        case "thinking":
            return {"type": "thinking", "thinking": block.text, "signature": _signature(block)}
        case "redacted":
            return {"type": "redacted_thinking", "data": on_wire("anthropic", block.redacted or "")}
        case "tool":
            call = block.call or parse_tool_call(block.id, block.name, block.text)
            return {"type": "tool_use", "id": _call_id(block), "name": block.name, "input": input_of(call)}


def _signature(block: Block) -> str:
    return on_wire("anthropic", block.signature or "")


def _empty(block: Block) -> dict[str, Any]:
    """Write a block as it stands at its start, before its deltas."""
    match block.kind:
        case "text" | "refusal":
            return {"type": "text", "text": ""}
        case "thinking":
            return {"type": "thinking", "thinking": "", "signature": ""}
        case "redacted":
            return _content(block)
        case "tool":
            return {"type": "tool_use", "id": _call_id(block), "name": block.name, "input": {}}


def _frame(kind: str, block: Block, text: str) -> bytes:
    if kind == "open":
        start = {"type": "content_block_start", "index": block.index, "content_block": _empty(block)}
        return named_frame("content_block_start", start)
    if kind == "grow":
        return _delta(block, _grown(block, text))
    sealed = b""
    if block.kind == "thinking" and block.signature is not None:
        sealed = _delta(block, {"type": "signature_delta", "signature": _signature(block)})
    return sealed + named_frame("content_block_stop", {"type": "content_block_stop", "index": block.index})


def _delta(block: Block, delta: dict[str, Any]) -> bytes:
    return named_frame("content_block_delta", {"type": "content_block_delta", "index": block.index, "delta": delta})


def _grown(block: Block, text: str) -> dict[str, Any]:
    match block.kind:
        case "thinking":
            return {"type": "thinking_delta", "thinking": text}
        case "tool":
            return {"type": "input_json_delta", "partial_json": text if block.call is None else input_text(block.call)}
        case _:
            return {"type": "text_delta", "text": text}


def _cache_creation(usage: Usage) -> dict[str, Any]:
    """Write the lives of what was cached, which only a whole answer tells, and the start of a stream."""
    five_minutes, an_hour = usage.cache_write_tokens, usage.cache_write_1h_tokens
    return {"cache_creation": {"ephemeral_5m_input_tokens": five_minutes, "ephemeral_1h_input_tokens": an_hour}}


def _usage(usage: Usage) -> dict[str, Any]:
    written = usage.cache_write_tokens + usage.cache_write_1h_tokens
    told: dict[str, Any] = {
        "input_tokens": max(0, usage.input_tokens - usage.cached_input_tokens - written),
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": usage.cached_input_tokens,
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"thinking_tokens": usage.reasoning_tokens},
    }
    if usage.web_searches or usage.web_fetches:
        told["server_tool_use"] = {
            "web_search_requests": usage.web_searches,
            "web_fetch_requests": usage.web_fetches,
        }
    return told
