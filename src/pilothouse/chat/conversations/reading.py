"""Rows of conversations as the wire shows them."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from pilothouse.chat.conversations.schemas import ConversationRead, MessageRead
from pilothouse.chat.conversations.tables import Conversation, ConversationMessage
from pilothouse.core.money import to_decimal_string
from pilothouse.runtime.files.schemas import FileRead
from pilothouse.runtime.files.tables import StoredFile


def read_conversation(
    row: Conversation, *, active_turn_id: UUID | None = None, snippet: str | None = None
) -> ConversationRead:
    """Describe a conversation."""
    return ConversationRead(
        id=row.id,
        title=row.title,
        is_title_edited=row.is_title_edited,
        agent=row.agent,
        head_id=row.head_id,
        message_count=row.message_count,
        is_pinned=row.pinned_at is not None,
        is_archived=row.archived_at is not None,
        active_turn_id=active_turn_id,
        summary=row.summary,
        summary_until_id=row.summary_until_id,
        is_summary_edited=row.is_summary_edited,
        metadata=row.attributes,
        created_at=row.created_at,
        last_message_at=row.last_message_at,
        expires_at=row.expires_at,
        deleted_at=row.deleted_at,
        snippet=snippet,
    )


def read_message(row: ConversationMessage, siblings: list[UUID], files: Sequence[StoredFile]) -> MessageRead:
    """Describe a message."""
    return MessageRead(
        id=row.id,
        conversation_id=row.conversation_id,
        parent_id=row.parent_id,
        role=cast("Any", row.role),
        state=row.state,
        text=row.text,
        parts=row.parts,
        files=[FileRead.model_validate(file) for file in files],
        agent=row.agent,
        model=row.model,
        turn_id=row.turn_id,
        siblings=siblings,
        usage=row.usage,
        cost_usd=to_decimal_string(row.cost_microusd),
        cache_hit_rate=hit_rate(row.usage),
        timing=row.timing,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def hit_rate(usage: dict[str, Any] | None) -> float | None:
    """Return the share of input tokens that a provider read from its cache; None where nothing was counted."""
    if not usage or not usage.get("input_tokens"):
        return None
    return round(usage.get("cached_input_tokens", 0) / usage["input_tokens"], 4)
