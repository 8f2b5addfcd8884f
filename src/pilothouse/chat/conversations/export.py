"""A conversation as a document: Markdown for people, JSON with every branch for programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pilothouse.chat.conversations.schemas import ConversationRead, MessageRead
from pilothouse.core import json

FORMAT_VERSION = 1


def as_json(conversation: ConversationRead, messages: Sequence[MessageRead]) -> bytes:
    """Write a conversation with all its messages, oldest first; `head_id` and `parent_id` tell the branches."""
    content: dict[str, Any] = {
        "format": "pilothouse.conversation",
        "version": FORMAT_VERSION,
        "conversation": conversation.model_dump(mode="json", exclude={"snippet", "active_turn_id"}),
        "messages": [message.model_dump(mode="json") for message in messages],
    }
    return json.dumps(content)


def as_markdown(conversation: ConversationRead, messages: Sequence[MessageRead]) -> str:
    """Write the shown branch, oldest message first, as it reads in the thread."""
    head = [f"# {_line(conversation.title)}", "", f"_{_time(conversation.created_at)}, with {conversation.agent}_", ""]
    return "\n".join([*head, *(line for message in messages for line in _message(message))]).rstrip() + "\n"


def _message(message: MessageRead) -> Iterator[str]:
    who = "You" if message.role == "user" else (message.agent or "Agent").capitalize()
    yield f"## {who}, {_time(message.created_at)}"
    yield ""
    if message.files:
        yield "Attached: " + ", ".join(_line(file.name) for file in message.files)
        yield ""
    for part in message.parts:
        if part.get("type") == "tool":
            yield from _tool(part)
    yield message.text or f"_({message.state})_"
    yield ""
    if message.text and message.state not in {"complete", "queued"}:
        yield f"_({message.state})_"
        yield ""


def _tool(part: dict[str, Any]) -> Iterator[str]:
    yield f"- `{part.get('name', 'tool')}`: {_line(str(part.get('summary') or part.get('state', '')))}"
    citations: list[dict[str, Any]] = part.get("citations") or []
    for citation in citations:
        yield f"  - source: {_line(str(citation.get('title', '')))} <{_line(str(citation.get('source', '')))}>"
    artifacts: list[dict[str, Any]] = part.get("artifacts") or []
    for artifact in artifacts:
        yield f"  - result: {_line(str(artifact.get('title') or artifact.get('name', '')))}"
    yield ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
