"""Write a request for a response for an upstream. Nothing is stored there: every call brings its whole conversation."""

from collections.abc import Iterable, Iterator
from typing import Any

from pilothouse.llm.dialects.decoding import cannot_translate
from pilothouse.llm.dialects.ids import derived_id, fitting_id
from pilothouse.llm.dialects.media import data_url, document_text, image_url, openai_file_id
from pilothouse.llm.dialects.openai_models import effort_for, takes_reasoning
from pilothouse.llm.dialects.seals import for_upstream
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

_MAX_ID_CHARS = 64
_TIERS = {"standard_only": "default"}  # Anthropic's word; its others are the same


def write_request(request: ModelRequest, *, stream: bool) -> dict[str, Any]:
    """Write a request; see `Dialect.write_request`. A seed, penalties and `top_k` are wishes and left out."""
    if request.n != 1:
        raise cannot_translate("n", "more than one answer")
    if request.stop:
        raise cannot_translate("stop", "a stop sequence")
    body: dict[str, Any] = {"model": request.model, "store": False}
    messages = request.messages
    if messages and messages[0].role == "system":
        body["instructions"] = messages[0].text
    first = 1 if "instructions" in body else 0
    body["input"] = [item for at in range(first, len(messages)) for item in _items(messages[at], f"messages[{at}]")]
    options = {
        "stream": True if stream else None,
        "tools": [_tool(tool) for tool in request.tools] or None,
        "tool_choice": _tool_choice(request),
        "parallel_tool_calls": request.is_parallel_tools if request.tools else None,
        "max_output_tokens": request.max_output_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "text": _text(request),
        "user": request.user,
        "service_tier": _TIERS.get(request.service_tier or "", request.service_tier),
    }
    body |= {name: value for name, value in options.items() if value is not None}
    return body | _reasoning(request)


def _reasoning(request: ModelRequest) -> dict[str, Any]:
    """Ask for thoughts, and for their seals, without which they could not be sent back."""
    if not takes_reasoning(request.model):
        return {}
    reasoning: dict[str, Any] = {}
    if request.reasoning_effort is not None:
        reasoning["effort"] = request.reasoning_effort
    elif request.thinking_budget_tokens is not None:
        reasoning["effort"] = effort_for(request.thinking_budget_tokens)
    if request.shows_thinking:
        reasoning["summary"] = "auto"
    return {"reasoning": reasoning, "include": ["reasoning.encrypted_content"]} if reasoning else {}


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.input_schema,
        "strict": bool(
            tool.is_strict
        ),  # left out, it would mean true on this wire, and most schemas are not made for it
    }


def _tool_choice(request: ModelRequest) -> str | dict[str, Any] | None:
    choice = request.tool_choice
    if choice is None or not request.tools:
        return None
    return {"type": "function", "name": choice.name} if choice.mode == "named" else choice.mode


def _text(request: ModelRequest) -> dict[str, Any] | None:
    text: dict[str, Any] = {"verbosity": request.verbosity} if request.verbosity else {}
    if request.response_schema is not None:
        form: dict[str, Any] = {
            "type": "json_schema",
            "name": request.response_schema_name,
            "schema": request.response_schema,
        }
        if request.is_response_schema_strict is not None:
            form["strict"] = request.is_response_schema_strict
        text["format"] = form
    elif request.is_json:
        text["format"] = {"type": "json_object"}
    return text or None


def _items(message: Message, field: str) -> Iterator[dict[str, Any]]:
    match message.role:
        case "tool":
            yield {
                "type": "function_call_output",
                "call_id": _call_id(message.tool_call_id or ""),
                "output": _content(message, f"{field}.output"),
            }
        case "assistant":
            yield from _said(message.content())
            yield from (_call(call.id, call.name, arguments_text(call)) for call in message.tool_calls)
        case role:
            yield {"role": role, "content": _content(message, f"{field}.content")}


def _call_id(identifier: str) -> str:
    return fitting_id(identifier, "call_", _MAX_ID_CHARS)


def _call(identifier: str, name: str, arguments: str) -> dict[str, Any]:
    return {"type": "function_call", "call_id": _call_id(identifier), "name": name, "arguments": arguments}


def _content(message: Message, field: str) -> str | list[dict[str, Any]]:
    if not message.parts:
        return message.text
    return [_part(part, f"{field}[{position}]") for position, part in enumerate(message.parts)]


def _part(part: Part, field: str) -> dict[str, Any]:
    match part:
        case TextPart(text=text):
            return {"type": "input_text", "text": text}
        case ImagePart(file_id=str(file_id)):
            source = {"file_id": openai_file_id(file_id, field)}
            return {"type": "input_image", "detail": part.detail or "auto"} | source
        case ImagePart():
            return {"type": "input_image", "detail": part.detail or "auto", "image_url": image_url(part, field)}
        case FilePart():
            return _file(part, field)
        case ThinkingPart() | RefusalPart():
            raise cannot_translate(field, f"{type(part).__name__} outside an answer")


def _file(part: FilePart, field: str) -> dict[str, Any]:
    if part.text is not None:
        return {"type": "input_text", "text": document_text(part)}
    file: dict[str, Any] = {"type": "input_file"} | ({"filename": part.name} if part.name else {})
    if part.url is not None:
        return file | {"file_url": part.url}
    if part.file_id is not None:
        return file | {"file_id": openai_file_id(part.file_id, field)}
    named = {"filename": part.name or "document"}
    return file | named | {"file_data": data_url(part.media_type or "application/pdf", part.data or "")}


def _said(parts: Iterable[Part]) -> Iterator[dict[str, Any]]:
    """Write what a model said. Thoughts go back only to the vendor that sealed them."""
    for part in parts:
        match part:
            case TextPart(text=text):
                yield {"role": "assistant", "content": text}
            case RefusalPart(text=text):
                content = [{"type": "refusal", "refusal": text}]
                identifier = derived_id("msg_", text)
                yield {
                    "type": "message",
                    "role": "assistant",
                    "id": identifier,
                    "status": "completed",
                    "content": content,
                }
            case ThinkingPart(text=text, signature=signature) if sealed := for_upstream("openai", signature):
                summary = [{"type": "summary_text", "text": text}] if text else []
                identifier = part.id or derived_id("rs_", sealed)
                yield {"type": "reasoning", "id": identifier, "summary": summary, "encrypted_content": sealed}
            case _:
                pass
