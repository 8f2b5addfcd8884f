"""Reading along a stream of Anthropic messages."""

import re

import msgspec

from pilothouse.llm.dialects.base import COST_FIELD
from pilothouse.llm.dialects.failures import upstream_error
from pilothouse.llm.dialects.usage import MessagesUsage
from pilothouse.llm.dialects.watch import Verdict, Watch, data_of, json_of, with_data


class _Start(msgspec.Struct):
    id: str = ""
    usage: MessagesUsage | None = None


class MessagesWatch(Watch):
    """The input is counted in `message_start`, the output in `message_delta`; `message_stop` ends the stream."""

    marks = re.compile(rb'"type"\s*:\s*"(?:error|message_start|message_delta|message_stop)"')
    content = re.compile(rb'"type"\s*:\s*"(?:content_block_delta|message_delta|tool_use|server_tool_use)"')

    def __init__(self) -> None:
        super().__init__()
        self._counted = MessagesUsage()

    def _look_at(self, data: bytes) -> Verdict:
        event = json_of(data)
        kind = event.value("type", str)
        if kind == "error":
            self.error = upstream_error(event.any_value("error"))
        elif kind == "message_start":
            start = event.value("message", _Start) or _Start()
            self.answer_id = start.id
            self._count(start.usage)
        elif kind == "message_delta":
            self._count(event.value("usage", MessagesUsage))
            return "hold"
        elif kind == "message_stop":
            self.is_finished = True
            return "hold"
        return "pass"

    def _count(self, usage: MessagesUsage | None) -> None:
        if usage is not None:
            self._counted = usage.over(self._counted)
            self.usage = self._counted.as_usage()

    def _with_cost(self, event: bytes, cost_usd: str) -> bytes:
        data = data_of(event)
        if b"message_delta" not in data:
            return event
        delta = json_of(data)
        usage = delta.raw_of("usage") or b"{}"
        priced = json_of(usage).with_fields({COST_FIELD: cost_usd})
        return with_data(event, delta.with_fields({"usage": msgspec.Raw(priced)}))
