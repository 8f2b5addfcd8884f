"""The ledger on the wire. Amounts are decimal strings in US dollars."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from pilothouse.core.money import to_decimal_string
from pilothouse.gateway.ledger.tables import LedgerRow


class AttemptRead(BaseModel):
    """One attempt at a provider, as it was booked."""

    id: UUID
    kind: str = Field(description="call, or correction of an earlier row.")
    attempt: int
    outcome: str = Field(description="completed, failed, cancelled, or swept after its process died.")
    status: int | None = Field(description="HTTP status the provider answered with.")
    error_code: str | None
    operation: str
    is_streaming: bool
    requested_model: str = Field(description="As the caller named it.")
    provider: str
    connection: str
    model: str
    price_version: str
    scopes: list[str]
    tags: list[str]
    input_tokens: int
    cached_input_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int
    server_tool_calls: int = Field(description="Searches and the like that the provider made and bills apart.")
    cost_usd: str
    saved_usd: str = Field(description="What cached input or a cached answer saved.")
    overrun_usd: str = Field(description="Cost above what was held for the attempt.")
    is_estimated: bool
    duration_ms: int | None
    first_byte_ms: int | None
    answer_id: str | None = Field(description="The provider's own id of its answer.")
    admitted_at: datetime
    settled_at: datetime

    @classmethod
    def of(cls, row: LedgerRow) -> "AttemptRead":
        """Read a row."""
        amounts = {
            "cost_usd": to_decimal_string(row.cost_microusd),
            "saved_usd": to_decimal_string(row.saved_microusd),
            "overrun_usd": to_decimal_string(row.overrun_microusd),
        }
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in amounts}
        return cls.model_validate(plain | amounts)


class RequestRead(BaseModel):
    """What one request cost, with all its attempts."""

    request_id: str
    cost_usd: str
    attempts: list[AttemptRead]
