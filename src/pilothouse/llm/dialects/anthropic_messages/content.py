"""Write a conversation as system texts, and as messages of user and assistant in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pilothouse.core.json import dumps_text
from pilothouse.llm.dialects.anthropic_messages.models import ModelTraits
from pilothouse.llm.dialects.decoding import cannot_translate, refusal
from pilothouse.llm.dialects.ids import fitting_id
from pilothouse.llm.dialects.media import anthropic_file_id
from pilothouse.llm.dialects.seals import for_upstream
from pilothouse.llm.messages import (
    FilePart,
    ImagePart,
    Message,
    Part,
    RefusalPart,
    TextPart,
    ThinkingPart,
    ToolCall,
)

_MAX_ID_CHARS = 64
_OPENING = "(The conversation begins with you.)"  # this wire begins with the user
MALFORMED = "raw_arguments"  # where arguments stand that are no JSON object; this wire has no other place for them

_Turn = dict[str, Any]


@dataclass(frozen=True)
class ContentWriter:
    """Writes messages for a model."""

    traits: ModelTraits

    def conversation(self, messages: Sequence[Message]) -> tuple[list[str], list[_Turn]]:
        """Return the system texts and the turns. Neighbours of one role become one turn; empty ones are left out.

        Raises:
            InvalidInput: nothing is said, or a part cannot be said on this wire; names the field.
        """
        system: list[str] = []
        turns: list[_Turn] = []
        for at, message in enumerate(messages):
            if message.role != "system":
                self._append(turns, message, f"messages[{at}].content")
            elif self._may_stand_here(turns, messages[at + 1 :]):
                turns.append({"role": "system", "content": message.text})
            elif message.text:
                system.append(message.text)
        if not turns:
            raise refusal("messages", "there has to be a message with content besides the system's.")
        if turns[0]["role"] == "assistant":
            turns.insert(0, {"role": "user", "content": [{"type": "text", "text": _OPENING}]})
        return system, [_simplified(turn) for turn in turns]

    def _may_stand_here(self, turns: list[_Turn], following: Sequence[Message]) -> bool:
        """Say whether a system message can stay where it is: after a user's turn, before the model's."""
        is_after_user = bool(turns) and turns[-1]["role"] == "user"
        return self.traits.takes_late_system and is_after_user and not (following and following[0].role != "assistant")

    def _append(self, turns: list[_Turn], message: Message, field: str) -> None:
        role = "assistant" if message.role == "assistant" else "user"
        blocks = _blocks(message, field)
        if not blocks:
            return
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        else:
            turns.append({"role": role, "content": blocks})


def _simplified(turn: _Turn) -> _Turn:
    """Write a single text as the plain string it can be."""
    if turn["role"] == "system":
        return turn
    first, *more = turn["content"]
    return turn if more or first["type"] != "text" else turn | {"content": first["text"]}


def _blocks(message: Message, field: str) -> list[dict[str, Any]]:
    if message.role == "tool":
        return [_result(message, field)]
    parts = enumerate(message.content())
    blocks = [block for at, part in parts if (block := _block(part, f"{field}[{at}]")) is not None]
    return blocks + [_call(call) for call in message.tool_calls]


def _result(message: Message, field: str) -> dict[str, Any]:
    written: dict[str, Any] = {
        "type": "tool_result",
        "tool_use_id": _call_id(message.tool_call_id or ""),
        "content": message.text,
    }
    if message.parts:
        parts = enumerate(message.parts)
        written["content"] = [block for at, part in parts if (block := _block(part, f"{field}[{at}]")) is not None]
    return written | ({"is_error": True} if message.is_error else {})


def _call(call: ToolCall) -> dict[str, Any]:
    return {"type": "tool_use", "id": _call_id(call.id), "name": call.name, "input": input_of(call)}


def _call_id(identifier: str) -> str:
    return fitting_id(identifier, "toolu_", _MAX_ID_CHARS)


def _block(part: Part, field: str) -> dict[str, Any] | None:
    match part:
        case TextPart(text=text) | RefusalPart(text=text):
            return {"type": "text", "text": text} if text.strip() else None  # blank ones are refused
        case ThinkingPart():
            return _thought(part)
        case ImagePart():
            return {"type": "image", "source": _image_source(part, field)}
        case FilePart():
            return _document(part, field)


def _thought(part: ThinkingPart) -> dict[str, Any] | None:
    """Write a thought of this vendor. One without its seal, or with a foreign one, would be refused."""
    redacted = for_upstream("anthropic", part.redacted)
    if redacted is not None:
        return {"type": "redacted_thinking", "data": redacted}
    signature = for_upstream("anthropic", part.signature)
    return None if signature is None else {"type": "thinking", "thinking": part.text, "signature": signature}


def _image_source(part: ImagePart, field: str) -> dict[str, Any]:
    if part.url is not None:
        return {"type": "url", "url": part.url}
    if part.file_id is not None:
        return {"type": "file", "file_id": anthropic_file_id(part.file_id, field)}
    return {"type": "base64", "media_type": part.media_type, "data": part.data}


def _document(part: FilePart, field: str) -> dict[str, Any]:
    title = {"title": part.name} if part.name else {}
    return {"type": "document", "source": _document_source(part, field)} | title


def _document_source(part: FilePart, field: str) -> dict[str, Any]:
    if part.text is not None:
        return {"type": "text", "media_type": "text/plain", "data": part.text}
    if part.url is not None:
        return {"type": "url", "url": part.url}
    if part.file_id is not None:
        return {"type": "file", "file_id": anthropic_file_id(part.file_id, field)}
    if part.media_type != "application/pdf":
        raise cannot_translate(field, f"a document of type {part.media_type}")
    return {"type": "base64", "media_type": part.media_type, "data": part.data}


def input_of(call: ToolCall) -> dict[str, Any]:
    """Return a call's arguments as the object this wire wants."""
    return call.arguments if call.malformed is None else {MALFORMED: call.malformed}


def input_text(call: ToolCall) -> str:
    """Write a call's arguments as the JSON text of the object this wire wants."""
    return dumps_text(input_of(call))
