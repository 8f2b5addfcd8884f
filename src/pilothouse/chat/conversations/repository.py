"""Questions to the tables of conversations. Everybody sees their own only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from pilothouse.chat.conversations.tables import Conversation, ConversationMessage, MessageFile
from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.runtime.files.tables import StoredFile
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.tables import AgentRun
from pilothouse.server.paging import decode_cursor, encode_cursor

Shelf: TypeAlias = Literal["active", "archived", "deleted"]

_SNIPPET = "StartSel='', StopSel='', MaxWords=24, MinWords=8, MaxFragments=1"
_MOST_ON_A_BRANCH = 10_000  # a guard for the walk, far beyond what anybody writes
# Asked in every turn, so they are made once: making one takes as long as asking it.
_IS_OWN = (
    (Conversation.organization_id == bindparam("organization_id"))
    & (Conversation.owner_id == bindparam("owner_id"))
    & Conversation.deleted_at.is_(None)
)
_LOCKED = (
    select(Conversation)
    .where(_IS_OWN, Conversation.id == bindparam("conversation_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_MESSAGE = (
    select(ConversationMessage, Conversation)
    .join(Conversation, Conversation.id == ConversationMessage.conversation_id)
    .where(_IS_OWN, ConversationMessage.id == bindparam("message_id"))
)
_FILES = (
    select(MessageFile.message_id, StoredFile)
    .join(StoredFile, StoredFile.id == MessageFile.file_id)
    .where(MessageFile.message_id.in_(bindparam("message_ids", expanding=True)))
    .order_by(MessageFile.message_id, MessageFile.position)
)


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation of a list, and where a search found its words."""

    conversation: Conversation
    snippet: str | None


