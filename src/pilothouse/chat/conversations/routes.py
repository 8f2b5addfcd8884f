"""Conversations over HTTP. Everybody sees their own only."""

from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from pilothouse.chat.conversations.deps import CanChat, ConversationServiceDep
from pilothouse.chat.conversations.export import as_json, as_markdown
from pilothouse.chat.conversations.schemas import (
    ConversationCreate,
    ConversationDeleted,
    ConversationRead,
    ConversationUpdate,
    MessageRead,
)
from pilothouse.server.envelope import ApiRouter, Page, file_responses
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/chat/conversations", tags=["chat"])

State = Annotated[Literal["active", "archived", "deleted"], Query(description="Which shelf to look at.")]


@router.get("")
async def list_conversations(
    who: CanChat,
    conversations: ConversationServiceDep,
    q: Annotated[str | None, Query(max_length=200, description="Words in titles and messages.")] = None,
    state: State = "active",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ConversationRead]:
    """List your conversations, pinned ones first, then by their last message."""
    text = (q or "").strip() or None
    items, following = await conversations.page(who, state, text, limit, cursor)
    return Page(items=items, next_cursor=following)


@router.post("", status_code=201)
async def create_conversation(
    body: ConversationCreate, who: CanChat, conversations: ConversationServiceDep
) -> ConversationRead:
    """Begin a conversation without a message; the first message begins one by itself otherwise."""
    return await conversations.create(who, body)


@router.get("/{conversation_id}")
async def read_conversation(
    conversation_id: UUID, who: CanChat, conversations: ConversationServiceDep
) -> ConversationRead:
    """Return one conversation with its summary and the turn that is at work."""
    return await conversations.get(who, conversation_id)


@router.patch("/{conversation_id}")
async def change_conversation(
    conversation_id: UUID, body: ConversationUpdate, who: CanChat, conversations: ConversationServiceDep
) -> ConversationRead:
    """Rename, pin or archive a conversation, show another branch, or put its summary right."""
    return await conversations.change(who, conversation_id, body)


@router.delete("/{conversation_id}")
async def delete_conversation(
    conversation_id: UUID, who: CanChat, conversations: ConversationServiceDep
) -> ConversationDeleted:
    """Put a conversation away; it can be brought back until `purge_at`."""
    return await conversations.delete(who, conversation_id)


@router.post("/{conversation_id}/restore")
async def restore_conversation(
    conversation_id: UUID, who: CanChat, conversations: ConversationServiceDep
) -> ConversationRead:
    """Bring a deleted conversation back."""
    return await conversations.restore(who, conversation_id)


@router.get("/{conversation_id}/messages")
async def list_messages(
    conversation_id: UUID,
    who: CanChat,
    conversations: ConversationServiceDep,
    limit: Limit = 50,
    cursor: Annotated[UUID | None, Query(description="`meta.pagination.next_cursor` of the page before.")] = None,
) -> Page[MessageRead]:
    """Return the messages of the branch that is shown, newest first."""
    items, following = await conversations.messages(who, conversation_id, limit, cursor)
    return Page(items=items, next_cursor=str(following) if following else None)


@router.get(
    "/{conversation_id}/export",
    response_class=Response,
    responses=file_responses("text/markdown; charset=utf-8", "application/json"),
)
async def export_conversation(
    conversation_id: UUID,
    who: CanChat,
    conversations: ConversationServiceDep,
    format: Annotated[Literal["markdown", "json"], Query(description="JSON holds every branch.")] = "markdown",  # noqa: A002
) -> Response:
    """Download a conversation: the shown branch as Markdown, or everything as JSON."""
    conversation, messages = await conversations.whole(who, conversation_id, every_branch=format == "json")
    is_json = format == "json"
    content = as_json(conversation, messages) if is_json else as_markdown(conversation, messages)
    name = quote(f"{conversation.title[:80].strip()}.{'json' if is_json else 'md'}", safe="")
    return Response(
        content,
        media_type="application/json" if is_json else "text/markdown; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=utf-8''{name}"},
    )
