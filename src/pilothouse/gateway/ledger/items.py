"""One booked attempt as people and programs read it: flat, with names beside ids."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from pilothouse.core.money import MICROUSD_PER_USD, to_decimal_string

Names = Mapping[UUID, str]

_AMOUNTS = ("cost", "saved", "overrun")


class RequestItem(BaseModel):
    """One attempt at a provider, or a correction of an earlier one."""

    id: UUID
    request_id: str = Field(description="Shared by all attempts of a request: the answer's `X-Request-ID`.")
    attempt: int
    kind: str = Field(description="call, or correction of an earlier row.")
    corrects_id: UUID | None
    outcome: str = Field(description="completed, failed, cancelled, or swept after its process died.")
    status: int | None = Field(description="HTTP status the provider answered with.")
    error_code: str | None
    operation: str
    is_streaming: bool
    requested_model: str = Field(description="As the caller named it.")
    model: str
    provider: str
    connection: str
    agent: str | None
    user_id: UUID | None
    user_name: str | None
    api_key_id: UUID | None
    api_key_name: str | None
    team_ids: list[UUID]
    team_names: list[str]
    mission_id: UUID | None
    conversation_id: UUID | None
    tags: list[str]
    input_tokens: int
    cached_input_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int
    server_tool_calls: int
    cost_usd: str
    saved_usd: str = Field(description="What cached input or a cached answer saved.")
    overrun_usd: str = Field(description="Cost above what was held.")
    is_estimated: bool
    price_version: str
    duration_ms: int | None
    first_byte_ms: int | None
    answer_id: str | None
    admitted_at: datetime
    settled_at: datetime

    @classmethod
    def of(cls, row: RowMapping, names: Names) -> "RequestItem":
        """Read a row of the list."""
        amounts = {f"{name}_usd": to_decimal_string(row[f"{name}_microusd"]) for name in _AMOUNTS}
        return cls.model_validate({**row, **_named(row, names), **amounts})


FIELDS = tuple(RequestItem.model_fields)


def ids_in(rows: Iterable[RowMapping]) -> set[UUID]:
    """Return the users, keys and teams that rows speak of."""
    ids: set[UUID] = set()
    for row in rows:
        ids.update(each for each in (row["user_id"], row["api_key_id"], *row["team_ids"]) if each is not None)
    return ids


def table_of(rows: Iterable[RowMapping], names: Names) -> list[list[Any]]:
    """Return rows of values in the order of `FIELDS`: amounts as `Decimal` dollars, ids as text."""
    return [_values_of(row, names) for row in rows]


def _values_of(row: RowMapping, names: Names) -> list[Any]:
    values: dict[str, Any] = {**row, **_named(row, names)}
    for name in _AMOUNTS:
        values[f"{name}_usd"] = Decimal(values[f"{name}_microusd"]) / MICROUSD_PER_USD
    return [_plain(values[field]) for field in FIELDS]


def _named(row: RowMapping, names: Names) -> dict[str, Any]:
    return {
        "user_name": names.get(row["user_id"]),
        "api_key_name": names.get(row["api_key_id"]),
        "team_names": [names[team_id] for team_id in row["team_ids"] if team_id in names],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]
