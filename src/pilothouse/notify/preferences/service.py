"""Read and set what a user wants to hear of."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.clock import Clock
from pilothouse.core.principal import Principal
from pilothouse.notify.errors import NotAPerson
from pilothouse.notify.preferences.schemas import PreferenceRead, PreferenceSet, TopicRead
from pilothouse.notify.service import Notify
from pilothouse.notify.tables import NotificationPreference
from pilothouse.notify.topics import CHOOSABLE, TOPICS, UnknownTopic
from pilothouse.notify.wanted import plan_daily
from pilothouse.server.auth import check_permission


class PreferenceService:
    """Looks after one user's preferences in the caller's transaction."""

    def __init__(self, session: AsyncSession, notify: Notify, clock: Clock) -> None:
        self._session = session
        self._notify = notify
        self._clock = clock

    @staticmethod
    def topics(who: Principal) -> list[TopicRead]:
        """Return the topics that a principal may hear of."""
        return [
            TopicRead(
                name=topic.name, description=topic.words, is_of_owner=topic.is_of_owner, permission=topic.permission
            )
            for topic in TOPICS.values()
            if topic.name in CHOOSABLE and who.may(topic.permission)
        ]

    async def listed(self, who: Principal) -> list[PreferenceRead]:
        """Return a user's preference for each topic they may hear of."""
        rows = await self._session.scalars(
            select(NotificationPreference).where(
                NotificationPreference.organization_id == who.organization_id,
                NotificationPreference.user_id == who.user_id,
            )
        )
        chosen = {row.topic: row.channels for row in rows}
        return [
            PreferenceRead.model_validate({"topic": topic.name, "channels": chosen.get(topic.name, [])})
            for topic in self.topics(who)
        ]

    async def set(self, who: Principal, topic: str, wanted: PreferenceSet) -> PreferenceRead:
        """Set how a user hears of a topic.

        Raises:
            UnknownTopic: nobody can choose this topic.
            PermissionDenied: the user may not see what it tells of.
            NotAPerson: a service account reads no mail.
        """
        if topic not in CHOOSABLE:
            raise UnknownTopic(topic)
        check_permission(who, TOPICS[topic].permission)
        if who.kind == "service":
            raise NotAPerson("A service account reads no mail; make an endpoint instead.")
        channels: list[str] = sorted(set(wanted.channels))
        await self._store(who, topic, channels)
        if channels:
            await plan_daily(self._session, who, [topic], self._clock, self._notify.settings.digest_hour)
        return PreferenceRead.model_validate({"topic": topic, "channels": channels})

    async def _store(self, who: Principal, topic: str, channels: list[str]) -> None:
        mine = {"organization_id": who.organization_id, "user_id": who.user_id, "topic": topic}
        if not channels:
            await self._session.execute(delete(NotificationPreference).filter_by(**mine))
            return
        await self._session.execute(
            insert(NotificationPreference)
            .values(**mine, channels=channels)
            .on_conflict_do_update(index_elements=["user_id", "topic"], set_={"channels": channels})
        )
