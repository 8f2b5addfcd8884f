"""Read a request for messages. Source: the reference of POST /v1/messages, as anthropic-python 2.11 types it."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from pilothouse.llm.dialects.decoding import cannot_translate, decode_request, refusal
from pilothouse.llm.dialects.seals import seal
from pilothouse.llm.dialects.tools import name_results
from pilothouse.llm.messages import (
    FilePart,
    ImagePart,
    Message,
    ModelRequest,
    Part,
    ReasoningEffort,
    TextPart,
    ThinkingPart,
    ToolCall,
    ToolChoice,
    ToolSpec,
    message_of,
)


class _Text(msgspec.Struct, tag="text"):
    text: str


class _Base64(msgspec.Struct, tag="base64"):
    media_type: str
    data: str


class _Url(msgspec.Struct, tag="url"):
    url: str


class _FileId(msgspec.Struct, tag="file"):
    file_id: str


class _PlainText(msgspec.Struct, tag="text"):
    data: str


class _Content(msgspec.Struct, tag="content"):
    content: str | list[_Text]


class _Image(msgspec.Struct, tag="image"):
    source: _Base64 | _Url | _FileId


class _Document(msgspec.Struct, tag="document"):
    source: _Base64 | _Url | _FileId | _PlainText | _Content
    title: str | None = None
    context: str | None = None


class _SearchResult(msgspec.Struct, tag="search_result"):
    source: str
    title: str
    content: list[_Text]


class _Thinking(msgspec.Struct, tag="thinking"):
    thinking: str
    signature: str = ""


class _Redacted(msgspec.Struct, tag="redacted_thinking"):
    data: str


class _ToolUse(msgspec.Struct, tag="tool_use"):
    id: str
    name: str
    input: dict[str, Any]


class _ToolResult(msgspec.Struct, tag="tool_result"):
    tool_use_id: str
    content: str | list[_Text | _Image | _Document | _SearchResult] | None = None
    is_error: bool | None = None


_Block: TypeAlias = (
    _Text | _Image | _Document | _SearchResult | _Thinking | _Redacted | _ToolUse | _ToolResult
)  # fmt: skip


class _Message(msgspec.Struct):
    role: Literal["user", "assistant", "system"]
    content: str | list[_Block]


class _Tool(msgspec.Struct):
    name: str
    input_schema: dict[str, Any] | None = None
    description: str | None = None
    strict: bool | None = None
    type: str | None = None


class _ToolChoice(msgspec.Struct):
    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None
    disable_parallel_tool_use: bool = False


class _ThinkingConfig(msgspec.Struct):
    type: Literal["enabled", "disabled", "adaptive", "between_tools"]
    budget_tokens: int | None = None
    display: str | None = None


class _Format(msgspec.Struct):
    schema: dict[str, Any]
    type: Literal["json_schema"] = "json_schema"


class _OutputConfig(msgspec.Struct):
    effort: ReasoningEffort | None = None
    format: _Format | None = None


class _Metadata(msgspec.Struct):
    user_id: str | None = None


class _Request(msgspec.Struct):
    model: str
    messages: list[_Message]
    max_tokens: int
    system: str | list[_Text] | None = None
    tools: list[_Tool] | None = None
    tool_choice: _ToolChoice | None = None
    thinking: _ThinkingConfig | None = None
    output_config: _OutputConfig | None = None
    output_format: _Format | None = None  # the beta's name of output_config.format
    metadata: _Metadata | None = None
    stop_sequences: list[str] | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    service_tier: str | None = None
    container: Any = None
    mcp_servers: Any = None


_decoder = msgspec.json.Decoder(_Request)
_CHOICES: dict[str, Literal["auto", "none", "required", "named"]] = {
    "auto": "auto",
    "any": "required",
    "tool": "named",
    "none": "none",
}


def read_request(body: bytes) -> ModelRequest:
    """Read a request; see `Dialect.read_request`."""
    wire = decode_request(_decoder, body)
    for name in ("container", "mcp_servers"):
        if getattr(wire, name):
            raise cannot_translate(name)
    if not wire.messages:
        raise refusal("messages", "there has to be at least one.")
    config = wire.output_config or _OutputConfig()
    form = config.format or wire.output_format
    thinking = wire.thinking
    is_thinking = thinking is not None and thinking.type in {"enabled", "adaptive"}
    return ModelRequest(
        model=wire.model,
        messages=name_results(_messages(wire)),
        tools=tuple(_tool(tool, at) for at, tool in enumerate(wire.tools or ())),
        max_output_tokens=wire.max_tokens,
        temperature=wire.temperature,
        response_schema=None if form is None else form.schema,
        is_response_schema_strict=None if form is None else True,
        top_p=wire.top_p,
        top_k=wire.top_k,
        stop=tuple(wire.stop_sequences or ()),
        tool_choice=_choice(wire.tool_choice),
        is_parallel_tools=False
        if wire.tool_choice is not None and wire.tool_choice.disable_parallel_tool_use
        else None,
        reasoning_effort=config.effort,
        thinking_budget_tokens=thinking.budget_tokens if thinking is not None and is_thinking else None,
        shows_thinking=thinking is not None and is_thinking and thinking.display != "omitted",
        user=wire.metadata.user_id if wire.metadata is not None else None,
        service_tier=wire.service_tier,
    )


def _tool(tool: _Tool, at: int) -> ToolSpec:
    if tool.type not in {None, "custom"} or tool.input_schema is None:
        raise cannot_translate(f"tools[{at}].type", f"the tool {tool.type or tool.name}")
    return ToolSpec(tool.name, tool.description or "", tool.input_schema, tool.strict)


def _choice(choice: _ToolChoice | None) -> ToolChoice | None:
    return None if choice is None else ToolChoice(_CHOICES[choice.type], choice.name)


def _messages(wire: _Request) -> Iterator[Message]:
    if wire.system:
        yield message_of("system", _parts(wire.system, "system"))
    for at, message in enumerate(wire.messages):
        field = f"messages[{at}].content"
        if isinstance(message.content, str):
            yield Message(message.role, message.content)
        elif message.role == "user":
            yield from _of_user(message.content, field)
        else:
            calls = [_call(block) for block in message.content if isinstance(block, _ToolUse)]
            yield message_of(message.role, _parts(message.content, field), tool_calls=tuple(calls))


def _of_user(content: list[_Block], field: str) -> Iterator[Message]:
    """Yield a user's message as the tools' answers in it and what the user says, in their order."""
    said: list[Part] = []
    n_results = 0
    for position, block in enumerate(content):
        if not isinstance(block, _ToolResult):
            said += _parts([block], field, position)
            continue
        if said:
            yield message_of("user", said)
            said = []
        n_results += 1
        parts = _parts(block.content or "", f"{field}[{position}].content")
        yield message_of("tool", parts, tool_call_id=block.tool_use_id, is_error=bool(block.is_error))
    if said or not n_results:
        yield message_of("user", said)


def _call(block: _ToolUse) -> ToolCall:
    return ToolCall(block.id, block.name, block.input)


def _parts(content: str | Sequence[_Block], field: str, first: int = 0) -> list[Part]:
    if isinstance(content, str):
        return [TextPart(content)] if content else []
    return [
        part
        for position, block in enumerate(content, first)
        if (part := _part(block, f"{field}[{position}]")) is not None
    ]


def _part(block: _Block, field: str) -> Part | None:
    match block:
        case _Text(text=text):
            return TextPart(text)
        case _Image(source=source):
            return _image(source)
        case _Document() | _SearchResult():
            return _document(block)
        case _Thinking() | _Redacted():
            return _thought(block)
        case _ToolUse():
            return None  # calls stand beside the parts
        case _ToolResult():
            raise refusal(field, "a tool_result belongs into a message of the user.")


def _image(source: _Base64 | _Url | _FileId) -> ImagePart:
    match source:
        case _Base64(media_type=media_type, data=data):
            return ImagePart(media_type=media_type, data=data)
        case _Url(url=url):
            return ImagePart(url=url)
        case _FileId(file_id=file_id):
            return ImagePart(file_id=file_id)


def _thought(block: _Thinking | _Redacted) -> ThinkingPart:
    if isinstance(block, _Redacted):
        return ThinkingPart(redacted=seal("anthropic", block.data))
    return ThinkingPart(block.thinking, seal("anthropic", block.signature) if block.signature else None)


def _document(block: _Document | _SearchResult) -> FilePart:
    if isinstance(block, _SearchResult):
        text = "\n\n".join(each.text for each in block.content)
        return FilePart(text=text, name=f"{block.title} ({block.source})")
    match block.source:
        case _Base64(media_type=media_type, data=data):
            return FilePart(media_type=media_type, data=data, name=block.title)
        case _Url(url=url):
            return FilePart(url=url, name=block.title)
        case _FileId(file_id=file_id):
            return FilePart(file_id=file_id, name=block.title)
        case _PlainText(data=text):
            return FilePart(text=text, name=block.title)
        case _Content(content=content):
            text = content if isinstance(content, str) else "\n\n".join(each.text for each in content)
            return FilePart(text=text, name=block.title)
