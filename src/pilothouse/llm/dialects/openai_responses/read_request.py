"""Read a request for a response. Source: the reference of POST /responses, as openai-python 3.52 types it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import msgspec

from pilothouse.llm.dialects.decoding import cannot_translate, decode_request, refusal
from pilothouse.llm.dialects.media import file_of, image_at
from pilothouse.llm.dialects.openai_responses.thoughts import thought_of
from pilothouse.llm.dialects.tools import allowed_only, name_results
from pilothouse.llm.messages import (
    FilePart,
    ImagePart,
    Message,
    ModelRequest,
    Part,
    ReasoningEffort,
    RefusalPart,
    TextPart,
    ToolCall,
    ToolChoice,
    ToolSpec,
    message_of,
    parse_tool_call,
)


class _InputText(msgspec.Struct, tag="input_text"):
    text: str


class _OutputText(msgspec.Struct, tag="output_text"):
    text: str


class _Refusal(msgspec.Struct, tag="refusal"):
    refusal: str


class _InputImage(msgspec.Struct, tag="input_image"):
    image_url: str | None = None
    file_id: str | None = None
    detail: str | None = None


class _InputFile(msgspec.Struct, tag="input_file"):
    file_data: str | None = None
    file_id: str | None = None
    file_url: str | None = None
    filename: str | None = None


class _ReasoningText(msgspec.Struct, tag="reasoning_text"):
    text: str


_WirePart: TypeAlias = _InputText | _OutputText | _Refusal | _InputImage | _InputFile | _ReasoningText


class _Summary(msgspec.Struct):
    text: str


class _Item(msgspec.Struct):
    """Any item of the input. The wire leaves `type` out of messages, so no tag tells them apart."""

    type: str | None = None
    id: str | None = None
    role: Literal["user", "assistant", "system", "developer"] | None = None
    content: str | list[_WirePart] | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: Any = None
    output: str | list[_InputText | _InputImage | _InputFile] | None = None
    summary: list[_Summary] | None = None
    encrypted_content: str | None = None


class _Tool(msgspec.Struct):
    type: str
    name: str = ""
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class _ChosenTool(msgspec.Struct):
    type: str
    name: str | None = None


class _ToolChoice(msgspec.Struct):
    type: str
    name: str | None = None
    mode: Literal["auto", "required"] = "auto"
    tools: list[_ChosenTool] | None = None


class _Format(msgspec.Struct):
    type: Literal["text", "json_object", "json_schema"]
    name: str = "answer"
    schema: dict[str, Any] | None = None
    strict: bool | None = None


class _Text(msgspec.Struct):
    format: _Format | None = None
    verbosity: str | None = None


class _Reasoning(msgspec.Struct):
    effort: ReasoningEffort | None = None
    summary: str | None = None
    generate_summary: str | None = None


class _Request(msgspec.Struct):
    model: str
    input: str | list[_Item] | None = None
    instructions: str | None = None
    tools: list[_Tool] | None = None
    tool_choice: Literal["none", "auto", "required"] | _ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    text: _Text | None = None
    reasoning: _Reasoning | None = None
    user: str | None = None
    safety_identifier: str | None = None
    service_tier: str | None = None
    top_logprobs: int | None = None
    background: bool | None = None
    previous_response_id: Any = None
    conversation: Any = None
    prompt: Any = None
    moderation: Any = None


_decoder = msgspec.json.Decoder(_Request)
_INEXPRESSIBLE = ("previous_response_id", "conversation", "prompt", "background", "top_logprobs", "moderation")


def read_request(body: bytes) -> ModelRequest:
    """Read a request; see `Dialect.read_request`."""
    wire = decode_request(_decoder, body)
    for name in _INEXPRESSIBLE:
        if getattr(wire, name):
            raise cannot_translate(name)
    messages = name_results(_messages(wire))
    if not messages:
        raise refusal("input", "there has to be something to answer.")
    tools, choice = _tools(wire)
    text = wire.text or _Text()
    form = text.format or _Format("text")
    reasoning = wire.reasoning or _Reasoning()
    return ModelRequest(
        model=wire.model,
        messages=messages,
        tools=tools,
        max_output_tokens=wire.max_output_tokens,
        temperature=wire.temperature,
        response_schema=(form.schema or {}) if form.type == "json_schema" else None,
        response_schema_name=form.name,
        is_response_schema_strict=form.strict,
        is_json=form.type == "json_object",
        top_p=wire.top_p,
        tool_choice=choice,
        is_parallel_tools=wire.parallel_tool_calls,
        reasoning_effort=reasoning.effort,
        shows_thinking=bool(reasoning.summary or reasoning.generate_summary),
        verbosity=text.verbosity,
        user=wire.user or wire.safety_identifier,
        service_tier=wire.service_tier,
    )


def _tools(wire: _Request) -> tuple[tuple[ToolSpec, ...], ToolChoice | None]:
    for at, tool in enumerate(wire.tools or ()):
        if tool.type != "function":
            raise cannot_translate(f"tools[{at}].type", f"the tool {tool.type}")
    tools = tuple(
        ToolSpec(
            tool.name, tool.description or "", tool.parameters or {"type": "object", "properties": {}}, tool.strict
        )
        for tool in wire.tools or ()
    )
    match wire.tool_choice:
        case None:
            return tools, None
        case _ToolChoice(type="function", name=name):
            return tools, ToolChoice("named", name)
        case _ToolChoice(type="allowed_tools", mode=mode, tools=allowed):
            return allowed_only(tools, [tool.name or "" for tool in allowed or ()]), ToolChoice(mode)
        case _ToolChoice(type=kind):
            raise cannot_translate("tool_choice.type", kind)
        case mode:
            return tools, ToolChoice(mode)


def _messages(wire: _Request) -> Iterator[Message]:
    if wire.instructions:
        yield Message("system", wire.instructions)
    if isinstance(wire.input, str):
        yield Message("user", wire.input)
        return
    turn = _Turn()
    for at, item in enumerate(wire.input or ()):
        field = f"input[{at}]"
        if turn.takes(item, field):
            continue
        yield from turn.taken()
        yield _message(item, field)
    yield from turn.taken()


@dataclass
class _Turn:
    """Gathers what a model said in one turn: thoughts, texts and calls are items of their own on this wire."""

    parts: list[Part] = field(default_factory=list[Part])
    calls: list[ToolCall] = field(default_factory=list[ToolCall])

    def takes(self, item: _Item, path: str) -> bool:
        """Take an item if the model said it."""
        if item.type == "reasoning":
            self.parts.append(_thought(item))
        elif item.type == "function_call":
            self.calls.append(_call(item, path))
        elif item.role == "assistant" and item.type in {None, "message"}:
            self.parts += _parts(item.content or "", f"{path}.content")
        else:
            return False
        return True

    def taken(self) -> Iterator[Message]:
        """Yield the turn, if there was one, and begin anew."""
        if self.parts or self.calls:
            yield message_of("assistant", self.parts, tool_calls=tuple(self.calls))
        self.parts, self.calls = [], []


def _call(item: _Item, path: str) -> ToolCall:
    if not item.call_id or not item.name or not isinstance(item.arguments, str):
        raise refusal(path, "a function_call has call_id, name, and arguments as text.")
    return parse_tool_call(item.call_id, item.name, item.arguments)


def _thought(item: _Item) -> Part:
    texts = [summary.text for summary in item.summary or ()]
    if not texts and isinstance(item.content, list):
        texts = [part.text for part in item.content if isinstance(part, _ReasoningText)]
    return thought_of("\n\n".join(texts), item.encrypted_content, item.id)


def _message(item: _Item, path: str) -> Message:
    if item.type == "function_call_output":
        if not item.call_id or item.output is None:
            raise refusal(path, "a function_call_output has call_id and output.")
        return message_of("tool", _parts(item.output, f"{path}.output"), tool_call_id=item.call_id)
    if item.type not in {None, "message"}:
        raise cannot_translate(f"{path}.type", f"an item of type {item.type}")
    if item.role is None:
        raise cannot_translate(path, "a reference to a stored item")
    role = "user" if item.role == "user" else "system"
    return message_of(role, _parts(item.content or "", f"{path}.content"))


def _parts(content: str | list[Any], path: str) -> list[Part]:
    if isinstance(content, str):
        return [TextPart(content)] if content else []
    return [_part(part, f"{path}[{position}]") for position, part in enumerate(content)]


def _part(part: _WirePart, path: str) -> Part:
    match part:
        case _InputText(text=text) | _OutputText(text=text):
            return TextPart(text)
        case _Refusal(refusal=words):
            return RefusalPart(words)
        case _InputImage(image_url=str(url), detail=detail):
            return image_at(url, detail, f"{path}.image_url")
        case _InputImage(file_id=str(file_id), detail=detail):
            return ImagePart(file_id=file_id, detail=detail)
        case _InputFile():
            return _file(part, path)
        case _:
            raise refusal(path, "this part has no content that can be read.")


def _file(part: _InputFile, path: str) -> FilePart:
    if part.file_data is not None:
        return file_of(part.file_data, part.filename, f"{path}.file_data")
    if part.file_url is None and part.file_id is None:
        raise refusal(path, "a file has file_data, file_url or file_id.")
    return FilePart(url=part.file_url, file_id=None if part.file_url else part.file_id, name=part.filename)
