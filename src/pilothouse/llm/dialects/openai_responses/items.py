"""The items of a response, as they stand when they begin and when they are done."""

from typing import Any

from pilothouse.llm.dialects.blocks import Block
from pilothouse.llm.dialects.ids import derived_id, fitting_id
from pilothouse.llm.dialects.openai_responses.thoughts import encrypted_content

_MAX_ID_CHARS = 64


def item_id(block: Block, response_id: str) -> str:
    """Return the id of a block's item, the same each time."""
    source = f"{response_id}:{block.index}"
    match block.kind:
        case "tool":
            return derived_id("fc_", source)
        case "thinking" | "redacted":
            return block.id or derived_id("rs_", source)
        case _:
            return derived_id("msg_", source)


def item(block: Block, response_id: str, *, is_done: bool) -> dict[str, Any]:
    """Write a block as an item."""
    identifier = item_id(block, response_id)
    status = "completed" if is_done else "in_progress"
    match block.kind:
        case "tool":
            return {
                "type": "function_call",
                "id": identifier,
                "call_id": fitting_id(block.id, "call_", _MAX_ID_CHARS),
                "name": block.name,
                "arguments": block.text if is_done else "",
                "status": status,
            }
        case "thinking" | "redacted":
            return _thought(block, identifier, is_done=is_done)
        case _:
            content = [part(block, block.text)] if is_done else []
            return {"type": "message", "id": identifier, "role": "assistant", "status": status, "content": content}


def part(block: Block, text: str) -> dict[str, Any]:
    """Write the one part of a message's or a thought's item."""
    match block.kind:
        case "refusal":
            return {"type": "refusal", "refusal": text}
        case "thinking":
            return {"type": "summary_text", "text": text}
        case _:
            return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _thought(block: Block, identifier: str, *, is_done: bool) -> dict[str, Any]:
    summary = [part(block, block.text)] if is_done and block.pieces else []
    written: dict[str, Any] = {"type": "reasoning", "id": identifier, "summary": summary}
    sealed = encrypted_content(block.signature, block.redacted) if is_done else None
    return written | ({"encrypted_content": sealed} if sealed is not None else {})
