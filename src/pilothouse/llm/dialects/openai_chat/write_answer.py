"""Write an answer of chat completions, streamed or whole."""

import time
from dataclasses import dataclass, field
from typing import Any

from pilothouse.core.json import dumps
from pilothouse.llm.dialects.base import COST_FIELD
from pilothouse.llm.dialects.blocks import Block, Blocks
from pilothouse.llm.dialects.frames import DONE, data_frame
from pilothouse.llm.dialects.ids import fitting_id, fresh_id
from pilothouse.llm.messages import Finished, ModelEvent, StopReason, Usage

_MAX_ID_CHARS = 40
_FINISH_REASONS: dict[StopReason, str] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "content_filter": "content_filter",
    "refusal": "content_filter",  # unless it comes with words; then it is a "stop" with them beside
}
_FIELDS = {"text": "content", "thinking": "reasoning_content", "refusal": "refusal"}


@dataclass
class ChatAnswerWriter:
    """Writes one answer; see `AnswerWriter`. Thinking goes into `reasoning_content`, as most servers write it."""

    model: str
    stream: bool
    include_usage: bool
    _id: str = field(default_factory=lambda: fresh_id("chatcmpl-"))
    _created: int = field(default_factory=lambda: int(time.time()))
    _choices: dict[int, Blocks] = field(default_factory=dict[int, Blocks])
    _finished: Finished | None = None

    def begin(self) -> bytes:
        """Return nothing: each choice of this wire begins with its own first chunk."""
        return b""

    def write(self, event: ModelEvent) -> bytes:
        """Write one event."""
        if isinstance(event, Finished):
            self._finished = event
            return b""
        written = b""
        if event.choice not in self._choices:
            self._choices[event.choice] = Blocks()
            written = self._frame(event.choice, {"role": "assistant", "content": None})
        for kind, block, text in self._choices[event.choice].take(event):
            delta = _delta(kind, block, text)
            if delta is not None:
                written += self._frame(event.choice, delta)
        return written if self.stream else b""

    def end(self, cost_usd: str) -> bytes:
        """Write the end."""
        if self._finished is None:
            raise RuntimeError("Finished has to be written before the end.")
        usage = _usage(self._finished.usage) | {COST_FIELD: cost_usd}
        reasons = (self._finished.stop_reason, *self._finished.more_stop_reasons)
        for number in range(len(reasons)):
            self._choices.setdefault(number, Blocks())
        if not self.stream:
            choices = [self._choice(number, reason) for number, reason in enumerate(reasons)]
            return dumps(self._object("chat.completion", choices) | {"usage": usage})
        written = b"".join(self._last_frame(number, reason) for number, reason in enumerate(reasons))
        if self.include_usage:
            written += data_frame(self._object("chat.completion.chunk", []) | {"usage": usage})
        return written + DONE

    def error(self, status: int, error: dict[str, Any]) -> bytes:
        """Write an error. What follows one is not read, so there is no [DONE], which would say that all is well."""
        body = {
            "error": {
                "message": error.get("message", ""),
                "type": error.get("type") or ("server_error" if status >= 500 else "invalid_request_error"),
                "param": error.get("param"),
                "code": error.get("code"),
            }
        }
        return data_frame(body) if self.stream else dumps(body)

    def _object(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": self.model, "choices": choices}

    def _frame(self, choice: int, delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
        choices = [{"index": choice, "delta": delta, "logprobs": None, "finish_reason": finish_reason}]
        chunk = self._object("chat.completion.chunk", choices)
        if self.include_usage:
            chunk["usage"] = None
        return data_frame(chunk)

    def _last_frame(self, number: int, reason: StopReason) -> bytes:
        blocks = self._choices[number].blocks
        first = b"" if blocks else self._frame(number, {"role": "assistant", "content": ""})
        return first + self._frame(number, {}, _finish_reason(reason, blocks))

    def _choice(self, number: int, reason: StopReason) -> dict[str, Any]:
        blocks = self._choices[number].blocks
        return {
            "index": number,
            "message": _message(blocks),
            "logprobs": None,
            "finish_reason": _finish_reason(reason, blocks),
        }


def _finish_reason(reason: StopReason, blocks: list[Block]) -> str:
    has_words = any(block.kind == "refusal" for block in blocks)
    return "stop" if reason == "refusal" and has_words else _FINISH_REASONS[reason]


def _call_id(block: Block) -> str:
    return fitting_id(block.id, "call_", _MAX_ID_CHARS)


def _delta(kind: str, block: Block, text: str) -> dict[str, Any] | None:
    match kind, block.kind:
        case "grow", "tool":
            return {"tool_calls": [{"index": block.ordinal, "function": {"arguments": text}}]}
        case "grow", grown:
            return {_FIELDS[grown]: text}
        case "open", "tool":
            function = {"name": block.name, "arguments": ""}
            call = {"index": block.ordinal, "id": _call_id(block), "type": "function", "function": function}
            return {"tool_calls": [call]}
        case "close", "thinking" | "redacted":
            detail = _reasoning_detail(block)
            return None if detail is None else {"reasoning_details": [detail]}
        case _:
            return None


def _reasoning_detail(block: Block) -> dict[str, Any] | None:
    """Write a sealed thought once more with its seal; callers that send it back let the vendor think on.

    The shape is OpenRouter's.
    """
    if block.redacted is not None:
        return {"type": "reasoning.encrypted", "data": block.redacted, "index": block.index}
    if block.signature is None:
        return None
    return {"type": "reasoning.text", "text": block.text, "signature": block.signature, "index": block.index}


def _message(blocks: list[Block]) -> dict[str, Any]:
    def joined(kind: str) -> str | None:
        return "".join(block.text for block in blocks if block.kind == kind) or None

    calls = [
        {"id": _call_id(block), "type": "function", "function": {"name": block.name, "arguments": block.text}}
        for block in blocks
        if block.kind == "tool"
    ]
    message: dict[str, Any] = {"role": "assistant", "content": joined("text"), "refusal": joined("refusal")}
    if not blocks:
        message["content"] = ""
    if thinking := joined("thinking"):
        message["reasoning_content"] = thinking
    if details := [detail for block in blocks if (detail := _reasoning_detail(block)) is not None]:
        message["reasoning_details"] = details
    return message | ({"tool_calls": calls} if calls else {})


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "prompt_tokens_details": {
            "cached_tokens": usage.cached_input_tokens,
            "cache_write_tokens": usage.cache_write_tokens + usage.cache_write_1h_tokens,
        },
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }
