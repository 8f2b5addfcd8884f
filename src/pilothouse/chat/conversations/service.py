"""The use cases of conversations. The caller's transaction is the use case's transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from pilothouse.agents.registry import Registry
from pilothouse.chat.conversations.reading import read_conversation, read_message
from pilothouse.chat.conversations.repository import ConversationRepository, Found, Shelf
from pilothouse.chat.conversations.schemas import (
    ConversationCreate,
    ConversationDeleted,
    ConversationRead,
    ConversationUpdate,
    MessageRead,
)
from pilothouse.chat.conversations.tables import Conversation, ConversationMessage
from pilothouse.chat.conversations.titles import FALLBACK
from pilothouse.chat.settings import ChatSettings
from pilothouse.core.clock import Clock
from pilothouse.core.errors import NotFound
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.runtime.runs.tables import AgentRun

ACTIVE_STATES = ("queued", "running", "waiting")


class ConversationService:
    """Begins, lists, shows, changes and deletes a person's own conversations."""

    def __init__(
        self, conversations: ConversationRepository, registry: Registry, settings: ChatSettings, clock: Clock
    ) -> None:
        self._conversations = conversations
        self._session = conversations.session
        self._registry = registry
        self._settings = settings
        self._clock = clock

    async def create(self, who: Principal, wanted: ConversationCreate) -> ConversationRead:
        """Begin a conversation.

        Raises:
            NotFound: there is no such agent.
        """
        row = await self.begin(who, wanted.agent, wanted.title or FALLBACK)
        row.is_title_edited = wanted.title is not None
        row.attributes = wanted.metadata
        row.expires_at = wanted.expires_at or row.expires_at
        await self._session.flush()
        return read_conversation(row)

    async def begin(self, who: Principal, agent: str | None, title: str) -> Conversation:
        """Insert a conversation's row."""
        name = self._registry.agent(agent or self._settings.default_agent).name
        row = Conversation(
            id=new_id(),
            organization_id=who.organization_id,
            owner_id=who.user_id,
            title=title,
            agent=name,
            message_count=0,
            is_title_edited=False,
            is_summary_edited=False,
            attributes={},
            last_message_at=self._clock.now(),
        )
        if self._settings.expire_after_days:
            row.expires_at = self._clock.now() + timedelta(days=self._settings.expire_after_days)
        return await self._conversations.add(row)

    async def get(self, who: Principal, conversation_id: UUID) -> ConversationRead:
        """Return one conversation."""
        row = await self._conversations.get(who, conversation_id)
        return read_conversation(row, active_turn_id=(await self._active([row.id])).get(row.id))

    async def page(
        self, who: Principal, shelf: Shelf, text: str | None, limit: int, cursor: str | None
    ) -> tuple[list[ConversationRead], str | None]:
        """Return one page of conversations and the cursor of the next; what has expired goes first."""
        await self.tidy(who)
        found, following = await self._conversations.page(who, shelf, text, limit, cursor)
        active = await self._active([each.conversation.id for each in found])
        return [self._read(each, active) for each in found], following

    async def change(self, who: Principal, conversation_id: UUID, change: ConversationUpdate) -> ConversationRead:
        """Change a conversation.

        Raises:
            NotFound: it, its agent or the message of `head_id` does not exist.
        """
        row = await self._conversations.locked(who, conversation_id)
        fields = change.model_dump(exclude_unset=True)
        for name in fields:
            await self._apply(row, name, fields[name])
        await self._session.flush()
        return await self.get(who, conversation_id)

    async def delete(self, who: Principal, conversation_id: UUID) -> ConversationDeleted:
        """Put a conversation away; `restore` brings it back until it is purged."""
        row = await self._conversations.locked(who, conversation_id)
        row.deleted_at = now = self._clock.now()
        return ConversationDeleted(id=row.id, deleted_at=now, purge_at=now + timedelta(days=self._settings.undo_days))

    async def restore(self, who: Principal, conversation_id: UUID) -> ConversationRead:
        """Bring a deleted conversation back; one that had expired does not expire again."""
        row = await self._conversations.deleted(who, conversation_id)
        row.deleted_at = None
        if row.expires_at is not None and row.expires_at <= self._clock.now():
            row.expires_at = None
        await self._session.flush()
        return await self.get(who, conversation_id)

    async def messages(
        self, who: Principal, conversation_id: UUID, limit: int, before: UUID | None
    ) -> tuple[list[MessageRead], UUID | None]:
        """Return messages of the shown branch, newest first, and the message at which the next page begins.

        Raises:
            NotFound: no such conversation; or `before` is none of its messages.
        """
        row = await self._conversations.get(who, conversation_id)
        rows = await self._conversations.branch(before or row.head_id, limit + 1)
        if rows and rows[0].conversation_id != conversation_id:
            raise NotFound(f"There is no message {before} in this conversation.")
        following = rows[limit].id if len(rows) > limit else None
        return await self.read_messages(rows[:limit]), following

    async def whole(
        self, who: Principal, conversation_id: UUID, *, every_branch: bool
    ) -> tuple[ConversationRead, list[MessageRead]]:
        """Return a conversation with its messages, oldest first: those of the shown branch, or all."""
        row = await self._conversations.get(who, conversation_id)
        if every_branch:
            rows = await self._conversations.every_message(row.id)
        else:
            rows = (await self._conversations.branch(row.head_id))[::-1]
        return read_conversation(row), await self.read_messages(rows)

    async def read_messages(self, rows: Sequence[ConversationMessage]) -> list[MessageRead]:
        """Return messages as pages show them, in the order given."""
        siblings = await self._conversations.siblings(rows)
        files = await self._conversations.files([row.id for row in rows])
        return [read_message(row, siblings.get(row.parent_id, [row.id]), files[row.id]) for row in rows]

    async def tidy(self, who: Principal) -> None:
        """Put away what has expired and erase what was deleted long enough ago, without waiting for the sweep."""
        now = self._clock.now()
        await self._conversations.expire(now, owner_id=who.user_id)
        await self._conversations.purge(now - timedelta(days=self._settings.undo_days), owner_id=who.user_id)

    async def _apply(self, row: Conversation, name: str, value: Any) -> None:
        match name:
            case "title" if value is not None:
                row.title, row.is_title_edited = value, True
            case "agent" if value is not None:
                row.agent = self._registry.agent(value).name
            case "is_pinned":
                row.pinned_at = func.now() if value else None
            case "is_archived":
                row.archived_at = func.now() if value else None
            case "head_id" if value is not None:
                row.head_id = await self._conversations.newest_end(row.id, value)
            case "summary":
                _edit_summary(row, value)
            case "metadata" if value is not None:
                row.attributes = value
            case "expires_at":
                row.expires_at = value
            case _:
                pass  # null for what cannot be missing: it stays

    async def _active(self, conversation_ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """Return, by conversation, the turn that is at work; of several, the one in front."""
        rows = await self._session.execute(
            select(AgentRun.conversation_id, AgentRun.id)
            .where(AgentRun.conversation_id.in_(conversation_ids), AgentRun.state.in_(ACTIVE_STATES))
            .order_by(AgentRun.id.desc())
        )
        return {conversation_id: run_id for conversation_id, run_id in rows if conversation_id is not None}

    def _read(self, found: Found, active: dict[UUID, UUID]) -> ConversationRead:
        row = found.conversation
        return read_conversation(row, active_turn_id=active.get(row.id), snippet=found.snippet)


def _edit_summary(row: Conversation, text: str | None) -> None:
    """Let a person put right what is told of the beginning. Without a summary the messages themselves are told."""
    row.summary = text or None
    row.is_summary_edited = bool(text)
    if not text:
        row.summary_until_id = None
