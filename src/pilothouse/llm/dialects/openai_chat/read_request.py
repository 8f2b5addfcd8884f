"""Read a chat completion request. Source: the reference of POST /chat/completions, as openai-python 3.52 types it."""

from typing import Any, Literal, TypeAlias

import msgspec

from pilothouse.llm.dialects.decoding import cannot_translate, decode_request, refusal
from pilothouse.llm.dialects.media import file_of, image_at
from pilothouse.llm.dialects.tools import allowed_only, name_results
from pilothouse.llm.messages import (
    FilePart,
    Message,
    ModelRequest,
    Part,
    ReasoningEffort,
    RefusalPart,
    TextPart,
    ThinkingPart,
    ToolChoice,
    ToolSpec,
    message_of,
    parse_tool_call,
)


class _Text(msgspec.Struct, tag="text"):
    text: str


class _Url(msgspec.Struct):
    url: str
    detail: str | None = None


class _Image(msgspec.Struct, tag="image_url"):
    image_url: _Url


class _FileBody(msgspec.Struct):
    file_data: str | None = None
    file_id: str | None = None
    filename: str | None = None


class _File(msgspec.Struct, tag="file"):
    file: _FileBody


class _Refusal(msgspec.Struct, tag="refusal"):
    refusal: str


_WirePart: TypeAlias = _Text | _Image | _File | _Refusal


class _Function(msgspec.Struct):
    name: str
    arguments: str = ""


class _Call(msgspec.Struct):
    id: str
    function: _Function
    type: Literal["function"] = "function"


class _ReasoningDetail(msgspec.Struct):
    """One thought as our own answers carry it, so that its signature comes back."""

    type: str = ""
    text: str | None = None
    data: str | None = None
    signature: str | None = None


class _System(msgspec.Struct, tag_field="role", tag="system"):
    content: str | list[_Text]
    name: str | None = None


class _Developer(msgspec.Struct, tag_field="role", tag="developer"):
    content: str | list[_Text]
    name: str | None = None


class _User(msgspec.Struct, tag_field="role", tag="user"):
    content: str | list[_Text | _Image | _File]
    name: str | None = None


class _Assistant(msgspec.Struct, tag_field="role", tag="assistant"):
    content: str | list[_Text | _Refusal] | None = None
    name: str | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None
    reasoning_content: str | None = None
    reasoning_details: list[_ReasoningDetail] | None = None
    audio: Any = None
    function_call: Any = None


class _Tool(msgspec.Struct, tag_field="role", tag="tool"):
    tool_call_id: str
    content: str | list[_Text | _Image | _File]


_WireMessage: TypeAlias = _System | _Developer | _User | _Assistant | _Tool


class _FunctionSpec(msgspec.Struct):
    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class _ToolSpec(msgspec.Struct):
    function: _FunctionSpec
    type: Literal["function"] = "function"


class _ChosenFunction(msgspec.Struct):
    name: str


class _Chosen(msgspec.Struct, tag="function"):
    function: _ChosenFunction


class _AllowedTools(msgspec.Struct):
    mode: Literal["auto", "required"]
    tools: list[_Chosen]


class _Allowed(msgspec.Struct, tag="allowed_tools"):
    allowed_tools: _AllowedTools


class _JsonSchema(msgspec.Struct):
    name: str
    schema: dict[str, Any] | None = None
    strict: bool | None = None


class _FormatText(msgspec.Struct, tag="text"):
    pass


class _FormatJson(msgspec.Struct, tag="json_object"):
    pass


class _FormatSchema(msgspec.Struct, tag="json_schema"):
    json_schema: _JsonSchema


class _Request(msgspec.Struct):
    model: str
    messages: list[_WireMessage]
    tools: list[_ToolSpec] | None = None
    tool_choice: Literal["none", "auto", "required"] | _Chosen | _Allowed | None = None
    parallel_tool_calls: bool | None = None
    max_completion_tokens: int | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    stop: str | list[str] | None = None
    seed: int | None = None
    n: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    response_format: _FormatText | _FormatJson | _FormatSchema | None = None
    reasoning_effort: ReasoningEffort | None = None
    verbosity: str | None = None
    user: str | None = None
    safety_identifier: str | None = None
    service_tier: str | None = None
    modalities: list[str] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    logit_bias: dict[str, Any] | None = None
    audio: Any = None
    functions: Any = None
    function_call: Any = None
    web_search_options: Any = None
    moderation: Any = None


_decoder = msgspec.json.Decoder(_Request)
_INEXPRESSIBLE = (
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "audio",
    "functions",
    "function_call",
    "web_search_options",
    "moderation",
)


