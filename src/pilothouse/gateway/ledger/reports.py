"""Questions that analytics asks the ledger: what was spent when, on what, by whom. Amounts are micro-dollars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.principal import Principal
from pilothouse.db.base import Organization
from pilothouse.gateway.ledger.tables import LedgerRow, SpendHour

Bucket: TypeAlias = Literal["hour", "day", "week", "month"]
Dimension: TypeAlias = Literal["model", "provider", "agent", "user", "api_key", "team"]
Work: TypeAlias = Literal["mission", "conversation"]

_COLUMNS: Mapping[str, Any] = {
    "model": SpendHour.model,
    "provider": SpendHour.provider,
    "agent": SpendHour.agent,
    "user": SpendHour.user_id,
    "api_key": SpendHour.api_key_id,
}
_WORK = {"mission": LedgerRow.mission_id, "conversation": LedgerRow.conversation_id}


@dataclass(frozen=True, slots=True)
class Sums:
    """What some calls come to. Cached input and cache writes are part of the input, reasoning of the output."""

    calls: int = 0
    failed: int = 0
    estimated: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cost_microusd: int = 0
    saved_microusd: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, name) + getattr(other, name) for name in SUMMED))


SUMMED = tuple(Sums.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Spend:
    """One cell of a report.

    Attributes:
        bucket_at: when its bucket begins.
        key: the value of each dimension; None for calls that have none. Empty when nothing is told apart.
        is_rest: it gathers what comes after the dearest keys; its key says nothing.
    """

    bucket_at: datetime
    key: tuple[str | UUID | None, ...]
    is_rest: bool
    sums: Sums


@dataclass(frozen=True, slots=True)
class SpendQuestion:
    """What to add up.

    Attributes:
        since, until: admitted from the one on and before the other; whole hours of UTC.
        zone: IANA name of the zone in which buckets begin.
        by: up to two dimensions. A call of a member of two teams counts for both, so teams can add up to more.
        only: values that dimensions must have.
        top: how many of the dearest keys are told apart; the rest is gathered.
    """

    since: datetime
    until: datetime
    bucket: Bucket = "day"
    zone: str = "UTC"
    by: tuple[Dimension, ...] = ()
    only: Mapping[Dimension, str | UUID] = field(default_factory=dict[Dimension, str | UUID])
    top: int = 10


class LedgerReports:
    """Answers from the hourly sums: what a question costs depends on the hours it covers, not on the calls."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def zone_of(self, who: Principal) -> str:
        """Return the zone in which the organization's days begin."""
        zone = select(Organization.time_zone).where(Organization.id == who.organization_id)
        return await self._session.scalar(zone) or "UTC"

    async def spend(self, who: Principal, question: SpendQuestion) -> list[Spend]:
        """Return what was spent per bucket and key, by time. Buckets in which nothing happened are left out."""
        found = _per_cell(question.by, tuple(question.only))
        values = {"bucket": question.bucket, "zone": question.zone, "top": question.top, **_values(who, question)}
        last_key = 2 + len(question.by)
        return [
            Spend(row.bucket_at, tuple(row[2:last_key]), is_rest=row.is_rest, sums=_sums(row))
            for row in await self._session.execute(found, values)
        ]

    async def totals(self, who: Principal, question: SpendQuestion) -> Sums:
        """Add up everything that a question covers."""
        found = await self._session.execute(_in_all(tuple(question.only)), _values(who, question))
        return _sums(found.one())

    async def dearest_work(
        self, who: Principal, kind: Work, since: datetime, until: datetime, limit: int
    ) -> list[tuple[UUID, Sums]]:
        """Return the missions or conversations that cost the most. Reads the ledger itself, row by row."""
        work_id, is_call = _WORK[kind].label("work_id"), LedgerRow.kind == "call"
        counted = [
            func.count().filter(is_call).label("calls"),
            func.count().filter(is_call, LedgerRow.outcome == "failed").label("failed"),
            func.count().filter(is_call, LedgerRow.is_estimated).label("estimated"),
        ]
        rows = await self._session.execute(
            select(work_id, *counted, *_added(LedgerRow.__table__.c))
            .where(
                LedgerRow.organization_id == who.organization_id,
                LedgerRow.admitted_at >= since,
                LedgerRow.admitted_at < until,
                _WORK[kind].is_not(None),
            )
            .group_by(_WORK[kind])
            .order_by(func.sum(LedgerRow.cost_microusd).desc(), _WORK[kind])
            .limit(limit)
        )
        return [(row.work_id, _sums(row)) for row in rows]


