"""Limits on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from pilothouse.gateway.ledger.scopes import ID_SCOPE_KINDS
from pilothouse.gateway.limits.tables import CallLimit

LimitedKind = Literal["organization", "team", "user", "api_key", "agent"]
_LARGEST_TOKENS = 10**12


def _distinct(patterns: list[str]) -> list[str]:
    return list(dict.fromkeys(patterns))


Patterns = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]],
    Field(
        max_length=200,
        description='Names of models, or of provider/model; "*" stands for anything. An empty list allows none.',
        examples=[["gpt-4o-mini", "claude-*", "openai/*"]],
    ),
    AfterValidator(_distinct),
]
TokensPerMinute = Annotated[
    int, Field(ge=1, le=_LARGEST_TOKENS, description="Input and output of all calls together, in tokens.")
]
ParallelCalls = Annotated[int, Field(ge=1, le=1_000_000, description="Calls in flight at a time.")]


class LimitCreate(BaseModel):
    """A new limit. What is left out is not limited."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"scope_kind": "agent", "scope_id": "analyst", "tokens_per_minute": 100_000, "parallel_calls": 4}
            ]
        },
    )

    scope_kind: LimitedKind
    scope_id: str = Field(min_length=1, max_length=200, description="Id of the scope, or the name of an agent.")
    allowed_models: Patterns | None = None
    tokens_per_minute: TokensPerMinute | None = None
    parallel_calls: ParallelCalls | None = None

    @model_validator(mode="after")
    def _check_scope_id(self) -> "LimitCreate":
        if self.scope_kind in ID_SCOPE_KINDS:
            self.scope_id = str(UUID(self.scope_id))
        return self


class LimitUpdate(BaseModel):
    """What may change of a limit: what is left out stays, what is null is not limited any more."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"tokens_per_minute": 200_000, "parallel_calls": None}]}
    )

    allowed_models: Patterns | None = None
    tokens_per_minute: TokensPerMinute | None = None
    parallel_calls: ParallelCalls | None = None


class LimitRead(BaseModel):
    """A limit and what is used of it now."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    scope_kind: str
    scope_id: str
    allowed_models: list[str] | None
    tokens_per_minute: int | None
    parallel_calls: int | None
    created_at: datetime
    running: int = Field(description="Calls in flight.")
    tokens_left: int | None = Field(description="What calls may take of this minute's tokens now.")

    @classmethod
    def of(cls, limit: CallLimit, now: datetime) -> "LimitRead":
        """Read a limit as it is at a moment."""
        plain = {name: getattr(limit, name) for name in cls.model_fields if name != "tokens_left"}
        return cls.model_validate({**plain, "tokens_left": tokens_left(limit, now)})


def tokens_left(limit: CallLimit, now: datetime) -> int | None:
    """Return what a limit's token bucket holds at a moment, at least 0; None where tokens are not limited."""
    if limit.tokens_per_minute is None:
        return None
    missing_s = max(0.0, (limit.tokens_full_at - now).total_seconds())
    return max(0, int(limit.tokens_per_minute * (1 - missing_s / 60)))
