"""The daily cost digest: what an organization spent yesterday, told in its own morning to those who want it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.names import names_of
from pilothouse.analytics.periods import start_of
from pilothouse.analytics.wording import label
from pilothouse.core.clock import Clock
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.db.base import Organization
from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Outcome
from pilothouse.gateway.ledger.reports import Dimension, LedgerReports, Spend, SpendQuestion
from pilothouse.notify.outbox import Notice, Outbox
from pilothouse.notify.schedule import next_daily
from pilothouse.notify.topics import COST_DIGEST

_TOPIC = "costs.digest"
_TOP = 5
_PARTS: tuple[tuple[Dimension, str], ...] = (("model", "Models"), ("agent", "Agents"), ("user", "People"))
_NOBODY = UserId(UUID(int=0))


class DigestHandler:
    """Writes an organization's digest once a day, for as long as somebody wants it."""

    kind = COST_DIGEST

    def __init__(self, outbox: Outbox, clock: Clock, hour: int) -> None:
        """Take the hour of the organization's day at which the next one is written."""
        self._outbox = outbox
        self._clock = clock
        self._hour = hour

    async def advance(self, attempt: Attempt) -> Outcome:
        """Write one digest and plan the next; see `durable.attempt.Handler`."""
        async with attempt.write() as (session, _):
            if not await self._outbox.is_wanted(session, attempt.organization_id, _TOPIC):
                await attempt.finish(session, states.COMPLETED)
                return Outcome.DONE
            now = self._clock.now()
            organization = await session.get_one(Organization, attempt.organization_id)
            notice = await digest_of(session, organization, now)
            if notice is not None:
                await self._outbox.notify(session, notice)
            await attempt.reset_attempts(session)
            await attempt.retry(session, next_daily(now, organization.time_zone, self._hour) - now)
        return Outcome.PARKED


async def digest_of(session: AsyncSession, organization: Organization, now: datetime) -> Notice | None:
    """Add up the day before this one in the organization's zone; None when nothing was called that day."""
    today, yesterday, before = _days(now, ZoneInfo(organization.time_zone))
    who = Principal(OrganizationId(organization.id), _NOBODY, kind="service")
    reports = LedgerReports(session)
    totals = await reports.totals(who, SpendQuestion(yesterday, today))
    if not totals.calls:
        return None
    day = _date_before(now, ZoneInfo(organization.time_zone)).isoformat()
    payload: dict[str, Any] = {
        "organization": organization.name,
        "day": day,
        "time_zone": organization.time_zone,
        "total_usd": to_decimal_string(totals.cost_microusd),
        "before_usd": to_decimal_string((await reports.totals(who, SpendQuestion(before, yesterday))).cost_microusd),
        "calls": totals.calls,
        "parts": [await _part(session, who, by, title, yesterday, today) for by, title in _PARTS],
        "path": "/costs",
    }
    return Notice(organization.id, _TOPIC, f"{_TOPIC}:{day}", payload, today)


def _days(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime, datetime]:
    """Return when today, yesterday and the day before begin, by the whole hours of UTC in which costs are added up."""
    today = start_of(now, "day", zone)
    yesterday = start_of(today - timedelta(hours=1), "day", zone)
    before = start_of(yesterday - timedelta(hours=1), "day", zone)
    return start_of(today, "hour", zone), start_of(yesterday, "hour", zone), start_of(before, "hour", zone)


def _date_before(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date() - timedelta(days=1)


async def _part(
    session: AsyncSession, who: Principal, by: Dimension, title: str, since: datetime, until: datetime
) -> dict[str, Any]:
    question = SpendQuestion(since, until, "day", await LedgerReports(session).zone_of(who), (by,), top=_TOP)
    cells = await LedgerReports(session).spend(who, question)
    names = await names_of(session, who, [key for cell in cells for key in cell.key if isinstance(key, UUID)])
    ordered = sorted(cells, key=lambda cell: (cell.is_rest, -cell.sums.cost_microusd))
    return {"title": title, "rows": list(_rows(ordered, by, names))}


def _rows(cells: Iterable[Spend], by: Dimension, names: dict[UUID, str]) -> Iterable[dict[str, str]]:
    for cell in cells:
        name = "Others" if cell.is_rest else _name(by, cell.key[0], names)
        yield {"name": name, "cost_usd": to_decimal_string(cell.sums.cost_microusd)}


def _name(by: Dimension, key: str | UUID | None, names: dict[UUID, str]) -> str:
    return label(by, str(key) if key else None, names.get(key) if isinstance(key, UUID) else None)
