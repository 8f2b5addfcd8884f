"""Write a response, streamed or whole."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pilothouse.core.json import dumps
from pilothouse.llm.dialects.base import COST_FIELD
from pilothouse.llm.dialects.blocks import Block, Blocks
from pilothouse.llm.dialects.frames import named_frame
from pilothouse.llm.dialects.ids import fresh_id
from pilothouse.llm.dialects.openai_responses.items import item, item_id, part
from pilothouse.llm.messages import Finished, ModelEvent, Usage

_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter", "refusal": "content_filter"}


@dataclass
class ResponsesAnswerWriter:
    """Writes one response; see `AnswerWriter`. Each block is an item of its own."""

    model: str
    stream: bool
    _id: str = field(default_factory=lambda: fresh_id("resp_"))
    _created_at: int = field(default_factory=lambda: int(time.time()))
    _blocks: Blocks = field(default_factory=Blocks)
    _finished: Finished | None = None
    _n_events: int = 0

    def begin(self) -> bytes:
        """Write `response.created` and `response.in_progress`."""
        if not self.stream:
            return b""
        response = self._response("in_progress")
        created = self._frame("response.created", {"response": response})
        return created + self._frame("response.in_progress", {"response": response})

    def write(self, event: ModelEvent) -> bytes:
        """Write one event."""
        steps = list(self._blocks.take(event))
        if isinstance(event, Finished):
            self._finished = event
        if not self.stream:
            return b""
        return b"".join(frame for kind, block, text in steps for frame in self._step(kind, block, text))

    def end(self, cost_usd: str) -> bytes:
        """Write the end."""
        if self._finished is None:
            raise RuntimeError("Finished has to be written before the end.")
        reason = self._incomplete_reason(self._finished)
        status = "completed" if reason is None else "incomplete"
        response = self._response(status) | {
            "output": [item(block, self._id, is_done=True) for block in self._blocks.blocks],
            "incomplete_details": None if reason is None else {"reason": reason},
            "usage": _usage(self._finished.usage) | {COST_FIELD: cost_usd},
        }
        return self._frame(f"response.{status}", {"response": response}) if self.stream else dumps(response)

    def error(self, status: int, error: dict[str, Any]) -> bytes:
        """Write an error, and with it the end of the response: some clients look for the one, some for the other."""
        told = {name: error.get(name) for name in ("code", "message", "param")}
        if not self.stream:
            kind = error.get("type") or ("server_error" if status >= 500 else "invalid_request_error")
            return dumps({"error": told | {"type": kind}})
        code = "rate_limit_exceeded" if status == 429 else "server_error"
        failed = self._response("failed") | {"error": {"code": code, "message": error.get("message", "")}}
        return self._frame("error", told) + self._frame("response.failed", {"response": failed})

    def _incomplete_reason(self, finished: Finished) -> str | None:
        has_words = any(block.kind == "refusal" for block in self._blocks.blocks)
        return None if finished.stop_reason == "refusal" and has_words else _INCOMPLETE.get(finished.stop_reason)

    def _response(self, status: str) -> dict[str, Any]:
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created_at,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "model": self.model,
            "output": [],
            "parallel_tool_calls": True,
            "temperature": None,
            "tool_choice": "auto",
            "tools": [],
            "top_p": None,
            "usage": None,
        }

    def _frame(self, name: str, event: dict[str, Any]) -> bytes:
        number = self._n_events
        self._n_events += 1
        return named_frame(name, {"type": name, "sequence_number": number} | event)

    def _step(self, kind: str, block: Block, text: str) -> Iterator[bytes]:
        at = {"output_index": block.index}
        if kind == "open":
            added = item(block, self._id, is_done=False)
            yield self._frame("response.output_item.added", at | {"item": added})
            if block.kind in {"text", "refusal"}:
                yield self._part("added", block, "")
        elif kind == "grow":
            if block.kind == "thinking" and len(block.pieces) == 1:
                yield self._part("added", block, "")
            yield self._piece("delta", block, {"delta": text} | ({"logprobs": []} if block.kind == "text" else {}))
        else:
            if block.kind == "tool" or block.pieces:
                yield self._piece("done", block, _done(block))
            if block.kind != "tool" and block.pieces:
                yield self._part("done", block, block.text)
            yield self._frame("response.output_item.done", at | {"item": item(block, self._id, is_done=True)})

    def _part(self, step: str, block: Block, text: str) -> bytes:
        name = "reasoning_summary_part" if block.kind == "thinking" else "content_part"
        return self._frame(f"response.{name}.{step}", self._place(block) | {"part": part(block, text)})

    def _piece(self, step: str, block: Block, content: dict[str, Any]) -> bytes:
        return self._frame(f"response.{_PIECES[block.kind]}.{step}", self._place(block) | content)

    def _place(self, block: Block) -> dict[str, Any]:
        place: dict[str, Any] = {"item_id": item_id(block, self._id), "output_index": block.index}
        if block.kind == "tool":
            return place
        return place | {"summary_index" if block.kind == "thinking" else "content_index": 0}


_PIECES = {
    "text": "output_text",
    "refusal": "refusal",
    "thinking": "reasoning_summary_text",
    "tool": "function_call_arguments",
}


def _done(block: Block) -> dict[str, Any]:
    match block.kind:
        case "tool":
            return {"arguments": block.text}
        case "refusal":
            return {"refusal": block.text}
        case "text":
            return {"text": block.text, "logprobs": []}
        case _:
            return {"text": block.text}


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "input_tokens": usage.input_tokens,
        "input_tokens_details": {
            "cached_tokens": usage.cached_input_tokens,
            "cache_write_tokens": usage.cache_write_tokens + usage.cache_write_1h_tokens,
        },
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": usage.input_tokens + usage.output_tokens,
    }