class ConversationRepository(Repository[Conversation]):
    """Queries over conversations and their messages."""

    table = Conversation
    noun = "conversation"

    def visible_to(self, principal: Principal) -> Select[Conversation]:
        """Select a person's conversations that are not deleted."""
        return super().visible_to(principal).where(Conversation.owner_id == principal.user_id)

    async def locked(self, principal: Principal, conversation_id: UUID) -> Conversation:
        """Return one conversation, locked until the transaction ends: two writers take turns.

        Raises:
            NotFound: no such conversation, or somebody else's.
        """
        row = await self.session.scalar(_LOCKED, {**_person(principal), "conversation_id": conversation_id})
        if row is None:
            raise NotFound(f"There is no conversation {conversation_id}.")
        return row

    async def deleted(self, principal: Principal, conversation_id: UUID) -> Conversation:
        """Return a deleted conversation that was not purged yet."""
        query = self._on_shelf(principal, "deleted").where(Conversation.id == conversation_id)
        row = await self.session.scalar(query)
        if row is None:
            raise NotFound(f"There is no deleted conversation {conversation_id}.")
        return row

    async def page(
        self, principal: Principal, shelf: Shelf, text: str | None, limit: int, cursor: str | None
    ) -> tuple[list[Found], str | None]:
        """Return one page, pinned ones first, then by their last message; and the cursor of the next page."""
        query = self._on_shelf(principal, shelf)
        if text:
            query = query.where(_says(text))
        is_pinned = Conversation.pinned_at.is_not(None)
        place = tuple_(is_pinned, Conversation.last_message_at, Conversation.id)
        if cursor:
            query = query.where(place < _place(cursor))
        ordered = query.order_by(is_pinned.desc(), Conversation.last_message_at.desc(), Conversation.id.desc())
        rows = list(await self.session.scalars(ordered.limit(limit + 1)))
        shown = rows[:limit]
        snippets = await self._snippets([row.id for row in shown], text) if text else {}
        following = None
        if len(rows) > limit:
            last = shown[-1]
            following = encode_cursor(last.pinned_at is not None, last.last_message_at, last.id)
        return [Found(row, snippets.get(row.id)) for row in shown], following

    async def message(self, principal: Principal, message_id: UUID) -> ConversationMessage:
        """Return one message of a person's own conversations.

        Raises:
            NotFound: no such message, or somebody else's.
        """
        message, _ = await self.message_and_conversation(principal, message_id)
        return message

    async def message_and_conversation(
        self, principal: Principal, message_id: UUID
    ) -> tuple[ConversationMessage, Conversation]:
        """Return one message with its conversation; raises as `message`."""
        row = (await self.session.execute(_MESSAGE, {**_person(principal), "message_id": message_id})).first()
        if row is None:
            raise NotFound(f"There is no message {message_id}.")
        return row[0], row[1]

    async def branch(self, head_id: UUID | None, limit: int = _MOST_ON_A_BRANCH) -> list[ConversationMessage]:
        """Return the messages that lead to a message, that one first."""
        return await self._walk(head_id, limit, set())

    async def branch_until(self, head_id: UUID | None, stops: set[UUID]) -> list[ConversationMessage]:
        """Return the messages that lead to a message, that one first, down to one of `stops`, which is left out."""
        return [] if head_id in stops else await self._walk(head_id, _MOST_ON_A_BRANCH, stops)

    async def _walk(self, head_id: UUID | None, limit: int, stops: set[UUID]) -> list[ConversationMessage]:
        if head_id is None:
            return []
        place = {"head_id": head_id, "limit": limit, "stops": list(stops)}
        return list(await self.session.scalars(_walk_up(), place))

    async def newest_end(self, conversation_id: UUID, message_id: UUID) -> UUID:
        """Return the newest message without successors below a message."""
        below = (
            select(ConversationMessage.id)
            .where(ConversationMessage.id == message_id, ConversationMessage.conversation_id == conversation_id)
            .cte("below", recursive=True)
        )
        child = aliased(ConversationMessage)
        below = below.union_all(select(child.id).where(child.parent_id == below.c.id))
        successor = aliased(ConversationMessage)
        has_successor = select(successor.id).where(successor.parent_id == below.c.id).exists()
        ends = select(below.c.id).where(~has_successor).order_by(below.c.id.desc()).limit(1)
        newest = await self.session.scalar(ends)
        if newest is None:
            raise NotFound(f"There is no message {message_id} in this conversation.")
        return newest

    async def siblings(self, messages: Sequence[ConversationMessage]) -> dict[UUID | None, list[UUID]]:
        """Return, by parent, the messages that stand in one place, oldest first."""
        if not messages:
            return {}
        conversation_id = messages[0].conversation_id
        parents = {message.parent_id for message in messages}
        known = [parent for parent in parents if parent is not None]
        is_one = ConversationMessage.parent_id.in_(known)
        if None in parents:
            is_one = or_(is_one, ConversationMessage.parent_id.is_(None))
        query = (
            select(ConversationMessage.parent_id, ConversationMessage.id)
            .where(ConversationMessage.conversation_id == conversation_id, is_one)
            .order_by(ConversationMessage.id)
        )
        found: dict[UUID | None, list[UUID]] = {}
        for parent_id, message_id in await self.session.execute(query):
            found.setdefault(parent_id, []).append(message_id)
        return found

    async def files(self, message_ids: Sequence[UUID]) -> dict[UUID, list[StoredFile]]:
        """Return the attached files of messages, in their order."""
        rows = await self.session.execute(_FILES, {"message_ids": message_ids})
        files: dict[UUID, list[StoredFile]] = {message_id: [] for message_id in message_ids}
        for message_id, file in rows:
            files[message_id].append(file)
        return files

    async def every_message(self, conversation_id: UUID) -> list[ConversationMessage]:
        """Return all messages of all branches, oldest first."""
        query = select(ConversationMessage).where(ConversationMessage.conversation_id == conversation_id)
        return list(await self.session.scalars(query.order_by(ConversationMessage.id)))

    async def lock_idle(self, conversation_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Lock conversations until the transaction ends; those that somebody else is at are left out."""
        query = select(Conversation.id).where(Conversation.id.in_(conversation_ids))
        return (await self.session.scalars(query.with_for_update(skip_locked=True))).all()

    async def expire(
        self, before: datetime, *, owner_id: UUID | None = None, among: Sequence[UUID] | None = None
    ) -> int:
        """Delete, with undo, a person's conversations, or of those named, whose time has come; return how many."""
        is_due = Conversation.expires_at.is_not(None) & (Conversation.expires_at <= before)
        put_away = (
            update(Conversation)
            .where(_chosen(owner_id, among), Conversation.deleted_at.is_(None), is_due)
            .values(deleted_at=Conversation.expires_at)
            .returning(Conversation.id)
        )
        return len((await self.session.scalars(put_away)).all())

    async def purge(
        self, before: datetime, *, owner_id: UUID | None = None, among: Sequence[UUID] | None = None
    ) -> int:
        """Erase those that were deleted before a moment, with their runs and what those said; return how many."""
        is_old = Conversation.deleted_at.is_not(None) & (Conversation.deleted_at <= before)
        gone = delete(Conversation).where(_chosen(owner_id, among), is_old).returning(Conversation.id)
        conversation_ids = list(await self.session.scalars(gone))
        if conversation_ids:
            runs = select(AgentRun.id).where(AgentRun.conversation_id.in_(conversation_ids))
            await RunRepository(self.session).erase(list(await self.session.scalars(runs)))
        return len(conversation_ids)

    def _on_shelf(self, principal: Principal, shelf: Shelf) -> Select[Conversation]:
        if shelf == "deleted":
            return select(Conversation).where(
                Conversation.organization_id == principal.organization_id,
                Conversation.owner_id == principal.user_id,
                Conversation.deleted_at.is_not(None),
            )
        is_archived = Conversation.archived_at.is_not(None)
        return self.visible_to(principal).where(is_archived if shelf == "archived" else ~is_archived)

    async def _snippets(self, conversation_ids: Sequence[UUID], text: str) -> dict[UUID, str]:
        """Return, by conversation, the words around the newest hit in its messages."""
        query = func.plainto_tsquery("simple", text)
        snippet = func.ts_headline("simple", ConversationMessage.text, query, _SNIPPET)
        rows = await self.session.execute(
            select(ConversationMessage.conversation_id, snippet)
            .ext(distinct_on(ConversationMessage.conversation_id))
            .where(ConversationMessage.conversation_id.in_(conversation_ids), _message_says(text))
            .order_by(ConversationMessage.conversation_id, ConversationMessage.id.desc())
        )
        return {row[0]: row[1] for row in rows}


def _person(principal: Principal) -> dict[str, UUID | None]:
    return {"organization_id": principal.organization_id, "owner_id": principal.user_id}


def _chosen(owner_id: UUID | None, among: Sequence[UUID] | None) -> ColumnElement[bool]:
    """Choose a person's conversations, or those that are named."""
    return Conversation.id.in_(among or ()) if owner_id is None else Conversation.owner_id == owner_id


def _message_says(text: str) -> Any:
    words = func.to_tsvector(literal("simple", literal_execute=True), ConversationMessage.text)
    return words.op("@@")(func.plainto_tsquery("simple", text))


def _says(text: str) -> Any:
    """Find words in the title, also parts of them, or whole words in a message."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    in_a_message = (
        select(ConversationMessage.id)
        .where(ConversationMessage.conversation_id == Conversation.id, _message_says(text))
        .exists()
    )
    return or_(Conversation.title.ilike(pattern), in_a_message)


@cache
def _walk_up() -> Select[ConversationMessage]:
    """Make the query of the messages from one up to the beginning; making it takes as long as asking it."""
    path = (
        select(ConversationMessage.id, ConversationMessage.parent_id, literal(1).label("depth"))
        .where(ConversationMessage.id == bindparam("head_id"))
        .cte("path", recursive=True)
    )
    parent = aliased(ConversationMessage)
    path = path.union_all(
        select(parent.id, parent.parent_id, path.c.depth + 1)
        .join(path, parent.id == path.c.parent_id)
        .where(path.c.depth < bindparam("limit"), parent.id.not_in(bindparam("stops", expanding=True)))
    )
    return (
        select(ConversationMessage)
        .join(path, path.c.id == ConversationMessage.id)
        .order_by(path.c.depth)
        .execution_options(populate_existing=True)
    )


def _place(cursor: str) -> Any:
    """Read the place that a cursor stands for."""
    is_pinned, at, identifier = decode_cursor(cursor, 3)
    try:
        return tuple_(literal(bool(is_pinned)), literal(datetime.fromisoformat(at)), literal(UUID(identifier)))
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidInput("The cursor is not one that this list gave out.") from error
