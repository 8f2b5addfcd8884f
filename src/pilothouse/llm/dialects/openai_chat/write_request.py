"""Write a chat completion request for an upstream."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pilothouse.llm.dialects.decoding import cannot_translate
from pilothouse.llm.dialects.ids import fitting_id
from pilothouse.llm.dialects.media import data_url, document_text, image_url, openai_file_id
from pilothouse.llm.dialects.openai_models import effort_for, takes_reasoning
from pilothouse.llm.dialects.tools import arguments_text
from pilothouse.llm.messages import (
    FilePart,
    ImagePart,
    Message,
    ModelRequest,
    Part,
    RefusalPart,
    TextPart,
    ThinkingPart,
    ToolSpec,
)

_MAX_ID_CHARS = 40
_TIERS = {"standard_only": "default"}  # Anthropic's word; its others are the same


def write_request(request: ModelRequest, *, stream: bool) -> dict[str, Any]:
    """Write a request; see `Dialect.write_request`.

    Thinking of earlier turns is left out, for this wire has no place for it; `top_k` too.
    """
    body: dict[str, Any] = {"model": request.model, "messages": list(_messages(request.messages))}
    if stream:
        body["stream"] = True
        body["stream_options"] = {"include_usage": True}
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
        body |= _tool_options(request)
    options = {
        "max_tokens": request.max_output_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "stop": list(request.stop) or None,
        "seed": request.seed,
        "n": request.n if request.n != 1 else None,
        "presence_penalty": request.presence_penalty,
        "frequency_penalty": request.frequency_penalty,
        "response_format": _response_format(request),
        "reasoning_effort": _effort(request),
        "verbosity": request.verbosity,
        "user": request.user,
        "service_tier": _TIERS.get(request.service_tier or "", request.service_tier),
    }
    return body | {name: value for name, value in options.items() if value is not None}


def _effort(request: ModelRequest) -> str | None:
    if not takes_reasoning(request.model):
        return None
    if request.reasoning_effort is None and request.thinking_budget_tokens is not None:
        return effort_for(request.thinking_budget_tokens)
    return request.reasoning_effort


def _tool(tool: ToolSpec) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name, "description": tool.description, "parameters": tool.input_schema}
    if tool.is_strict is not None:
        function["strict"] = tool.is_strict
    return {"type": "function", "function": function}


def _tool_options(request: ModelRequest) -> dict[str, Any]:
    options: dict[str, Any] = {}
    choice = request.tool_choice
    if choice is not None:
        named = {"type": "function", "function": {"name": choice.name}}
        options["tool_choice"] = named if choice.mode == "named" else choice.mode
    if request.is_parallel_tools is not None:
        options["parallel_tool_calls"] = request.is_parallel_tools
    return options


def _response_format(request: ModelRequest) -> dict[str, Any] | None:
    if request.response_schema is None:
        return {"type": "json_object"} if request.is_json else None
    schema: dict[str, Any] = {"name": request.response_schema_name, "schema": request.response_schema}
    if request.is_response_schema_strict is not None:
        schema["strict"] = request.is_response_schema_strict
    return {"type": "json_schema", "json_schema": schema}


def _messages(messages: Iterable[Message]) -> Iterator[dict[str, Any]]:
    """Write messages. What a tool showed comes after all answers of its turn, which have to stand together."""
    numbered = enumerate(messages)
    for is_results, run in groupby(numbered, key=lambda each: each[1].role == "tool"):
        shown: list[dict[str, Any]] = []
        for at, message in run:
            yield _message(message, f"messages[{at}]")
            if is_results:
                shown += _shown_by_tool(message, f"messages[{at}]")
        if shown:
            yield {"role": "user", "content": shown}


def _message(message: Message, field: str) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": _call_id(message.tool_call_id or ""), "content": message.text}
    if message.role == "assistant":
        return _assistant(message)
    written: dict[str, Any] = {"role": message.role, "content": _content(message, field)}
    if message.name:
        written["name"] = message.name
    return written


def _call_id(identifier: str) -> str:
    return fitting_id(identifier, "call_", _MAX_ID_CHARS)


def _content(message: Message, field: str) -> str | list[dict[str, Any]]:
    if all(isinstance(part, TextPart) for part in message.parts):
        return message.text  # many servers of this wire know only texts
    return [_part(part, f"{field}.content[{position}]") for position, part in enumerate(message.parts)]


def _part(part: Part, field: str) -> dict[str, Any]:
    match part:
        case TextPart(text=text):
            return {"type": "text", "text": text}
        case ImagePart():
            image = {"url": image_url(part, field)}
            return {"type": "image_url", "image_url": image | ({"detail": part.detail} if part.detail else {})}
        case FilePart():
            return _file(part, field)
        case ThinkingPart() | RefusalPart():
            raise cannot_translate(field, f"{type(part).__name__} outside an answer")


def _file(part: FilePart, field: str) -> dict[str, Any]:
    if part.text is not None:
        return {"type": "text", "text": document_text(part)}
    file: dict[str, Any] = {"filename": part.name} if part.name else {}
    if part.file_id is not None:
        return {"type": "file", "file": file | {"file_id": openai_file_id(part.file_id, field)}}
    if part.data is None or part.media_type is None:
        raise cannot_translate(field, "a document by its address")
    file = {"filename": part.name or "document"} | {"file_data": data_url(part.media_type, part.data)}
    return {"type": "file", "file": file}


def _assistant(message: Message) -> dict[str, Any]:
    refused = "".join(part.text for part in message.parts if isinstance(part, RefusalPart))
    written: dict[str, Any] = {"role": "assistant", "content": message.text}
    if message.name:
        written["name"] = message.name
    if refused:
        written["refusal"] = refused
    if message.tool_calls:
        written["tool_calls"] = [
            {
                "id": _call_id(call.id),
                "type": "function",
                "function": {"name": call.name, "arguments": arguments_text(call)},
            }
            for call in message.tool_calls
        ]
    if not message.text and (refused or message.tool_calls):
        written["content"] = None
    return written


def _shown_by_tool(message: Message, field: str) -> list[dict[str, Any]]:
    parts = [part for part in message.parts if not isinstance(part, TextPart)]
    if not parts:
        return []
    said = {"type": "text", "text": f"Result of the tool call {_call_id(message.tool_call_id or '')}:"}
    return [said, *(_part(part, field) for part in parts)]
