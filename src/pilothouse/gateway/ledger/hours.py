"""Where in a large ledger to look for rare calls: only in the hours whose sums say that there were such.

Sums are kept by hour, provider, model, agent, user, key and teams. So calls that somebody made once in a year are
found, or found missing, without reading that year, and without an index for each of these, which every call would pay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.tables import SpendHour

HOUR = timedelta(hours=1)
_MOST = 500  # hours to look in one by one; what is spread over more is better read in one go
_NAMES = ("provider", "model", "agent")
_IDS = ("user_id", "api_key_id")


class Wanted(Protocol):
    """What of a filter the sums know, and whether they know all of it but the times."""

    since: datetime | None
    until: datetime | None
    provider: list[str]
    model: list[str]
    agent: list[str]
    user_id: UUID | None
    api_key_id: UUID | None
    team_id: UUID | None

    @property
    def is_of_sums(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when rows are read in the order of time, ends included; None is without end."""

    begin: datetime | None = None
    end: datetime | None = None


async def hours_of(
    session: AsyncSession, who: Principal, wanted: Wanted, stretch: Stretch | None, *, newest_first: bool, rows: int
) -> Sequence[datetime] | None:
    """Return the beginnings of the hours in which the first rows of a filter are.

    Args:
        stretch: where rows are read in the order of time; None when they are in another order.
        rows: how many of them are wanted.

    Returns:
        None when the sums do not narrow it down, so that everything has to be read.
    """
    conditions = _summed(wanted)
    if not conditions:
        return None
    order = SpendHour.hour.desc() if newest_first else SpendHour.hour.asc()
    query = (
        select(SpendHour.hour)
        .distinct()
        .where(SpendHour.organization_id == who.organization_id, *conditions, *_times(wanted, stretch or Stretch()))
        .order_by(order)
        .limit(_MOST)
    )
    hours = (await session.scalars(query)).all()
    if len(hours) < _MOST:
        return hours
    enough = rows + 2  # each holds one at least, but for the two at the ends, which a time may cut
    return hours[:enough] if stretch is not None and wanted.is_of_sums and enough <= _MOST else None


def _summed(wanted: Wanted) -> list[ColumnElement[bool]]:
    names = [getattr(SpendHour, name).in_(getattr(wanted, name)) for name in _NAMES if getattr(wanted, name)]
    ids = [getattr(SpendHour, name) == getattr(wanted, name) for name in _IDS if getattr(wanted, name) is not None]
    teams = [SpendHour.team_ids.contains([wanted.team_id])] if wanted.team_id is not None else []
    return [*names, *ids, *teams]


def _times(wanted: Wanted, stretch: Stretch) -> list[ColumnElement[bool]]:
    """Choose the hours of which any moment is meant."""
    after = [SpendHour.hour > at - HOUR for at in (wanted.since, stretch.begin) if at is not None]
    before = [SpendHour.hour <= at for at in (wanted.until, stretch.end) if at is not None]
    return after + before
