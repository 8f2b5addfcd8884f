"""Questions to the tables of turns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Uuid, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.chat.conversations.tables import ConversationMessage, MessageFile
from pilothouse.chat.turns.tables import Turn
from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.runtime.runs.repository import BUSY
from pilothouse.runtime.runs.tables import AgentRun

_MAX_FILES = 20  # of a conversation that an agent may open, the newest ones
# Asked in every turn, so it is made once.
_FILES = (
    select(MessageFile.file_id)
    .join(ConversationMessage, ConversationMessage.id == MessageFile.message_id)
    .where(ConversationMessage.conversation_id == bindparam("conversation_id"))
    .group_by(MessageFile.file_id)
    .order_by(func.max(ConversationMessage.created_at).desc(), MessageFile.file_id.desc())
    .limit(_MAX_FILES)
)
_STANDING = select(func.array(_FILES.scalar_subquery(), type_=ARRAY(Uuid[UUID]())), BUSY)


class TurnRepository:
    """Queries over turns. Everybody sees their own only."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, who: Principal, turn_id: UUID) -> tuple[Turn, AgentRun]:
        """Return a turn with its run.

        Raises:
            NotFound: no such turn, or somebody else's.
        """
        query = select(Turn, AgentRun).join(AgentRun, AgentRun.id == Turn.id).where(_is_own(who), Turn.id == turn_id)
        row = (await self.session.execute(query.execution_options(populate_existing=True))).first()
        if row is None:
            raise NotFound(f"There is no turn {turn_id}.")
        return row[0], row[1]

    async def by_key(self, who: Principal, key: str) -> Turn | None:
        """Return the turn that the same person began with an idempotency key."""
        return await self.session.scalar(select(Turn).where(_is_own(who), Turn.idempotency_key == key))

    async def waiting_in(self, conversation_id: UUID) -> int:
        """Count the turns of a conversation that have not begun."""
        query = select(func.count()).where(AgentRun.conversation_id == conversation_id, AgentRun.state == "queued")
        return await self.session.scalar(query) or 0

    async def standing_of(self, conversation_id: UUID) -> tuple[Sequence[UUID], bool]:
        """Return the files attached in a conversation, oldest first, and whether a run of it is not over."""
        files, is_busy = (await self.session.execute(_STANDING, {"conversation_id": conversation_id})).one()
        return files[::-1], is_busy

    async def used_since(self, who: Principal, since: datetime) -> Any:
        """Return the sums over a person's turns."""
        row = await self.session.execute(_used(who, since, func.count(Turn.conversation_id.distinct())))
        return row.one()

    async def used_by(self, who: Principal, since: datetime, by: str) -> Sequence[Any]:
        """Return the same sums by day, agent or model, dearest first; days in order."""
        names: dict[str, ColumnElement[str]] = {
            "day": func.to_char(func.timezone("UTC", Turn.created_at), "YYYY-MM-DD"),
            "agent": func.coalesce(ConversationMessage.agent, ""),
            "model": func.coalesce(ConversationMessage.model, ""),
        }
        name = names[by].label("name")
        query = _used(who, since, name).group_by(name)
        return (await self.session.execute(query.order_by(name))).all()


def _is_own(who: Principal) -> ColumnElement[bool]:
    return (Turn.organization_id == who.organization_id) & (Turn.owner_id == who.user_id)


def _used(who: Principal, since: datetime, first: ColumnElement[Any]) -> Any:
    def tokens(name: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(cast(ConversationMessage.usage[name].astext, BigInteger)), 0).label(name)

    return (
        select(
            first,
            func.count(Turn.id).label("turns"),
            tokens("input_tokens"),
            tokens("output_tokens"),
            tokens("cached_input_tokens"),
            func.coalesce(func.sum(ConversationMessage.cost_microusd), 0).label("cost_microusd"),
        )
        .join(ConversationMessage, ConversationMessage.id == Turn.answer_id)
        .where(_is_own(who), Turn.created_at >= since)
    )
