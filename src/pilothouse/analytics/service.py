"""Puts the ledger's reports together into what people ask: how much, where it leads, what is unusual."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.names import names_of
from pilothouse.analytics.anomalies import Anomaly, Day, find_anomalies
from pilothouse.analytics.periods import Period
from pilothouse.analytics.schemas import (
    AnomalyQuery,
    AnomalyRead,
    GroupRead,
    KeyRead,
    SeriesRead,
    SpendQuery,
    SpendRead,
    SumsRead,
    WorkQuery,
    WorkRead,
)
from pilothouse.analytics.wording import explain_anomaly, label
from pilothouse.core.clock import Clock
from pilothouse.core.money import MICROUSD_PER_USD, to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.reports import Dimension, LedgerReports, Spend, SpendQuestion, Sums
from pilothouse.missions.lifecycle.titles import titles_of

_USUAL_PERIOD = timedelta(days=30)
_BASELINE = timedelta(days=63)  # eight weeks of each weekday before the first day that is judged
_MOST_KEYS = 500  # what is not among the dearest is no anomaly worth telling

Key = tuple[str | UUID | None, ...]
Names = Mapping[UUID, str]


class AnalyticsService:
    """Answers within the caller's transaction. Days begin in the organization's zone."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._reports = LedgerReports(session)
        self._clock = clock

    async def spend(self, who: Principal, query: SpendQuery) -> SpendRead:
        """Return spending over time, with the period before for comparison.

        Raises:
            PeriodNotUsable: the period is empty or has too many buckets.
        """
        period, zone = self._period(query.since, query.until), await self._reports.zone_of(who)
        buckets = period.buckets(query.bucket, zone)
        by = tuple(dict.fromkeys(query.by))
        question = SpendQuestion(period.since, period.until, query.bucket, zone, by, query.only, query.top)
        cells = await self._reports.spend(who, question)
        # a call of two teams stands in two groups, but was paid once
        totals = await self._reports.totals(who, question) if "team" in by else _add(cell.sums for cell in cells)
        before = SpendQuestion(period.before.since, period.before.until, only=query.only)
        names = await self._names(who, (cell.key for cell in cells))
        return SpendRead(
            since=period.since,
            until=period.until,
            bucket=query.bucket,
            time_zone=zone,
            buckets=buckets,
            totals=SumsRead.of(totals),
            totals_before=SumsRead.of(await self._reports.totals(who, before)),
            groups=_groups(cells, buckets, by, names),
        )

    async def dearest_work(self, who: Principal, query: WorkQuery) -> list[WorkRead]:
        """Return the missions or conversations that cost the most."""
        period = self._period(query.since, query.until)
        found = await self._reports.dearest_work(who, query.by, period.since, period.until, query.limit)
        ids = [work_id for work_id, _ in found]
        titles = await titles_of(self._session, who, ids) if query.by == "mission" else {}
        return [WorkRead(id=work_id, name=titles.get(work_id), totals=SumsRead.of(sums)) for work_id, sums in found]

    async def anomalies(self, who: Principal, query: AnomalyQuery) -> list[AnomalyRead]:
        """Return the unusually dear days of each model, agent or the like, those with the greatest excess first."""
        zone, until = await self._reports.zone_of(who), self._clock.now()
        period = Period.of(until - _BASELINE - timedelta(days=query.days), until)
        question = SpendQuestion(period.since, period.until, "day", zone, (query.by,), query.only, _MOST_KEYS)
        cells = [cell for cell in await self._reports.spend(who, question) if not cell.is_rest]
        days = period.buckets("day", zone)
        names = await self._names(who, (cell.key for cell in cells))
        least = int(query.min_excess_usd * MICROUSD_PER_USD)
        found = [
            (anomaly, _read(anomaly, days_of[anomaly.place], query.by, key, names, zone))
            for key, days_of, history in _histories(cells, days)
            for anomaly in find_anomalies(history, query.days, least)
        ]
        return [read for _, read in sorted(found, key=lambda each: -each[0].excess_microusd)]

    def _period(self, since: datetime | None, until: datetime | None) -> Period:
        until = until or self._clock.now()
        return Period.of(since or until - _USUAL_PERIOD, until)

    async def _names(self, who: Principal, keys: Iterable[Key]) -> Names:
        ids = {part for key in keys for part in key if isinstance(part, UUID)}
        return await names_of(self._session, who, ids)


def _add(sums: Iterable[Sums]) -> Sums:
    return sum(sums, Sums())


def _groups(
    cells: Sequence[Spend], buckets: Sequence[datetime], by: tuple[Dimension, ...], names: Names
) -> list[GroupRead]:
    """Gather the cells of each key, dearest first and the rest last."""
    of_group: dict[tuple[bool, Key], dict[datetime, Sums]] = defaultdict(dict)
    for cell in cells:
        of_group[cell.is_rest, cell.key][cell.bucket_at] = cell.sums
    ordered = sorted(of_group.items(), key=lambda item: (item[0][0], -_add(item[1].values()).cost_microusd))
    return [
        GroupRead(
            key=[] if is_rest else [_key(*part, names) for part in zip(by, key, strict=True)],
            is_rest=is_rest,
            totals=SumsRead.of(_add(at.values())),
            series=SeriesRead.of([at.get(bucket, Sums()) for bucket in buckets]),
        )
        for (is_rest, key), at in ordered
    ]


def _key(dimension: Dimension, value: str | UUID | None, names: Names) -> KeyRead:
    if isinstance(value, UUID):
        return KeyRead(dimension=dimension, value=str(value), name=names.get(value))
    return KeyRead(dimension=dimension, value=value, name=value)


def _histories(
    cells: Sequence[Spend], days: Sequence[datetime]
) -> Iterable[tuple[Key, Sequence[datetime], Sequence[Day]]]:
    """Yield each key's days from the organization's first spending on."""
    known = [day for day in days if cells and day >= cells[0].bucket_at]
    of_key: dict[Key, dict[datetime, Day]] = defaultdict(dict)
    for cell in cells:
        of_key[cell.key][cell.bucket_at] = Day(cell.sums.cost_microusd, cell.sums.calls)
    for key, at in of_key.items():
        yield key, known, [at.get(day, Day()) for day in known]


def _read(anomaly: Anomaly, day_at: datetime, dimension: Dimension, key: Key, names: Names, zone: str) -> AnomalyRead:
    named = _key(dimension, key[0], names)
    subject = label(dimension, named.value, named.name)
    return AnomalyRead(
        kind=anomaly.kind,
        day_at=day_at,
        key=named,
        cost_usd=to_decimal_string(anomaly.day.cost_microusd),
        usual_usd=to_decimal_string(anomaly.usual.cost_microusd),
        calls=anomaly.day.calls,
        usual_calls=anomaly.usual.calls,
        score=None if anomaly.score is None else round(anomaly.score, 1),
        explanation=explain_anomaly(subject, anomaly, day_at.astimezone(ZoneInfo(zone))),
    )
