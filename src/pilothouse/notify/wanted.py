"""Topics as clients name them."""

from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.clock import Clock
from pilothouse.core.principal import Principal
from pilothouse.notify.schedule import keep_daily, next_daily, zone_of
from pilothouse.notify.topics import CHOOSABLE, TOPICS


def _choosable(names: list[str]) -> list[str]:
    if unknown := sorted(set(names) - set(CHOOSABLE)):
        raise ValueError(f"there is no topic {unknown[0]!r}; choose among {', '.join(CHOOSABLE)}")
    return sorted(set(names))


Topics = Annotated[
    list[Annotated[str, Field(max_length=100)]],
    Field(max_length=50, examples=[["budget.alert", "mission.failed"]]),
    AfterValidator(_choosable),
]


async def plan_daily(session: AsyncSession, who: Principal, topics: list[str], clock: Clock, hour: int) -> None:
    """See to it that news that are made once a day are made for an organization that now wants them."""
    if kinds := [TOPICS[name].daily_job for name in topics if TOPICS[name].daily_job]:
        due_at = next_daily(clock.now(), await zone_of(session, who.organization_id), hour)
        for kind in kinds:
            await keep_daily(session, who.organization_id, kind, due_at)