def _values(who: Principal, question: SpendQuestion) -> dict[str, Any]:
    """Return what `_conditions` compares with."""
    only = {f"only_{name}": [value] if name == "team" else value for name, value in question.only.items()}
    return {"organization_id": who.organization_id, "since": question.since, "until": question.until, **only}


# Statements are built once for each shape of a question: building one takes longer than PostgreSQL needs to answer it.


@lru_cache
def _in_all(only: tuple[Dimension, ...]) -> Select[*tuple[Any, ...]]:
    return select(*_added(SpendHour.__table__.c)).where(*_conditions(only))


@lru_cache
def _per_cell(by: tuple[Dimension, ...], only: tuple[Dimension, ...]) -> Select[*tuple[Any, ...]]:
    cells = _cells(by, only)
    if not by:
        sums = [cells.c[name] for name in SUMMED]
        return select(cells.c.bucket_at, false().label("is_rest"), *sums).order_by(cells.c.bucket_at)
    names = _names(by)
    ranked = _ranked(cells, names)
    told = [case((ranked.c.is_rest, None), else_=ranked.c[name]).label(name) for name in names]
    return (
        select(ranked.c.bucket_at, ranked.c.is_rest, *told, *_added(ranked.c))
        .group_by(ranked.c.bucket_at, ranked.c.is_rest, *told)
        .order_by(ranked.c.bucket_at, ranked.c.is_rest, *told)
    )


def _conditions(only: tuple[Dimension, ...]) -> list[ColumnElement[bool]]:
    return [
        SpendHour.organization_id == bindparam("organization_id"),
        SpendHour.hour >= bindparam("since"),
        SpendHour.hour < bindparam("until"),
        *(_is(name, bindparam(f"only_{name}")) for name in only),
    ]


def _is(name: Dimension, value: BindParameter[Any]) -> ColumnElement[bool]:
    return SpendHour.team_ids.contains(value) if name == "team" else _COLUMNS[name] == value


def _names(by: tuple[Dimension, ...]) -> list[str]:
    return [f"key_{place}" for place in range(len(by))]


def _cells(by: tuple[Dimension, ...], only: tuple[Dimension, ...]) -> CTE:
    """Select the sums per bucket and key. Zones are asked once per hour and key, not once per row."""
    hours = _hours(by, only)
    keys = [hours.c[name] for name in _names(by)]
    bucket_at = func.date_trunc(bindparam("bucket", type_=Text), hours.c.hour, bindparam("zone", type_=Text))
    bucket_at = bucket_at.label("bucket_at")
    return select(bucket_at, *keys, *_added(hours.c)).group_by(bucket_at, *keys).cte("cells")


def _hours(by: tuple[Dimension, ...], only: tuple[Dimension, ...]) -> Subquery:
    """Select the sums per hour and key."""
    # a call of a member of no team counts for none
    team_ids = case((func.cardinality(SpendHour.team_ids) > 0, SpendHour.team_ids), else_=cast([None], ARRAY(Uuid)))
    teams = func.unnest(team_ids).table_valued(column("team_id", Uuid)).render_derived(name="teams")
    keys: list[ColumnElement[Any]] = [teams.c.team_id if name == "team" else _COLUMNS[name] for name in by]
    labelled = [key.label(name) for key, name in zip(keys, _names(by), strict=True)]
    query = select(SpendHour.hour, *labelled, *_added(SpendHour.__table__.c)).where(*_conditions(only))
    if "team" in by:
        query = query.select_from(SpendHour).join(teams, true())
    return query.group_by(SpendHour.hour, *labelled).subquery("hours")


def _ranked(cells: CTE, names: Sequence[str]) -> CTE:
    """Select the cells, and whether the key of each comes after the dearest ones."""
    keys = [cells.c[name] for name in names]
    weighed = select(
        cells,
        func.sum(cells.c.cost_microusd).over(partition_by=keys).label("key_cost"),
        func.sum(cells.c.calls).over(partition_by=keys).label("key_calls"),
    ).cte("weighed")
    dearest_first = (weighed.c.key_cost.desc(), weighed.c.key_calls.desc(), *(weighed.c[name] for name in names))
    is_rest = (func.dense_rank().over(order_by=dearest_first) > bindparam("top", type_=BigInteger)).label("is_rest")
    return select(weighed, is_rest).cte("ranked")


def _added(columns: Any) -> list[ColumnElement[int]]:
    """Add up the summed columns that a table has."""
    names = [name for name in SUMMED if name in columns]
    return [func.coalesce(func.sum(columns[name]), 0).cast(BigInteger).label(name) for name in names]


def _sums(row: Any) -> Sums:
    return Sums(*(getattr(row, name) for name in SUMMED))
