# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Chat."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Literal, Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.downloads import AsyncDownload, Download
from pilothouse.client.events import Event
from pilothouse.client.listing import AsyncListing, Listing


class Chat:
    """Chat."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def answer_whole(
        self, *, idempotency_key: str | None = None, **body: Unpack[schemas.TurnCreate]
    ) -> schemas.AnswerRead:
        """Say something and wait for the whole answer. For older clients; use `/stream`.

        Args:
            idempotency_key: Sending twice with one key makes one turn.
        """
        return self._connection.send("POST", "/api/v1/chat", headers={"Idempotency-Key": idempotency_key}, body=body)

    def change_conversation(
        self, conversation_id: str, /, **body: Unpack[schemas.ConversationUpdate]
    ) -> schemas.ConversationRead:
        """Rename, pin or archive a conversation, show another branch, or put its summary right."""
        return self._connection.send("PATCH", "/api/v1/chat/conversations/{}", (conversation_id,), body=body)

    def change_fact(self, fact_id: str, /, **body: Unpack[schemas.FactUpdate]) -> schemas.FactRead:
        """Put a fact right."""
        return self._connection.send("PATCH", "/api/v1/chat/memory/facts/{}", (fact_id,), body=body)

    def continue_turn(self, turn_id: str, /) -> schemas.TurnRead:
        """Let an interrupted, stopped or failed turn go on where it was; finished calls are not made again."""
        return self._connection.send("POST", "/api/v1/chat/turns/{}/continue", (turn_id,))

    def create_conversation(self, **body: Unpack[schemas.ConversationCreate]) -> schemas.ConversationRead:
        """Begin a conversation without a message; the first message begins one by itself otherwise."""
        return self._connection.send("POST", "/api/v1/chat/conversations", body=body)

    def delete_conversation(self, conversation_id: str, /) -> schemas.ConversationDeleted:
        """Put a conversation away; it can be brought back until `purge_at`."""
        return self._connection.send("DELETE", "/api/v1/chat/conversations/{}", (conversation_id,))

    def export_conversation(
        self, conversation_id: str, /, *, format: Literal["markdown", "json"] | None = None
    ) -> Download:
        """Download a conversation: the shown branch as Markdown, or everything as JSON.

        Args:
            format: JSON holds every branch.
        """
        return self._connection.download(
            "GET", "/api/v1/chat/conversations/{}/export", (conversation_id,), query={"format": format}
        )

    def export_memory(self) -> Download:
        """Download every fact as JSON."""
        return self._connection.download("GET", "/api/v1/chat/memory/export")

    def follow_turn(self, turn_id: str, /, *, after: int | None = None) -> Iterator[Event]:
        """Go on with a turn's stream, on any replica; 204 when it is over and nothing is left.

        Args:
            after: Seq of the last event you have.
        """
        return self._connection.events("GET", "/api/v1/chat/stream/{}", (turn_id,), query={"after": after})

    def forget_everything(self) -> None:
        """Forget every fact, for good. Conversations stay; delete those one by one."""
        return self._connection.send("DELETE", "/api/v1/chat/memory")

    def forget_fact(self, fact_id: str, /) -> None:
        """Forget one fact, for good."""
        return self._connection.send("DELETE", "/api/v1/chat/memory/facts/{}", (fact_id,))

    def list_conversations(
        self,
        *,
        q: str | None = None,
        state: Literal["active", "archived", "deleted"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.ConversationRead]:
        """List your conversations, pinned ones first, then by their last message.

        Args:
            q: Words in titles and messages.
            state: Which shelf to look at.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/chat/conversations", query={"q": q, "state": state, "limit": page_size, "cursor": cursor}
        )

    def list_facts(self, *, q: str | None = None) -> Listing[schemas.FactRead]:
        """Return what agents are told of you, oldest first.

        Args:
            q: Words in the fact.
        """
        return self._connection.listing("GET", "/api/v1/chat/memory/facts", query={"q": q})

    def list_messages(
        self, conversation_id: str, /, *, page_size: int | None = None, cursor: str | None = None
    ) -> Listing[schemas.MessageRead]:
        """Return the messages of the branch that is shown, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/chat/conversations/{}/messages",
            (conversation_id,),
            query={"limit": page_size, "cursor": cursor},
        )

    def read_conversation(self, conversation_id: str, /) -> schemas.ConversationRead:
        """Return one conversation with its summary and the turn that is at work."""
        return self._connection.send("GET", "/api/v1/chat/conversations/{}", (conversation_id,))

    def read_limits(self) -> schemas.LimitsRead:
        """Return how much you may send, and what is left of this hour."""
        return self._connection.send("GET", "/api/v1/chat/limits")

    def read_turn(self, turn_id: str, /) -> schemas.TurnRead:
        """Return how far a turn is."""
        return self._connection.send("GET", "/api/v1/chat/turns/{}", (turn_id,))

    def read_usage(self, *, days: int | None = None) -> schemas.UsageRead:
        """Return what you used in chat: turns, tokens, cost, and the share that came from providers' caches.

        Args:
            days: How many days to look back.
        """
        return self._connection.send("GET", "/api/v1/chat/usage", query={"days": days})

    def remember_fact(self, **body: Unpack[schemas.FactCreate]) -> schemas.FactRead:
        """Let agents know something about you in every conversation."""
        return self._connection.send("POST", "/api/v1/chat/memory/facts", body=body)

    def restore_conversation(self, conversation_id: str, /) -> schemas.ConversationRead:
        """Bring a deleted conversation back."""
        return self._connection.send("POST", "/api/v1/chat/conversations/{}/restore", (conversation_id,))

    def search_memory(self, *, q: str, limit: int | None = None) -> Listing[schemas.RecalledRead]:
        """Find earlier messages of yours by their meaning.

        Args:
            q: What it was about, in your words.
        """
        return self._connection.listing("GET", "/api/v1/chat/memory/search", query={"q": q, "limit": limit})

    def start_turn(self, *, idempotency_key: str | None = None, **body: Unpack[schemas.TurnCreate]) -> Iterator[Event]:
        """Say something and stream the answer.

        Events are `start`, `text`, `tool_start`, `tool_progress`, `tool_result`, `approval`, `complete` and
        `error`, with ids `<turn>:<seq>`. The turn runs on when the connection drops; `GET /stream/{turn_id}` goes
        on with it.

        Args:
            idempotency_key: Sending twice with one key makes one turn.
        """
        return self._connection.events(
            "POST", "/api/v1/chat/stream", headers={"Idempotency-Key": idempotency_key}, body=body
        )

    def stop_turn(self, turn_id: str, /) -> schemas.TurnRead:
        """Stop a turn, down to the provider; what it said stays. One that is over stays as it is."""
        return self._connection.send("POST", "/api/v1/chat/turns/{}/stop", (turn_id,))


class AsyncChat:
    """Chat."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def answer_whole(
        self, *, idempotency_key: str | None = None, **body: Unpack[schemas.TurnCreate]
    ) -> schemas.AnswerRead:
        """Say something and wait for the whole answer. For older clients; use `/stream`.

        Args:
            idempotency_key: Sending twice with one key makes one turn.
        """
        return await self._connection.send(
            "POST", "/api/v1/chat", headers={"Idempotency-Key": idempotency_key}, body=body
        )

    async def change_conversation(
        self, conversation_id: str, /, **body: Unpack[schemas.ConversationUpdate]
    ) -> schemas.ConversationRead:
        """Rename, pin or archive a conversation, show another branch, or put its summary right."""
        return await self._connection.send("PATCH", "/api/v1/chat/conversations/{}", (conversation_id,), body=body)

    async def change_fact(self, fact_id: str, /, **body: Unpack[schemas.FactUpdate]) -> schemas.FactRead:
        """Put a fact right."""
        return await self._connection.send("PATCH", "/api/v1/chat/memory/facts/{}", (fact_id,), body=body)

    async def continue_turn(self, turn_id: str, /) -> schemas.TurnRead:
        """Let an interrupted, stopped or failed turn go on where it was; finished calls are not made again."""
        return await self._connection.send("POST", "/api/v1/chat/turns/{}/continue", (turn_id,))

    async def create_conversation(self, **body: Unpack[schemas.ConversationCreate]) -> schemas.ConversationRead:
        """Begin a conversation without a message; the first message begins one by itself otherwise."""
        return await self._connection.send("POST", "/api/v1/chat/conversations", body=body)

    async def delete_conversation(self, conversation_id: str, /) -> schemas.ConversationDeleted:
        """Put a conversation away; it can be brought back until `purge_at`."""
        return await self._connection.send("DELETE", "/api/v1/chat/conversations/{}", (conversation_id,))

    def export_conversation(
        self, conversation_id: str, /, *, format: Literal["markdown", "json"] | None = None
    ) -> AsyncDownload:
        """Download a conversation: the shown branch as Markdown, or everything as JSON.

        Args:
            format: JSON holds every branch.
        """
        return self._connection.download(
            "GET", "/api/v1/chat/conversations/{}/export", (conversation_id,), query={"format": format}
        )

    def export_memory(self) -> AsyncDownload:
        """Download every fact as JSON."""
        return self._connection.download("GET", "/api/v1/chat/memory/export")

    def follow_turn(self, turn_id: str, /, *, after: int | None = None) -> AsyncGenerator[Event]:
        """Go on with a turn's stream, on any replica; 204 when it is over and nothing is left.

        Args:
            after: Seq of the last event you have.
        """
        return self._connection.events("GET", "/api/v1/chat/stream/{}", (turn_id,), query={"after": after})

    async def forget_everything(self) -> None:
        """Forget every fact, for good. Conversations stay; delete those one by one."""
        return await self._connection.send("DELETE", "/api/v1/chat/memory")

    async def forget_fact(self, fact_id: str, /) -> None:
        """Forget one fact, for good."""
        return await self._connection.send("DELETE", "/api/v1/chat/memory/facts/{}", (fact_id,))

    def list_conversations(
        self,
        *,
        q: str | None = None,
        state: Literal["active", "archived", "deleted"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.ConversationRead]:
        """List your conversations, pinned ones first, then by their last message.

        Args:
            q: Words in titles and messages.
            state: Which shelf to look at.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/chat/conversations", query={"q": q, "state": state, "limit": page_size, "cursor": cursor}
        )

    def list_facts(self, *, q: str | None = None) -> AsyncListing[schemas.FactRead]:
        """Return what agents are told of you, oldest first.

        Args:
            q: Words in the fact.
        """
        return self._connection.listing("GET", "/api/v1/chat/memory/facts", query={"q": q})

    def list_messages(
        self, conversation_id: str, /, *, page_size: int | None = None, cursor: str | None = None
    ) -> AsyncListing[schemas.MessageRead]:
        """Return the messages of the branch that is shown, newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/chat/conversations/{}/messages",
            (conversation_id,),
            query={"limit": page_size, "cursor": cursor},
        )

    async def read_conversation(self, conversation_id: str, /) -> schemas.ConversationRead:
        """Return one conversation with its summary and the turn that is at work."""
        return await self._connection.send("GET", "/api/v1/chat/conversations/{}", (conversation_id,))

    async def read_limits(self) -> schemas.LimitsRead:
        """Return how much you may send, and what is left of this hour."""
        return await self._connection.send("GET", "/api/v1/chat/limits")

    async def read_turn(self, turn_id: str, /) -> schemas.TurnRead:
        """Return how far a turn is."""
        return await self._connection.send("GET", "/api/v1/chat/turns/{}", (turn_id,))

    async def read_usage(self, *, days: int | None = None) -> schemas.UsageRead:
        """Return what you used in chat: turns, tokens, cost, and the share that came from providers' caches.

        Args:
            days: How many days to look back.
        """
        return await self._connection.send("GET", "/api/v1/chat/usage", query={"days": days})

    async def remember_fact(self, **body: Unpack[schemas.FactCreate]) -> schemas.FactRead:
        """Let agents know something about you in every conversation."""
        return await self._connection.send("POST", "/api/v1/chat/memory/facts", body=body)

    async def restore_conversation(self, conversation_id: str, /) -> schemas.ConversationRead:
        """Bring a deleted conversation back."""
        return await self._connection.send("POST", "/api/v1/chat/conversations/{}/restore", (conversation_id,))

    def search_memory(self, *, q: str, limit: int | None = None) -> AsyncListing[schemas.RecalledRead]:
        """Find earlier messages of yours by their meaning.

        Args:
            q: What it was about, in your words.
        """
        return self._connection.listing("GET", "/api/v1/chat/memory/search", query={"q": q, "limit": limit})

    def start_turn(
        self, *, idempotency_key: str | None = None, **body: Unpack[schemas.TurnCreate]
    ) -> AsyncGenerator[Event]:
        """Say something and stream the answer.

        Events are `start`, `text`, `tool_start`, `tool_progress`, `tool_result`, `approval`, `complete` and
        `error`, with ids `<turn>:<seq>`. The turn runs on when the connection drops; `GET /stream/{turn_id}` goes
        on with it.

        Args:
            idempotency_key: Sending twice with one key makes one turn.
        """
        return self._connection.events(
            "POST", "/api/v1/chat/stream", headers={"Idempotency-Key": idempotency_key}, body=body
        )

    async def stop_turn(self, turn_id: str, /) -> schemas.TurnRead:
        """Stop a turn, down to the provider; what it said stays. One that is over stays as it is."""
        return await self._connection.send("POST", "/api/v1/chat/turns/{}/stop", (turn_id,))
