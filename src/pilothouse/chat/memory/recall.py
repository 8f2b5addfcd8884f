"""Recall by meaning: a person's own messages, nearest first.

Vectors are made when somebody looks for the first time, so that a turn never waits for them, and kept. A person has
some thousands of messages at most, which PostgreSQL compares exactly in milliseconds; an approximate index would only
lose some of them behind the filter.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, cast, func, insert, literal, select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import UserDefinedType

from pilothouse.chat.conversations.tables import Conversation, ConversationMessage, MessageVector
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.llm.embeddings import DIMENSIONS, embed

log = get_logger(__name__)

SHOWN_CHARS = 600
_AT_ONCE = 500  # messages that are embedded in one go
_MOST_ROUNDS = 20
_NEAR = 0.18  # cosine under which two texts have nothing to do with each other


@dataclass(frozen=True, slots=True)
class Recalled:
    """A message that was found. `text` is shortened; `score` is the cosine of the two meanings."""

    message_id: UUID
    conversation_id: UUID
    title: str
    role: str
    text: str
    created_at: datetime
    score: float


class _PgVector(UserDefinedType[str]):
    """pgvector's type, written as text: "[0.1,-0.2,…]"."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return f"vector({DIMENSIONS})"


class RecallService:
    """Searches in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def search(
        self, who: Principal, words: str, limit: int = 5, *, leaving_out: UUID | None = None
    ) -> list[Recalled]:
        """Return the messages of a person that come nearest to some words, best first.

        Args:
            who: whose messages.
            words: what is looked for.
            limit: how many at most.
            leaving_out: a conversation that the asker has before their eyes.
        """
        if not words.strip():
            return []
        await self._catch_up(who)
        wanted = (await asyncio.to_thread(embed, [words]))[0]
        try:
            async with self._session.begin_nested():
                found = await self._nearest(who, [float(each) for each in wanted], limit, leaving_out)
        except ProgrammingError as error:  # a database without pgvector: words still find
            log.warning("recall_without_vectors", error=type(error.orig).__name__)
            return await self._by_words(who, words, limit, leaving_out)
        return [each for each in found if each.score >= _NEAR]

    async def _nearest(
        self, who: Principal, wanted: list[float], limit: int, leaving_out: UUID | None
    ) -> list[Recalled]:
        here = cast(literal("[" + ",".join(f"{each:.6f}" for each in wanted) + "]"), _PgVector())
        distance = cast(MessageVector.vector, _PgVector()).op("<=>", return_type=Float())(here)
        query = (
            _messages(who, leaving_out, 1 - distance)
            .join(MessageVector, MessageVector.message_id == ConversationMessage.id)
            .order_by(distance, ConversationMessage.id.desc())
        )
        return [Recalled(*row) for row in await self._session.execute(query.limit(limit))]

    async def _by_words(self, who: Principal, words: str, limit: int, leaving_out: UUID | None) -> list[Recalled]:
        query = func.websearch_to_tsquery("simple", " or ".join(words.split()))
        said = func.to_tsvector(literal("simple", literal_execute=True), ConversationMessage.text)
        rank = func.ts_rank(said, query)
        found = _messages(who, leaving_out, rank).where(said.op("@@")(query)).order_by(rank.desc())
        return [Recalled(*row) for row in await self._session.execute(found.limit(limit))]

    async def _catch_up(self, who: Principal) -> None:
        """Embed what was said since somebody last looked."""
        missing = (
            select(ConversationMessage.id, ConversationMessage.text)
            .join(Conversation, Conversation.id == ConversationMessage.conversation_id)
            .outerjoin(MessageVector, MessageVector.message_id == ConversationMessage.id)
            .where(
                Conversation.owner_id == who.user_id,
                ConversationMessage.state.not_in(("queued", "running", "waiting")),
                ConversationMessage.text != "",
                MessageVector.message_id.is_(None),
            )
            .order_by(ConversationMessage.id.desc())
            .limit(_AT_ONCE)
            .with_for_update(of=ConversationMessage, skip_locked=True)
        )
        for _ in range(_MOST_ROUNDS):
            rows = [(row.id, row.text) for row in await self._session.execute(missing)]
            if not rows:
                return
            vectors = await asyncio.to_thread(embed, [words for _, words in rows])
            await self._session.execute(
                insert(MessageVector),
                [
                    {
                        "organization_id": who.organization_id,
                        "owner_id": who.user_id,
                        "message_id": message_id,
                        "vector": [float(each) for each in vector],
                    }
                    for (message_id, _), vector in zip(rows, vectors, strict=True)
                ],
            )


def _messages(who: Principal, leaving_out: UUID | None, score: ColumnElement[float]) -> Any:
    query = (
        select(
            ConversationMessage.id,
            ConversationMessage.conversation_id,
            Conversation.title,
            ConversationMessage.role,
            func.left(ConversationMessage.text, SHOWN_CHARS),
            ConversationMessage.created_at,
            score.label("score"),
        )
        .join(Conversation, Conversation.id == ConversationMessage.conversation_id)
        .where(
            Conversation.organization_id == who.organization_id,
            Conversation.owner_id == who.user_id,
            Conversation.deleted_at.is_(None),
        )
    )
    return query if leaving_out is None else query.where(Conversation.id != leaving_out)
