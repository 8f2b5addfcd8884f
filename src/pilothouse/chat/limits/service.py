"""Taking one message off the hour's allowance, in the transaction that stores the message."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.chat.allowance import Allowance
from pilothouse.chat.errors import ChatLimitReached
from pilothouse.chat.limits.tables import ChatAllowance
from pilothouse.chat.settings import ChatSettings
from pilothouse.core.principal import Principal
from pilothouse.db.base import Organization

HOUR = timedelta(hours=1)
FREE_TIER = "free"


class ChatLimitService:
    """Counts messages by the database's clock, so that every process counts alike."""

    def __init__(self, session: AsyncSession, settings: ChatSettings) -> None:
        self._session = session
        self._settings = settings

    async def take(self, who: Principal) -> Allowance | None:
        """Count one message; None where nothing is limited.

        Raises:
            ChatLimitReached: the hour's messages are sent.
        """
        if not await self._is_limited(who):
            return None
        limit = self._settings.free_messages_per_hour
        began_at = ChatAllowance.began_at
        is_over = began_at <= func.now() - HOUR
        fresh = insert(ChatAllowance).values(organization_id=who.organization_id, user_id=who.user_id, used=1)
        statement = fresh.on_conflict_do_update(
            index_elements=[ChatAllowance.user_id],
            set_={
                "used": case((is_over, 1), else_=ChatAllowance.used + 1),
                "began_at": case((is_over, func.now()), else_=began_at),
            },
            where=or_(is_over, ChatAllowance.used < limit),
        ).returning(ChatAllowance.used, ChatAllowance.began_at)
        row = (await self._session.execute(statement)).first()
        if row is None:
            spent = await self.look(who) or Allowance(limit, 0, None)
            raise ChatLimitReached(spent, datetime.now(UTC))
        return Allowance(limit, limit - row.used, row.began_at + HOUR)

    async def look(self, who: Principal) -> Allowance | None:
        """Return what is left without taking any; None where nothing is limited."""
        if not await self._is_limited(who):
            return None
        limit = self._settings.free_messages_per_hour
        row = (await self._session.execute(_current(who))).first()
        if row is None:
            return Allowance(limit, limit, None)
        return Allowance(limit, max(0, limit - row.used), row.began_at + HOUR)

    async def _is_limited(self, who: Principal) -> bool:
        """Only the free tier is; an organization without a tier is on it."""
        if not self._settings.tiers:
            return False
        query = select(Organization.settings).where(Organization.id == who.organization_id)
        settings = await self._session.scalar(query)
        return (settings or {}).get("tier", FREE_TIER) == FREE_TIER


def _current(who: Principal) -> Select[int, datetime]:
    is_mine = and_(ChatAllowance.user_id == who.user_id, ChatAllowance.began_at > func.now() - HOUR)
    return select(ChatAllowance.used, ChatAllowance.began_at).where(is_mine)
