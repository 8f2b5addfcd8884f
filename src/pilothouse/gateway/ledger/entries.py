"""What is told to the ledger and what it answers. Amounts are integer micro-dollars."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import msgspec

from pilothouse.core.ids import MissionId, OrganizationId, ReservationId
from pilothouse.gateway.catalog.rates import Tokens

Outcome: TypeAlias = Literal["completed", "failed", "cancelled"]


class Entry(msgspec.Struct, frozen=True):
    """One attempt at a provider that asks to be paid for.

    Attributes:
        id: of the reservation, and later of the ledger row.
        scopes: what the call counts towards, as `ledger/scopes.py` writes them.
        price_version: names the rates it will be settled at.
        attempt: 1 for the first try of a request.
        is_forced: book the hold without asking the budgets; the provider already works on the call.
    """

    id: ReservationId
    organization_id: OrganizationId
    scopes: tuple[str, ...]
    provider: str
    model: str
    price_version: str
    request_id: str
    attempt: int
    amount_microusd: int
    mission_id: MissionId | None = None
    is_forced: bool = False


class Bill(msgspec.Struct, frozen=True):
    """How an attempt ended and what it cost."""

    outcome: Outcome
    tokens: Tokens
    cost_microusd: int
    is_estimated: bool = False
    error_code: str | None = None


@dataclass(slots=True)
class Hold:
    """Money held for one attempt."""

    entry: Entry
    admitted_at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an attempt was not admitted: the hard window with the least room. `resets_at` is None for a total."""

    budget_id: UUID
    scope: str
    period: str
    limit_microusd: int
    spent_microusd: int
    held_microusd: int
    resets_at: datetime | None