def read_request(body: bytes) -> ModelRequest:
    """Read a request; see `Dialect.read_request`."""
    wire = decode_request(_decoder, body)
    for name in _INEXPRESSIBLE:
        if getattr(wire, name):
            raise cannot_translate(name)
    if wire.modalities and wire.modalities != ["text"]:
        raise cannot_translate("modalities")
    if not wire.messages:
        raise refusal("messages", "there has to be at least one.")
    tools, choice = _tools(wire)
    form = wire.response_format
    schema = form.json_schema if isinstance(form, _FormatSchema) else None
    return ModelRequest(
        model=wire.model,
        messages=name_results(_message(message, at) for at, message in enumerate(wire.messages)),
        tools=tools,
        max_output_tokens=wire.max_tokens if wire.max_completion_tokens is None else wire.max_completion_tokens,
        temperature=wire.temperature,
        response_schema=None if schema is None else schema.schema or {},
        response_schema_name="answer" if schema is None else schema.name,
        is_response_schema_strict=None if schema is None else schema.strict,
        is_json=isinstance(form, _FormatJson),
        top_p=wire.top_p,
        stop=(wire.stop,) if isinstance(wire.stop, str) else tuple(wire.stop or ()),
        seed=wire.seed,
        n=1 if wire.n is None else wire.n,
        presence_penalty=wire.presence_penalty,
        frequency_penalty=wire.frequency_penalty,
        tool_choice=choice,
        is_parallel_tools=wire.parallel_tool_calls,
        reasoning_effort=wire.reasoning_effort,
        verbosity=wire.verbosity,
        user=wire.user or wire.safety_identifier,
        service_tier=wire.service_tier,
    )


def _tools(wire: _Request) -> tuple[tuple[ToolSpec, ...], ToolChoice | None]:
    tools = tuple(
        ToolSpec(
            tool.function.name,
            tool.function.description or "",
            tool.function.parameters or {"type": "object", "properties": {}},
            tool.function.strict,
        )
        for tool in wire.tools or ()
    )
    match wire.tool_choice:
        case None:
            return tools, None
        case _Chosen(function=function):
            return tools, ToolChoice("named", function.name)
        case _Allowed(allowed_tools=allowed):
            return allowed_only(tools, [tool.function.name for tool in allowed.tools]), ToolChoice(allowed.mode)
        case mode:
            return tools, ToolChoice(mode)


def _message(message: _WireMessage, at: int) -> Message:
    match message:
        case _System() | _Developer():
            return message_of("system", _parts(message.content, at), name=message.name)
        case _User():
            return message_of("user", _parts(message.content, at), name=message.name)
        case _Tool():
            return message_of("tool", _parts(message.content, at), tool_call_id=message.tool_call_id)
        case _Assistant():
            return _assistant(message, at)


def _assistant(message: _Assistant, at: int) -> Message:
    if message.audio is not None or message.function_call is not None:
        raise cannot_translate(f"messages[{at}].{'audio' if message.audio is not None else 'function_call'}")
    parts = [*_thoughts(message), *_parts(message.content or "", at)]
    if message.refusal:
        parts.append(RefusalPart(message.refusal))
    calls = [parse_tool_call(call.id, call.function.name, call.function.arguments) for call in message.tool_calls or ()]
    return message_of("assistant", parts, tool_calls=tuple(calls), name=message.name)


def _thoughts(message: _Assistant) -> list[Part]:
    if not message.reasoning_details:
        return [ThinkingPart(message.reasoning_content)] if message.reasoning_content else []
    return [ThinkingPart(detail.text or "", detail.signature, detail.data) for detail in message.reasoning_details]


def _parts(content: str | list[Any], at: int) -> list[Part]:
    if isinstance(content, str):
        return [TextPart(content)] if content else []
    return [_part(part, f"messages[{at}].content[{position}]") for position, part in enumerate(content)]


def _part(part: _WirePart, field: str) -> Part:
    match part:
        case _Text(text=text):
            return TextPart(text)
        case _Refusal(refusal=words):
            return RefusalPart(words)
        case _Image(image_url=image):
            return image_at(image.url, image.detail, f"{field}.image_url.url")
        case _File(file=file) if file.file_id is not None:
            return FilePart(file_id=file.file_id, name=file.filename)
        case _File(file=file) if file.file_data is not None:
            return file_of(file.file_data, file.filename, f"{field}.file.file_data")
        case _:
            raise refusal(f"{field}.file", "either file_data or file_id has to be there.")
