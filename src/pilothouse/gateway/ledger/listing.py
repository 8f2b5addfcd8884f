"""The list of requests: every booked attempt, filtered, sorted and read page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

import msgspec
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ARRAY, ColumnElement, DateTime, RowMapping, Select, func, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.errors import InvalidInput
from pilothouse.core.inputs import Moment
from pilothouse.core.money import MICROUSD_PER_USD
from pilothouse.core.principal import Principal
from pilothouse.db.engine import be_patient
from pilothouse.gateway.ledger.hours import HOUR, Stretch, hours_of
from pilothouse.gateway.ledger.tables import LedgerRow
from pilothouse.server.paging import decode_cursor, encode_cursor

RequestSort: TypeAlias = Literal["-admitted_at", "admitted_at", "-cost_usd", "cost_usd"]
Name = Annotated[str, Field(max_length=200)]
Several = Annotated[list[Name], Field(max_length=50)]

_COLUMNS = tuple(column for column in LedgerRow.__table__.columns if column.name != "organization_id")
_KEY: Any = (LedgerRow.admitted_at, LedgerRow.id)
_SORTED_BY: dict[str, Any] = {"admitted_at": LedgerRow.admitted_at, "cost_usd": LedgerRow.cost_microusd}
_OF_ROWS = frozenset({
    "requested_model", "connection", "operation", "outcome", "kind", "mission_id", "conversation_id", "tag",
    "error_code", "status", "min_cost_usd", "is_estimated", "is_streaming", "request_id", "answer_id",
})  # fmt: skip
_PATIENCE_S = 10
_PLACES: dict[str, Any] = {"admitted_at": datetime, "cost_usd": Annotated[int, msgspec.Meta(ge=-(2**62), lt=2**62)]}


class RequestFilter(BaseModel):
    """Which requests are meant. What is left out does not filter; several values of one field are alternatives."""

    model_config = ConfigDict(extra="forbid")

    since: Moment | None = Field(None, description="Admitted at or after this time.")
    until: Moment | None = Field(None, description="Admitted before this time.")
    model: Several = Field([], description="As the provider was asked for it.")
    requested_model: Several = Field([], description="As the caller named it.")
    provider: Several = []
    connection: Several = []
    agent: Several = []
    operation: Several = Field([], description="agent, chat, responses, messages, embeddings, …")
    outcome: list[Literal["completed", "failed", "cancelled", "swept"]] = Field([], max_length=4)
    kind: Literal["call", "correction"] | None = None
    user_id: UUID | None = None
    api_key_id: UUID | None = None
    team_id: UUID | None = None
    mission_id: UUID | None = None
    conversation_id: UUID | None = None
    tag: Name | None = None
    error_code: Name | None = None
    status: Literal["2xx", "3xx", "4xx", "5xx"] | None = Field(None, description="Class of the HTTP status.")
    min_cost_usd: Decimal | None = Field(None, ge=0, le=1_000_000, description="At least this dear.")
    is_estimated: bool | None = None
    is_streaming: bool | None = None
    request_id: Annotated[str, Field(max_length=128)] | None = Field(None, description="Beginning of a request id.")
    answer_id: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="The provider's id of its answer."
    )

    @property
    def is_of_sums(self) -> bool:
        """Tell whether it asks for nothing but times and what the hourly sums are kept by."""
        return self.model_fields_set.isdisjoint(_OF_ROWS)

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what rows must fulfil."""
        return [*self._of_time(), *self._of_columns(), *self._of_rest()]

    def _of_time(self) -> list[ColumnElement[bool]]:
        since = [LedgerRow.admitted_at >= self.since] if self.since else []
        return [*since, LedgerRow.admitted_at < self.until] if self.until else since

    def _of_columns(self) -> list[ColumnElement[bool]]:
        """Compare the fields that are called like their column."""
        several = ("model", "requested_model", "provider", "connection", "agent", "operation", "outcome")
        single = ("kind", "user_id", "api_key_id", "mission_id", "conversation_id", "error_code", "is_estimated",
                  "is_streaming", "answer_id")  # fmt: skip
        lists = [getattr(LedgerRow, name).in_(getattr(self, name)) for name in several if getattr(self, name)]
        values = ((name, getattr(self, name)) for name in single)
        return lists + [getattr(LedgerRow, name) == value for name, value in values if value is not None]

    def _of_rest(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if self.team_id is not None:
            conditions.append(LedgerRow.team_ids.contains([self.team_id]))
        if self.tag is not None:
            conditions.append(LedgerRow.tags.contains([self.tag]))
        if self.status is not None:
            lowest = int(self.status[0]) * 100
            conditions.append(LedgerRow.status.between(lowest, lowest + 99))
        if self.min_cost_usd is not None:
            conditions.append(LedgerRow.cost_microusd >= int(self.min_cost_usd * MICROUSD_PER_USD))
        if self.request_id is not None:
            conditions.append(LedgerRow.request_id.startswith(self.request_id, autoescape=True))
        return conditions


@dataclass(frozen=True, slots=True)
class RequestListing:
    """Reads booked attempts of one organization. Rows are mappings of the ledger's columns."""

    session: AsyncSession

    async def page(
        self, who: Principal, wanted: RequestFilter, sort: RequestSort, limit: int, cursor: str | None
    ) -> tuple[Sequence[RowMapping], str | None]:
        """Return one page and the cursor of the next.

        Raises:
            InvalidInput: the cursor is of another list, or another sort; or too much would have to be read.
        """
        name, descending = sort.lstrip("-"), sort.startswith("-")
        columns = (_SORTED_BY[name], LedgerRow.id)
        query = _matching(select(*_COLUMNS), who, wanted)
        after = None
        if cursor is not None:
            after, identifier = _place(cursor, name)
            last = tuple_(literal(after, columns[0].type), literal(identifier, LedgerRow.id.type))
            query = query.where(tuple_(*columns) < last if descending else tuple_(*columns) > last)
        first = await self._first(query, who, wanted, sort, limit + 1, after)
        rows = (await self.session.execute(first)).mappings().all()
        if len(rows) <= limit:
            return rows, None
        final = rows[limit - 1]
        return rows[:limit], encode_cursor(final[_SORTED_BY[name].key], final["id"])

    async def count_up_to(self, who: Principal, wanted: RequestFilter, most: int) -> int:
        """Count the rows that match, and no more than `most` of them."""
        query = _matching(select(*_KEY), who, wanted)
        rows = await self._first(query, who, wanted, "-admitted_at", most)
        return await self.session.scalar(select(func.count()).select_from(rows.subquery())) or 0

    async def _first(
        self, query: Select[Any], who: Principal, wanted: RequestFilter, sort: RequestSort, most: int, after: Any = None
    ) -> Select[Any]:
        """Bound a query to its first rows, which are looked for only where they can be."""
        await be_patient(self.session, _PATIENCE_S)
        newest_first, stretch = sort.startswith("-"), None
        if sort.endswith("admitted_at"):
            stretch = Stretch(end=after) if newest_first else Stretch(begin=after)
        hours = await hours_of(self.session, who, wanted, stretch, newest_first=newest_first, rows=most)
        return _ordered(query, LedgerRow, sort, most) if hours is None else _by_hour(query, hours, sort, most)


def _matching(query: Any, who: Principal, wanted: RequestFilter) -> Select[Any]:
    return query.where(LedgerRow.organization_id == who.organization_id, *wanted.conditions())


def _ordered(query: Select[Any], columns: Any, sort: RequestSort, most: int) -> Select[Any]:
    by = (getattr(columns, _SORTED_BY[sort.lstrip("-")].key), columns.id)
    return query.order_by(*(column.desc() if sort.startswith("-") else column.asc() for column in by)).limit(most)


def _by_hour(query: Select[Any], hours: Sequence[datetime], sort: RequestSort, most: int) -> Select[Any]:
    """Read the first rows of each hour, then the first of these: each hour is one look into the index of times."""
    each = func.unnest(literal(list(hours), ARRAY(DateTime(timezone=True)))).table_valued("begins_at").render_derived()
    begins_at = each.c.begins_at
    in_hour = query.where(LedgerRow.admitted_at >= begins_at, LedgerRow.admitted_at < begins_at + HOUR)
    found = _ordered(in_hour, LedgerRow, sort, most).lateral("found")
    return _ordered(select(*found.c).select_from(each).join(found, true()), found.c, sort, most)


def _place(cursor: str, sort: str) -> tuple[Any, UUID]:
    """Read the place that a cursor of a sort stands for."""
    try:
        return msgspec.convert(decode_cursor(cursor, 2), tuple[_PLACES[sort], UUID])
    except msgspec.ValidationError as error:
        raise InvalidInput("The cursor is not one that this list gave out.") from error
