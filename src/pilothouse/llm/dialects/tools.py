"""Tools and their results, as far as the wires treat them alike."""

from collections.abc import Iterable

import msgspec

from pilothouse.core.json import dumps_text
from pilothouse.llm.messages import Message, ToolCall, ToolSpec


def arguments_text(call: ToolCall) -> str:
    """Write a call's arguments as the JSON text a model would have written."""
    return dumps_text(call.arguments) if call.malformed is None else call.malformed


def allowed_only(tools: tuple[ToolSpec, ...], names: Iterable[str]) -> tuple[ToolSpec, ...]:
    """Keep the tools that a caller allows. To the model, one that is not allowed is one that is not there."""
    allowed = frozenset(names)
    return tuple(tool for tool in tools if tool.name in allowed)


def name_results(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Give every tool's answer the name of its tool, which most wires tell with the call only."""
    names: dict[str, str] = {}
    named: list[Message] = []
    for message in messages:
        for call in message.tool_calls:
            names[call.id] = call.name
        name = names.get(message.tool_call_id or "") if message.role == "tool" else None
        named.append(msgspec.structs.replace(message, name=name) if name is not None else message)
    return tuple(named)
