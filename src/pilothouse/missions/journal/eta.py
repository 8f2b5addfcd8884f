"""How long a mission will take still, from how long each step took in finished missions."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.missions.journal.steps import INDEX, STEPS, Step
from pilothouse.missions.journal.tables import MissionStep

RECENT_STEPS = 300  # about fifty missions


@dataclass(frozen=True, slots=True)
class Pace:
    """Mean seconds of each step; empty as long as no mission was finished."""

    seconds: dict[str, float] = field(default_factory=dict[str, float])

    def eta_s(self, step: Step, fraction: float) -> float | None:
        """Return the seconds left when a share of a step is done; None when nothing is known yet."""
        following = STEPS[INDEX[step.key] :]
        if not all(each.key in self.seconds for each in (step, *following)):
            return None
        rest = self.seconds[step.key] * (1 - fraction) + sum(self.seconds[each.key] for each in following)
        return round(rest, 1)


async def read_pace(session: AsyncSession, organization_id: UUID) -> Pace:
    """Measure the organization's latest finished steps."""
    recent = (
        select(MissionStep.step, MissionStep.started_at, MissionStep.finished_at)
        .where(MissionStep.organization_id == organization_id, MissionStep.state == "completed")
        .order_by(MissionStep.finished_at.desc())
        .limit(RECENT_STEPS)
        .subquery()
    )
    seconds = func.avg(func.extract("epoch", recent.c.finished_at - recent.c.started_at))
    rows = await session.execute(select(recent.c.step, seconds).group_by(recent.c.step))
    return Pace({step: float(mean) for step, mean in rows})
