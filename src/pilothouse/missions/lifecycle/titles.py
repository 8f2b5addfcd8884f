"""What missions are called, for reports of other rooms that know their ids only."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.principal import Principal
from pilothouse.missions.journal.tables import Mission


async def titles_of(session: AsyncSession, who: Principal, mission_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the titles of an organization's missions; an id that none of them has is left out."""
    rows = await session.execute(
        select(Mission.id, Mission.title).where(
            Mission.organization_id == who.organization_id, Mission.id.in_(list(mission_ids))
        )
    )
    return {row.id: row.title for row in rows}
