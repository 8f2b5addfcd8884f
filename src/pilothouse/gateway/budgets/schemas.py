"""Budgets on the wire. Amounts are decimal strings in US dollars."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pilothouse.core.errors import InvalidInput
from pilothouse.core.inputs import Moment, YesNo
from pilothouse.core.money import parse_usd, to_decimal_string
from pilothouse.gateway.budgets.tables import Budget, BudgetWindow
from pilothouse.gateway.ledger.scopes import ID_SCOPE_KINDS

ScopeKind = Literal["organization", "team", "user", "api_key", "agent", "model", "mission", "conversation"]
Period = Literal["total", "daily", "weekly", "monthly"]


def _is_amount(value: str) -> str:
    try:
        parse_usd(value)
    except InvalidInput as error:
        raise ValueError(error.message) from error
    return value


def _are_sorted(percents: list[int]) -> list[int]:
    return sorted(set(percents))


Usd = Annotated[str, Field(max_length=32, examples=["25.00"]), AfterValidator(_is_amount)]
Thresholds = Annotated[
    list[Annotated[int, Field(ge=1, le=1000)]],
    Field(max_length=10, description="Percents of the limit at which an alert is raised."),
    AfterValidator(_are_sorted),
]


class BudgetCreate(BaseModel):
    """A new budget. It counts what was spent from the start of the present period; a total counts from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "scope_kind": "agent",
                    "scope_id": "analyst",
                    "period": "monthly",
                    "limit_usd": "25.00",
                    "thresholds": [50, 80, 100],
                }
            ]
        },
    )

    scope_kind: ScopeKind
    scope_id: str = Field(min_length=1, max_length=200, description="Id of the scope, or the name of agent or model.")
    period: Period
    limit_usd: Usd
    is_hard: YesNo = Field(True, description="Refuse calls that would pass the limit; otherwise only count.")
    thresholds: Thresholds = [50, 80, 100]
    shuts_off: YesNo = Field(
        False, description="Switch off when the limit is reached, until somebody switches it on, also in later periods."
    )

    @model_validator(mode="after")
    def _check_scope_id(self) -> "BudgetCreate":
        if self.scope_kind in ID_SCOPE_KINDS:
            self.scope_id = str(UUID(self.scope_id))
        return self


class BudgetUpdate(BaseModel):
    """What may change of a budget; what is left out stays. It counts from the next call on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"limit_usd": "40.00", "shuts_off": True}]}
    )

    limit_usd: Usd | None = None
    is_hard: YesNo | None = None
    thresholds: Thresholds | None = None
    shuts_off: YesNo | None = None


class BudgetRaise(BaseModel):
    """A higher limit for a time. It holds at once and ends by itself."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"limit_usd": "60.00", "until": "2027-03-31T00:00:00Z"}]}
    )

    limit_usd: Usd
    until: Moment


class WindowRead(BaseModel):
    """One period of a budget."""

    starts_at: datetime
    ends_at: datetime | None
    limit_usd: str = Field(description="The limit in force, raises included.")
    spent_usd: str
    held_usd: str = Field(description="Held for calls in flight.")
    remaining_usd: str = Field(description="What further calls may cost; never below zero.")

    @classmethod
    def of(cls, window: BudgetWindow, raised_microusd: int | None = None) -> "WindowRead":
        """Read a window under the raise that is in force."""
        limit = max(window.limit_microusd, raised_microusd or 0)
        return cls(
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            limit_usd=to_decimal_string(limit),
            spent_usd=to_decimal_string(window.spent_microusd),
            held_usd=to_decimal_string(window.held_microusd),
            remaining_usd=to_decimal_string(max(0, limit - window.spent_microusd - window.held_microusd)),
        )


class BudgetRead(BaseModel):
    """A budget. `window` is its present period, null until the first call of that."""

    id: UUID
    scope_kind: str
    scope_id: str
    period: str
    limit_usd: str
    is_hard: bool
    thresholds: list[int]
    shuts_off: bool
    shut_off_at: datetime | None = Field(description="Since when it is switched off; null while it is on.")
    raised_usd: str | None = Field(description="The limit until `raised_until`, while that lasts.")
    raised_until: datetime | None
    created_at: datetime
    window: WindowRead | None

    @classmethod
    def of(cls, budget: Budget, window: BudgetWindow | None, now: datetime) -> "BudgetRead":
        """Read a budget and its window as they are at a moment."""
        raised = raised_microusd(budget, now)
        computed = {
            "limit_usd": to_decimal_string(budget.limit_microusd),
            "raised_usd": None if raised is None else to_decimal_string(raised),
            "raised_until": None if raised is None else budget.raised_until,
            "window": window and WindowRead.of(window, raised),
        }
        plain = {name: getattr(budget, name) for name in cls.model_fields if name not in computed}
        return cls.model_validate(plain | computed)


class AlertRead(BaseModel):
    """Something about a budget that people want to know."""

    id: UUID
    budget_id: UUID
    kind: Literal["threshold", "refused", "shut_off"] = Field(
        description="Spending crossed `threshold_percent`; a call did not fit any more; the budget switched itself off."
    )
    scope_kind: str
    scope_id: str
    period: str
    window_starts_at: datetime
    threshold_percent: int
    spent_usd: str
    limit_usd: str
    crossed_at: datetime


class HistoryPoint(BaseModel):
    """What was spent in one hour or day of a window, and in all until its end."""

    starts_at: datetime
    spent_usd: str
    total_usd: str


class HistoryRead(BaseModel):
    """How a window's money was spent, where that leads to, and the windows before it."""

    window: WindowRead
    unit: Literal["hour", "day"] = Field(description="Length of a point; days are the organization's.")
    points: list[HistoryPoint] = Field(description="Hours or days in which something was spent.")
    projected_usd: str | None = Field(description="Spent by the window's end at its pace so far; null: too early.")
    runs_out_at: datetime | None = Field(description="When that pace reaches the limit, if before the window's end.")
    past: list[WindowRead] = Field(description="Earlier windows, newest first.")


def raised_microusd(budget: Budget, now: datetime) -> int | None:
    """Return the raised limit that is in force at a moment."""
    return budget.raised_microusd if budget.raised_until is not None and budget.raised_until > now else None
