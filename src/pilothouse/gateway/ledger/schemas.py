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
    error_code: str | None
    provider: str
    model: str
    price_version: str
    scopes: list[str]
    input_tokens: int
    cached_input_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cost_usd: str
    overrun_usd: str = Field(description="Cost above what was held for the attempt.")
    is_estimated: bool
    admitted_at: datetime
    settled_at: datetime

    @classmethod
    def of(cls, row: LedgerRow) -> "AttemptRead":
        """Read a row."""
        amounts = {
            "cost_usd": to_decimal_string(row.cost_microusd),
            "overrun_usd": to_decimal_string(row.overrun_microusd),
        }
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in amounts}
        return cls.model_validate(plain | amounts)


class RequestRead(BaseModel):
    """What one request cost, with all its attempts."""

    request_id: str
    cost_usd: str
    attempts: list[AttemptRead]
