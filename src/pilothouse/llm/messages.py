"""What is said to a model and what it answers. Plain values: comparable, immutable, and JSON in both directions.

This is the common ground of the wires in `llm.dialects`: what at least two of them can say, or one of them needs.
"""

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias, cast

import msgspec

from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import loads

Role: TypeAlias = Literal["system", "user", "assistant", "tool"]
StopReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter", "refusal"]
ReasoningEffort: TypeAlias = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class TextPart(msgspec.Struct, frozen=True, omit_defaults=True, tag="text"):
    """A piece of text."""

    text: str


class ImagePart(msgspec.Struct, frozen=True, omit_defaults=True, tag="image"):
    """A picture, by exactly one of its address, its bytes or the provider's file id.

    Attributes:
        url: "https://…", never a data URL; those are taken apart into the next two.
        media_type: of `data`, such as "image/png".
        data: base64.
        file_id: of a file that was uploaded to the provider before.
        detail: how closely to look: "low", "high", "auto" or "original".
    """

    url: str | None = None
    media_type: str | None = None
    data: str | None = None
    file_id: str | None = None
    detail: str | None = None


class FilePart(msgspec.Struct, frozen=True, omit_defaults=True, tag="file"):
    """A document, by exactly one of its address, its bytes, its text or the provider's file id.

    Attributes:
        media_type: of `data`, such as "application/pdf".
        data: base64.
        text: of a document that is plain text.
        name: file name or title.
    """

    url: str | None = None
    media_type: str | None = None
    data: str | None = None
    text: str | None = None
    file_id: str | None = None
    name: str | None = None


class ThinkingPart(msgspec.Struct, frozen=True, omit_defaults=True, tag="thinking"):
    """What a model thought before it answered.

    Attributes:
        signature: the provider's seal; only with it does the same provider take the thought back.
        redacted: the provider's opaque data of a thought it does not show.
        id: the provider's id of this thought.
    """

    text: str = ""
    signature: str | None = None
    redacted: str | None = None
    id: str | None = None


class RefusalPart(msgspec.Struct, frozen=True, omit_defaults=True, tag="refusal"):
    """The words with which a model refused."""

    text: str


Part: TypeAlias = TextPart | ImagePart | FilePart | ThinkingPart | RefusalPart


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
        text: the plain text; with `parts`, the text among them.
        tool_calls: of an assistant that wants tools; they come after its text.
        tool_call_id: of a tool's answer: the call it answers.
        name: of a tool's answer: the tool. Of another message: who speaks.
        parts: the content when it is more than one text, in order; `message_of` keeps `text` in step.
        is_error: of a tool's answer: the tool failed.
    """

    role: Role
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    name: str | None = None
    parts: tuple[Part, ...] = ()
    is_error: bool = False

    def content(self) -> tuple[Part, ...]:
        """Return the content as parts, also when it is one text; nothing for an empty one."""
        return self.parts or ((TextPart(self.text),) if self.text else ())


class ToolSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tool as a model sees it.

    Attributes:
        input_schema: a JSON schema of type object.
        is_strict: whether the provider guarantees that arguments follow the schema; None leaves it to the provider.
    """

    name: str
    description: str
    input_schema: dict[str, Any]
    is_strict: bool | None = None


class ToolChoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whether tools may or must be called. `name` is set when `mode` is "named"."""

    mode: Literal["auto", "none", "required", "named"]
    name: str | None = None


class ModelRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """One call of a model.

    Attributes:
        model: the name the provider knows.
        max_output_tokens: upper bound of the answer; None leaves it to the provider.
        response_schema: JSON schema the answer's text has to follow.
        response_schema_name: what the caller calls it.
        is_response_schema_strict: whether the provider guarantees it; None leaves it to the provider.
        is_json: the answer's text has to be a JSON object of any shape.
        n: how many answers are wanted.
        is_parallel_tools: whether several tools may be called at once; None leaves it to the provider.
        reasoning_effort: how hard to think; "none" turns thinking off where the model can do without.
        thinking_budget_tokens: upper bound of thinking, from callers that count it.
        shows_thinking: whether the caller wants to read the thinking, or a summary of it.
        verbosity: "low", "medium" or "high".
        user: the caller's own id of the person it serves.
        service_tier: what the caller asked for, in its wire's words; it changes prices.
        caches_prefix: a further request will begin like this one, so a provider that wants to be told shall keep it.
    """

    model: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    max_output_tokens: int | None = None
    temperature: float | None = None
    response_schema: dict[str, Any] | None = None
    response_schema_name: str = "answer"
    is_response_schema_strict: bool | None = None
    is_json: bool = False
    top_p: float | None = None
    top_k: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    n: int = 1
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    tool_choice: ToolChoice | None = None
    is_parallel_tools: bool | None = None
    reasoning_effort: ReasoningEffort | None = None
    thinking_budget_tokens: int | None = None
    shows_thinking: bool = False
    verbosity: str | None = None
    user: str | None = None
    service_tier: str | None = None
    caches_prefix: bool = False


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tokens of one call or a sum of calls.

    Attributes:
        input_tokens: the whole input: read from a cache, written to one, and neither.
        output_tokens: the whole output, reasoning included.
        cached_input_tokens: of the input, those read from the provider's cache.
        is_estimated: the provider did not count; we did.
        cache_write_tokens: of the input, those written to a cache that lives minutes.
        cache_write_1h_tokens: of the input, those written to a cache that lives an hour or more.
        web_searches: searches the provider made and bills apart.
        web_fetches: pages the provider fetched.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    reasoning_tokens: int = 0
    is_estimated: bool = False
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    web_searches: int = 0
    web_fetches: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_input_tokens=self.cached_input_tokens + other.cached_input_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            is_estimated=self.is_estimated or other.is_estimated,
            cache_write_tokens=self.cache_write_tokens + other.cache_write_tokens,
            cache_write_1h_tokens=self.cache_write_1h_tokens + other.cache_write_1h_tokens,
            web_searches=self.web_searches + other.web_searches,
            web_fetches=self.web_fetches + other.web_fetches,
        )


class TextDelta(msgspec.Struct, frozen=True, omit_defaults=True, tag="text"):
    """A further piece of the answer's text. `choice` counts from 0 when several answers were asked for."""

    text: str
    choice: int = 0


