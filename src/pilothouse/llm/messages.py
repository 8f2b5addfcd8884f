"""What is said to a model and what it answers. Plain values: comparable, immutable, and JSON in both directions."""

from typing import Any, Literal, TypeAlias, cast

import msgspec

from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import loads

Role: TypeAlias = Literal["system", "user", "assistant", "tool"]
StopReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter"]


class ToolCall(msgspec.Struct, frozen=True, omit_defaults=True):
    """A model's wish to call a tool.

    Attributes:
        id: the provider's id of this call; the answer carries it back.
        arguments: the JSON object the model wrote.
        malformed: what it wrote instead when that was no JSON object; `arguments` is then empty.
    """

    id: str
    name: str
    arguments: dict[str, Any]
    malformed: str | None = None


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of a conversation with a model.

    Attributes:
        tool_calls: of an assistant that wants tools.
        tool_call_id: of a tool's answer: the call it answers.
        name: of a tool's answer: the tool.
    """

    role: Role
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    name: str | None = None


class ToolSpec(msgspec.Struct, frozen=True):
    """A tool as a model sees it. `input_schema` is a JSON schema of type object."""

    name: str
    description: str
    input_schema: dict[str, Any]


class ModelRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """One call of a model.

    Attributes:
        model: the name the provider knows.
        max_output_tokens: upper bound of the answer; None leaves it to the provider.
        response_schema: JSON schema the answer's text has to follow.
    """

    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    max_output_tokens: int | None = None
    temperature: float | None = None
    response_schema: dict[str, Any] | None = None


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tokens of one call or a sum of calls. Cached input is part of the input, reasoning part of the output."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    reasoning_tokens: int = 0
    is_estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            is_estimated=self.is_estimated or other.is_estimated,
        )


class TextDelta(msgspec.Struct, frozen=True, tag="text"):
    """A further piece of the answer's text."""

    text: str


class ToolCallEvent(msgspec.Struct, frozen=True, tag="tool_call"):
    """A complete tool call; providers that stream its arguments in pieces are gathered first."""

    call: ToolCall


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """The answer's end. Every stream that does not raise ends with exactly one."""

    stop_reason: StopReason
    usage: Usage


ModelEvent: TypeAlias = TextDelta | ToolCallEvent | Finished


def parse_tool_call(call_id: str, name: str, arguments_json: str) -> ToolCall:
    """Build a tool call from the JSON text a model wrote; what is no JSON object is kept as `malformed`."""
    try:
        arguments = loads(arguments_json or "{}")
    except InvalidInput:
        return ToolCall(call_id, name, {}, malformed=arguments_json)
    if not isinstance(arguments, dict):
        return ToolCall(call_id, name, {}, malformed=arguments_json)
    return ToolCall(call_id, name, cast("dict[str, Any]", arguments))
