"""An answer as a page shows it: text and tools in their order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pilothouse.llm.messages import Message, ToolCall
from pilothouse.runtime.hosting.request import RunEnd, ToolUse


def parts_of(end: RunEnd) -> list[dict[str, Any]]:
    """Return the parts of an answer.

    What a completed run added to the conversation tells the order. Of one that broke off only the shown text and the
    finished tools are known; the tools then stand first, as they led to what was said last.
    """
    uses = {use.call_id: use for use in end.tools}
    if not end.messages:
        parts = [_tool(use) for use in end.tools]
        return [*parts, {"type": "text", "text": end.text}] if end.text else parts
    return list(_in_order(end.messages, uses))


def _in_order(messages: Sequence[Message], uses: Mapping[str, ToolUse]) -> Iterator[dict[str, Any]]:
    for message in messages:
        if message.role != "assistant":
            continue
        if message.text:
            yield {"type": "text", "text": message.text}
        for call in message.tool_calls:
            if call.id in uses:
                yield _tool(uses[call.id], call)


def _tool(use: ToolUse, call: ToolCall | None = None) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(use)
    is_ok = told.pop("ok")
    return {
        "type": "tool",
        **told,
        "title": use.name.replace("_", " ").capitalize(),
        "arguments": call.arguments if call else {},
        "state": "ok" if is_ok else "failed",
    }
