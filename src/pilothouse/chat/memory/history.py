"""What the model is told of a conversation: what is remembered, a summary of its beginning, then word by word.

The order is that of change: what changes least stands first. A provider's prompt cache keeps a prefix, so a history
grows at its end from turn to turn and is cut only when a summary takes the place of its beginning.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from pilothouse.chat.conversations.tables import ConversationMessage
from pilothouse.llm.messages import Message, Part, TextPart, message_of
from pilothouse.llm.usage import estimate_tokens
from pilothouse.runtime.files.showing import BLIND, NOTHING, Shown
from pilothouse.runtime.files.tables import StoredFile

_ABOUT = "What you remember of the person you talk with (they wrote it or let you keep it):"
_SUMMARY = "What was said earlier in this conversation, in short:"
_BROKEN = {
    "stopped": "[The person stopped this answer here.]",
    "interrupted": "[This answer was interrupted here.]",
    "failed": "[This answer failed here.]",
    "waiting": "[This answer waits for a decision.]",
}


def preface(facts: Sequence[str], summary: str | None) -> list[Message]:
    """Return what is told before the messages themselves; nothing when there is nothing to tell."""
    parts: list[str] = []
    if facts:
        parts.append("\n".join([_ABOUT, *(f"- {fact}" for fact in facts)]))
    if summary:
        parts.append(f"{_SUMMARY}\n{summary}")
    return [Message("system", "\n\n".join(parts))] if parts else []


def told(row: ConversationMessage, files: Sequence[StoredFile] = ()) -> list[Message]:
    """Return one message as the model is told of it; the same words every time."""
    if row.role == "user":
        return [question(row.text, [file.name for file in files], row.place)]
    if row.transcript is not None:
        return msgspec.convert(row.transcript, list[Message])
    broken = _BROKEN.get(row.state)
    return [Message("assistant", "\n\n".join(filter(None, (row.text, broken))) or "…")]


def question(
    text: str,
    file_names: Sequence[str],
    place: str | None = None,
    shown: Shown = NOTHING,
) -> Message:
    """Return a person's message: the words, where they were said, and what is attached."""
    lines = [text]
    if place:
        lines.append(f"(Written on the page {place}.)")
    if file_names:
        lines.append("Attached files: " + ", ".join(file_names))
    if shown.is_blind:
        lines.append(BLIND)
    words = "\n\n".join(lines)
    parts: list[Part] = [TextPart(words), *shown.images]
    return message_of("user", parts)


def transcript_of(messages: Sequence[Message]) -> list[dict[str, Any]] | None:
    """Return what a turn added as JSON; None where there is nothing to keep beside the text."""
    return msgspec.to_builtins(list(messages)) if messages else None


def size_tokens(messages: Sequence[Message]) -> int:
    """Estimate how much of a model's input messages take."""
    written = sum(len(message.text) + len(msgspec.json.encode(message.tool_calls)) for message in messages)
    return estimate_tokens(written)
