"""Reading along a stream of chat completions."""

import re

import msgspec

from pilothouse.llm.dialects.base import COST_FIELD
from pilothouse.llm.dialects.failures import upstream_error
from pilothouse.llm.dialects.usage import ChatUsage
from pilothouse.llm.dialects.watch import Verdict, Watch, data_of, json_of, with_data


class ChatWatch(Watch):
    """Usage comes in one of the last chunks; `[DONE]` ends the stream."""

    marks = re.compile(rb'"(?:usage|error)"\s*:\s*[{"]|"finish_reason"\s*:\s*"|data:\s*\[DONE\]')
    content = re.compile(
        rb'"(?:content|reasoning_content|reasoning|refusal|arguments)"\s*:\s*"[^"]|"finish_reason"\s*:\s*"|\[DONE\]'
    )

    def __init__(self, *, shows_usage: bool) -> None:
        """Begin.

        Args:
            shows_usage: whether the caller asked for the usage chunk; else the one we asked for is kept from it.
        """
        super().__init__()
        self._shows_usage = shows_usage

    def _look_at(self, data: bytes) -> Verdict:
        if data.strip() == b"[DONE]":
            self.is_finished = True
            return "hold"
        chunk = json_of(data)
        if "error" in chunk and chunk.raw_of("error"):
            self.error = upstream_error(chunk.any_value("error"))
            return "pass"
        self.answer_id = self.answer_id or chunk.value("id", str) or ""
        self.is_finished = self.is_finished or b'"finish_reason"' in data
        usage = chunk.value("usage", ChatUsage)
        if usage is None:
            return "pass"
        self.usage = usage.as_usage()
        if chunk.raw_of("choices") not in {b"", b"[]"}:
            return "pass"  # a server that counts in every chunk, or in the last one with content
        return "hold" if self._shows_usage else "drop"

    def _with_cost(self, event: bytes, cost_usd: str) -> bytes:
        data = data_of(event)
        if not data.startswith(b"{"):
            return event
        chunk = json_of(data)
        usage = chunk.raw_of("usage")
        if not usage:
            return event
        priced = json_of(usage).with_fields({COST_FIELD: cost_usd})
        return with_data(event, chunk.with_fields({"usage": msgspec.Raw(priced)}))
