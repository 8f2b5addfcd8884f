"""News that are made once a day, in each organization's own morning, while somebody wants them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.db.base import Organization
from pilothouse.durable import states
from pilothouse.durable.tables import Work


def next_daily(now: datetime, zone: str, hour: int) -> datetime:
    """Return the next moment at which it is a full hour in a zone.

    Args:
        now: aware.
        zone: IANA name.
        hour: 0 to 23. Where the clock leaves it out on a day, the moment after the gap counts.
    """
    local = now.astimezone(ZoneInfo(zone))
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    following = today if today.astimezone(UTC) > now else today + timedelta(days=1)
    return following.astimezone(UTC)


async def zone_of(session: AsyncSession, organization_id: UUID) -> str:
    """Return the IANA name of an organization's zone."""
    zone = select(Organization.time_zone).where(Organization.id == organization_id)
    return await session.scalar(zone) or "UTC"


async def keep_daily(session: AsyncSession, organization_id: UUID, kind: str, due_at: datetime) -> None:
    """See to it that an organization's daily work of a kind is planned, in the transaction in which it is wanted.

    The work's row is locked, so that one that is just ending because nobody wanted it starts anew.
    """
    work_id = uuid5(organization_id, kind)
    added = await session.scalar(
        insert(Work)
        .values(id=work_id, organization_id=organization_id, kind=kind, state=states.QUEUED, due_at=due_at)
        .on_conflict_do_nothing()
        .returning(Work.id)
    )
    if added is not None:
        return
    state = await session.scalar(select(Work.state).where(Work.id == work_id).with_for_update())
    if state in states.FINAL:
        await session.execute(
            update(Work)
            .where(Work.id == work_id)
            .values(
                state=states.QUEUED,
                epoch=Work.epoch + 1,
                runner_id=None,
                attempts=0,
                due_at=due_at,
                updated_at=func.now(),
            )
        )
