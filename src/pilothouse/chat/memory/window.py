"""The messages that are told word by word, kept close at hand: loaded once, then only what is new.

An entry names the message it ends with. Messages never change once their turn is over, so an entry is never wrong:
either a branch leads through its end, or it is not used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.tables import Conversation, ConversationMessage
from pilothouse.chat.memory.history import told
from pilothouse.llm.messages import Message
from pilothouse.runtime.files.tables import StoredFile
from pilothouse.storage.cache import Cache

TTL_S = 3_600.0


class Window(msgspec.Struct, frozen=True):
    """What is told of a branch up to and with its message `until_id`, after the one a summary ends with."""

    after_id: UUID | None
    until_id: UUID
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is told before a message, oldest first, and the files that came with it.

    Attributes:
        is_summarised: the conversation's summary stands before the messages: it does on the branch that it was made
            of, and not on one that left it earlier.
    """

    messages: list[Message]
    is_summarised: bool
    files: Sequence[StoredFile]


@dataclass(frozen=True, slots=True)
class Windows:
    """Finds what is told of a branch. Reads in the caller's transaction only what the cache lacks."""

    cache: Cache

    async def before(
        self,
        conversations: ConversationRepository,
        conversation: Conversation,
        end: ConversationMessage,
        *,
        has_files: bool = True,
    ) -> Known:
        """Return what was said before a message of the conversation. Nobody asks for files where there are none."""
        kept = await self._find(conversation.id)
        stops = {kept.until_id} if kept and kept.after_id == conversation.summary_until_id else set[UUID]()
        if conversation.summary_until_id is not None:
            stops.add(conversation.summary_until_id)
        rows = (await conversations.branch_until(end.parent_id, stops))[::-1] if end.parent_id else []
        left_at = rows[0].parent_id if rows else end.parent_id
        asked = [row.id for row in (*rows, end) if row.role == "user"] if has_files else []
        files = await conversations.files(asked) if asked else {}
        is_summarised = left_at is not None and left_at == conversation.summary_until_id
        messages: list[Message] = []
        if kept is not None and left_at == kept.until_id and left_at in stops:
            messages, is_summarised = list(kept.messages), kept.after_id is not None
        messages += [message for row in rows for message in told(row, files.get(row.id, []))]
        after_id = conversation.summary_until_id if is_summarised else None
        if end.parent_id is not None and after_id == conversation.summary_until_id:
            # a branch that left before the summary is read anew each time
            await self._keep(conversation.id, Window(after_id, end.parent_id, tuple(messages)))
        return Known(messages, is_summarised, files.get(end.id, []))

    async def forget(self, conversation_id: UUID) -> None:
        """Drop what is kept of a conversation."""
        await self.cache.delete(_key(conversation_id))

    async def _find(self, conversation_id: UUID) -> Window | None:
        kept = await self.cache.get(_key(conversation_id))
        try:
            return None if kept is None else msgspec.msgpack.decode(kept, type=Window)
        except msgspec.DecodeError:  # written by another version
            return None

    async def _keep(self, conversation_id: UUID, window: Window) -> None:
        await self.cache.put(_key(conversation_id), msgspec.msgpack.encode(window), TTL_S)


def _key(conversation_id: UUID) -> str:
    return f"chat:window:{conversation_id}"
