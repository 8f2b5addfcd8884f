"""Missions in words: what is told by e-mail, Slack and webhooks when one is done, fails or waits for somebody."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.money import to_decimal_string
from pilothouse.durable import states
from pilothouse.durable.tables import Work
from pilothouse.missions.journal.tables import Mission
from pilothouse.notify.outbox import Notice
from pilothouse.notify.tables import NotificationSignal

TOPICS = ("mission.completed", "mission.failed", "mission.waiting_for_approval")


async def tell_mission(session: AsyncSession, signal: NotificationSignal) -> Notice | None:
    """Compose the news of one mission; see `notify.signals.Composer`.

    None when it was deleted, or moved on before anybody could be told: who approved it knows.
    """
    rows = await session.execute(
        select(Mission, Work.state).join(Work, Work.id == Mission.id).where(Mission.id == signal.subject_id)
    )
    found = rows.one_or_none()
    if found is None:
        return None
    mission, state = found
    has_moved_on = signal.topic == "mission.waiting_for_approval" and state != states.WAITING_FOR_APPROVAL
    if mission.deleted_at is not None or has_moved_on:
        return None
    payload = {
        "mission_id": str(mission.id),
        "title": mission.title,
        "agent": mission.agent,
        "cost_usd": to_decimal_string(mission.cost_microusd),
        "reason": mission.state_reason,
        "path": f"/missions/{mission.id}",
    }
    # a mission may fail, be retried and fail again: each signal is news of its own
    key = f"{signal.topic}:{signal.id}"
    return Notice(signal.organization_id, signal.topic, key, payload, signal.created_at, mission.owner_id)
