"""Budgets on the wire. Amounts are decimal strings in US dollars."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from pilothouse.core.errors import InvalidInput
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

    scope_kind: ScopeKind
    scope_id: str = Field(min_length=1, max_length=200, description="Id of the scope, or the name of agent or model.")
    period: Period
    limit_usd: Usd
    is_hard: bool = Field(True, description="Refuse calls that would pass the limit; otherwise only count.")
    thresholds: Thresholds = [50, 80, 100]

    @model_validator(mode="after")
    def _check_scope_id(self) -> "BudgetCreate":
        if self.scope_kind in ID_SCOPE_KINDS:
            self.scope_id = str(UUID(self.scope_id))
        return self


class BudgetUpdate(BaseModel):
    """What may change of a budget; what is left out stays. It counts from the next call on."""

    limit_usd: Usd | None = None
    is_hard: bool | None = None
    thresholds: Thresholds | None = None


class WindowRead(BaseModel):
    """A budget's present period."""

    starts_at: datetime
    ends_at: datetime | None
    limit_usd: str
    spent_usd: str
    held_usd: str = Field(description="Held for calls in flight.")
    remaining_usd: str = Field(description="What further calls may cost; never below zero.")


class BudgetRead(BaseModel):
    """A budget. `window` is null until the first call of the present period."""

    id: UUID
    scope_kind: str
    scope_id: str
    period: str
    limit_usd: str
    is_hard: bool
    thresholds: list[int]
    created_at: datetime
    window: WindowRead | None

    @classmethod
    def of(cls, budget: Budget, window: BudgetWindow | None) -> "BudgetRead":
        """Read a budget and its window."""
        computed = {"limit_usd": to_decimal_string(budget.limit_microusd), "window": window and _window(window)}
        plain = {name: getattr(budget, name) for name in cls.model_fields if name not in computed}
        return cls.model_validate(plain | computed)


def _window(window: BudgetWindow) -> WindowRead:
    remaining = window.limit_microusd - window.spent_microusd - window.held_microusd
    return WindowRead(
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        limit_usd=to_decimal_string(window.limit_microusd),
        spent_usd=to_decimal_string(window.spent_microusd),
        held_usd=to_decimal_string(window.held_microusd),
        remaining_usd=to_decimal_string(max(0, remaining)),
    )
