"""Reading along a stream of OpenAI responses."""

import re
from typing import Any

import msgspec

from pilothouse.core.splice import JsonObject
from pilothouse.llm.dialects.base import COST_FIELD
from pilothouse.llm.dialects.failures import upstream_error
from pilothouse.llm.dialects.usage import ResponsesUsage
from pilothouse.llm.dialects.watch import Verdict, Watch, data_of, json_of, with_data


class _Response(msgspec.Struct):
    id: str = ""
    usage: ResponsesUsage | None = None


_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed", "response.cancelled"})


class ResponsesWatch(Watch):
    """Three events carry the whole response; the last one, `response.completed` or its like, carries the usage."""

    marks = re.compile(rb'"type"\s*:\s*"(?:error|response\.(?:created|completed|incomplete|failed|cancelled))"')
    content = re.compile(rb'"type"\s*:\s*"response\.[a-z_.]+\.delta"|"type"\s*:\s*"response\.(?:completed|incomplete)"')

    def _look_at(self, data: bytes) -> Verdict:
        event = json_of(data)
        kind = event.value("type", str) or ""
        if kind == "error" or (kind == "response.failed" and not self.has_begun):
            self.error = upstream_error(_told(event))
            return "pass"
        response = event.value("response", _Response)
        if response is not None:
            self.answer_id = response.id or self.answer_id
            self.usage = response.usage.as_usage() if response.usage else self.usage
        if kind not in _ENDS:
            return "pass"
        self.is_finished = True
        return "hold"

    def _with_cost(self, event: bytes, cost_usd: str) -> bytes:
        data = data_of(event)
        if not data.startswith(b"{"):
            return event
        outer = json_of(data)
        response = outer.raw_of("response")
        usage = json_of(response).raw_of("usage") if response else b""
        if not usage:
            return event
        priced = json_of(usage).with_fields({COST_FIELD: cost_usd})
        whole = json_of(response).with_fields({"usage": msgspec.Raw(priced)})
        return with_data(event, outer.with_fields({"response": msgspec.Raw(whole)}))


def _told(event: JsonObject) -> Any:
    """Return the error of an error event, which is the event itself, or of a failed response."""
    if response := event.raw_of("response"):
        return json_of(response).any_value("error")
    return {name: event.any_value(name) for name in ("type", "code", "message")}
