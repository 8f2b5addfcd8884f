"""Spending on the wire. Amounts are decimal strings in US dollars."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.core.inputs import Moment
from pilothouse.core.money import to_decimal_string
from pilothouse.gateway.ledger.reports import Bucket, Dimension, Sums, Work

Name = Annotated[str, Field(max_length=200)]


class SpendFilter(BaseModel):
    """Whose spending is meant. What is left out does not filter."""

    model_config = ConfigDict(extra="forbid")

    model: Name | None = None
    provider: Name | None = None
    agent: Name | None = None
    user_id: UUID | None = None
    api_key_id: UUID | None = None
    team_id: UUID | None = None

    @property
    def only(self) -> Mapping[Dimension, str | UUID]:
        """The values that dimensions must have."""
        given: dict[Dimension, str | UUID | None] = {
            "model": self.model,
            "provider": self.provider,
            "agent": self.agent,
            "user": self.user_id,
            "api_key": self.api_key_id,
            "team": self.team_id,
        }
        return {name: value for name, value in given.items() if value is not None}


class SpendQuery(SpendFilter):
    """What to add up, and how."""

    since: Moment | None = Field(None, description="By whole hours; 30 days before `until` when left out.")
    until: Moment | None = Field(None, description="Now when left out.")
    bucket: Bucket = "day"
    by: list[Dimension] = Field([], max_length=2, description="Tell these apart. A member of two teams counts twice.")
    top: int = Field(10, ge=1, le=100, description="How many of the dearest are told apart; the rest is one group.")


class WorkQuery(BaseModel):
    """Which missions or conversations."""

    model_config = ConfigDict(extra="forbid")

    by: Work = "mission"
    since: Moment | None = Field(None, description="30 days before `until` when left out.")
    until: Moment | None = Field(None, description="Now when left out.")
    limit: int = Field(10, ge=1, le=100)


class AnomalyQuery(SpendFilter):
    """Which days of what to judge."""

    by: Dimension = "model"
    days: int = Field(7, ge=1, le=31, description="How many of the last days to judge, today among them.")
    min_excess_usd: Decimal = Field(Decimal(1), ge=0, le=1_000_000, description="Smaller differences are left out.")


class SumsRead(BaseModel):
    """What some calls come to."""

    cost_usd: str
    saved_usd: str = Field(description="What cached input or cached answers saved.")
    calls: int
    failed_calls: int
    estimated_share: float = Field(description="Share of the calls whose usage was estimated, 0 to 1.")
    input_tokens: int
    cached_input_tokens: int = Field(description="Part of the input, read from a provider's cache.")
    cache_write_tokens: int = Field(description="Part of the input, written to a provider's cache.")
    output_tokens: int
    reasoning_tokens: int = Field(description="Part of the output.")

    @classmethod
    def of(cls, sums: Sums) -> "SumsRead":
        """Read sums."""
        plain = {name: getattr(sums, name) for name in cls.model_fields if hasattr(sums, name)}
        return cls(
            **plain,
            cost_usd=to_decimal_string(sums.cost_microusd),
            saved_usd=to_decimal_string(sums.saved_microusd),
            failed_calls=sums.failed,
            estimated_share=sums.estimated / sums.calls if sums.calls else 0.0,
        )


class SeriesRead(BaseModel):
    """One value per bucket, in the buckets' order."""

    cost_usd: list[str]
    saved_usd: list[str]
    calls: list[int]
    failed_calls: list[int]
    input_tokens: list[int]
    cached_input_tokens: list[int]
    cache_write_tokens: list[int]
    output_tokens: list[int]
    reasoning_tokens: list[int]

    @classmethod
    def of(cls, sums: list[Sums]) -> "SeriesRead":
        """Read the sums of each bucket."""
        read = [SumsRead.of(each) for each in sums]
        return cls(**{name: [getattr(each, name) for each in read] for name in cls.model_fields})


class KeyRead(BaseModel):
    """The value of one dimension; all null for calls that have none."""

    dimension: Dimension
    value: str | None = Field(description="Name of a model, provider or agent; id of the others.")
    name: str | None = Field(description="What people call it.")


class GroupRead(BaseModel):
    """What one model, agent, team or the like spent."""

    key: list[KeyRead]
    is_rest: bool = Field(description="All that comes after the dearest; its key is empty.")
    totals: SumsRead
    series: SeriesRead


class SpendRead(BaseModel):
    """Spending over time, dearest group first."""

    since: datetime
    until: datetime
    bucket: Bucket
    time_zone: str = Field(description="In which buckets begin.")
    buckets: list[datetime] = Field(description="When each begins; the first may lie before `since`.")
    totals: SumsRead
    totals_before: SumsRead = Field(description="Of the period of the same length before.")
    groups: list[GroupRead]


class WorkRead(BaseModel):
    """What one mission or conversation cost."""

    id: UUID
    name: str | None
    totals: SumsRead


class ForecastDay(BaseModel):
    """What a day is expected to cost."""

    day_at: datetime = Field(description="When the day begins.")
    cost_usd: str


class MonthForecast(BaseModel):
    """What the month will come to."""

    method: Literal["holt_winters", "mean"]
    expected_usd: str
    low_usd: str = Field(description="In four cases of five the month costs more than this,")
    high_usd: str = Field(description="and less than that, if things go on as they did.")
    learnt_from_days: int
    days: list[ForecastDay] = Field(description="Days that are left, today with what it has spent already.")


class ForecastRead(BaseModel):
    """The present month. `forecast` is null when there is not enough to go by; `explanation` says so."""

    time_zone: str
    month_starts_at: datetime
    month_ends_at: datetime
    spent_usd: str
    forecast: MonthForecast | None
    explanation: str


class AnomalyRead(BaseModel):
    """A day on which something cost unusually much."""

    kind: Literal["spike", "new"]
    day_at: datetime
    key: KeyRead
    cost_usd: str
    usual_usd: str
    calls: int
    usual_calls: int
    score: float | None = Field(description="How many usual spreads it lies away; null for what is new.")
    explanation: str