class ThinkingDelta(msgspec.Struct, frozen=True, omit_defaults=True, tag="thinking"):
    """A further piece of thinking. One with `signature` or `redacted` ends its thought; so does any other event.

    Attributes:
        id: the provider's id of this thought, where it has one.
    """

    text: str = ""
    signature: str | None = None
    redacted: str | None = None
    id: str | None = None
    choice: int = 0


class RefusalDelta(msgspec.Struct, frozen=True, omit_defaults=True, tag="refusal"):
    """A further piece of the words with which the model refuses."""

    text: str
    choice: int = 0


class ToolCallStarted(msgspec.Struct, frozen=True, omit_defaults=True, tag="tool_call_started"):
    """A tool call begins. `index` counts the calls of this answer from 0."""

    index: int
    id: str
    name: str
    choice: int = 0


class ToolCallDelta(msgspec.Struct, frozen=True, omit_defaults=True, tag="tool_call_delta"):
    """A further piece of a tool call's arguments, as JSON text that may be cut anywhere."""

    index: int
    arguments_json: str
    choice: int = 0


class ToolCallEvent(msgspec.Struct, frozen=True, omit_defaults=True, tag="tool_call"):
    """A complete tool call. Who streams arguments sends the two events above first, with the same id."""

    call: ToolCall
    choice: int = 0


class Finished(msgspec.Struct, frozen=True, omit_defaults=True, tag="finished"):
    """The answer's end. Every stream that does not raise ends with exactly one.

    Attributes:
        stop_sequence: which of the request's stop sequences ended it, where known.
        more_stop_reasons: of the answers after the first, when several were asked for.
        answer_id: the provider's own id of the answer, where it has one.
    """

    stop_reason: StopReason
    usage: Usage
    stop_sequence: str | None = None
    more_stop_reasons: tuple[StopReason, ...] = ()
    answer_id: str | None = None


ModelEvent: TypeAlias = (
    TextDelta
    | ThinkingDelta
    | RefusalDelta
    | ToolCallStarted
    | ToolCallDelta
    | ToolCallEvent
    | Finished
)  # fmt: skip


def message_of(
    role: Role,
    parts: Iterable[Part],
    *,
    tool_calls: tuple[ToolCall, ...] = (),
    tool_call_id: str | None = None,
    name: str | None = None,
    is_error: bool = False,
) -> Message:
    """Build a message from parts. A single text becomes the plain `text`, with no parts beside it."""
    kept = tuple(parts)
    text = plain_text(role, kept)
    if (len(kept) == 1 and isinstance(kept[0], TextPart)) or not kept:
        kept = ()
    return Message(role, text, tool_calls, tool_call_id, name, kept, is_error)


def plain_text(role: Role, parts: Iterable[Part]) -> str:
    """Join the text among parts. A model's pieces belong together; those of others are paragraphs."""
    between = "" if role == "assistant" else "\n\n"
    return between.join(part.text for part in parts if isinstance(part, TextPart))


def parse_tool_call(call_id: str, name: str, arguments_json: str) -> ToolCall:
    """Build a tool call from the JSON text a model wrote; what is no JSON object is kept as `malformed`."""
    try:
        arguments = loads(arguments_json or "{}")
    except InvalidInput:
        return ToolCall(call_id, name, {}, malformed=arguments_json)
    if not isinstance(arguments, dict):
        return ToolCall(call_id, name, {}, malformed=arguments_json)
    return ToolCall(call_id, name, cast("dict[str, Any]", arguments))
