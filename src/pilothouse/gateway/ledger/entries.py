"""What is told to the ledger and what it answers. Amounts are integer micro-dollars."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import msgspec

from pilothouse.core.ids import ApiKeyId, MissionId, OrganizationId, ReservationId, TeamId, UserId
from pilothouse.gateway.catalog.rates import Tokens

Outcome: TypeAlias = Literal["completed", "failed", "cancelled"]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attempt at a provider that asks to be paid for.

    Attributes:
        id: of the reservation, and later of the ledger row.
        scopes: what the call counts towards, as `ledger/scopes.py` writes them. The ids below say the same.
        price_version: names the rates it will be settled at.
        attempt: 1 for the first try of a request.
        user_id: who calls, or owns the key that does.
        team_ids: that user's teams.
        operation: what was asked for: "agent", or the route's name such as "chat", "messages", "embeddings".
        requested_model: the name that the caller used.
        connection: which account at the provider.
        estimated_tokens: of the input; token buckets give that much at admission.
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
    conversation_id: UUID | None = None
    user_id: UserId | None = None
    api_key_id: ApiKeyId | None = None
    agent: str | None = None
    team_ids: tuple[TeamId, ...] = ()
    tags: tuple[str, ...] = ()
    operation: str = "agent"
    requested_model: str = ""
    connection: str = ""
    is_streaming: bool = False
    estimated_tokens: int = 0


class Bill(msgspec.Struct, frozen=True):
    """How an attempt ended and what it cost.

    Attributes:
        is_estimated: the provider did not say what was used.
        status: HTTP status that the provider answered with.
        answer_id: the provider's own id of its answer.
        saved_microusd: what a cached answer would have cost.
        duration_ms: from sending the request to the answer's end; `first_byte_ms` to its first content.
    """

    outcome: Outcome
    tokens: Tokens
    cost_microusd: int
    is_estimated: bool = False
    error_code: str | None = None
    status: int | None = None
    answer_id: str | None = None
    saved_microusd: int = 0
    duration_ms: int | None = None
    first_byte_ms: int | None = None


class Correction(msgspec.Struct, frozen=True):
    """What turned out later about a call that is booked, such as a refund.

    Attributes:
        id: of the ledger row to write; the same id is booked once.
        corrects_id: the call's ledger row.
        cost_microusd: what to add to its cost; below zero for a refund.
    """

    id: UUID
    organization_id: OrganizationId
    corrects_id: ReservationId
    cost_microusd: int


@dataclass(slots=True)
class Hold:
    """Money held for one attempt."""

    entry: Entry
    admitted_at: datetime


class Refusal(msgspec.Struct, frozen=True):
    """A budget that refuses an attempt: the hard window with the least room, or one that is switched off.

    `resets_at` is None for a total. The limit is the one in force, raises included.
    """

    budget_id: UUID
    scope: str
    period: str
    limit_microusd: int
    spent_microusd: int
    held_microusd: int
    resets_at: datetime | None
    is_shut_off: bool = False


class LimitRefusal(msgspec.Struct, frozen=True):
    """A limit that refuses an attempt.

    Attributes:
        reason: the model is not on the list, the minute's tokens are used up, or too many calls are in flight.
        retry_after_s: when to try again; None where waiting does not help.
        allowed: tokens per minute or parallel calls, by `reason`.
        models: patterns of the models that may be called.
    """

    limit_id: UUID
    scope: str
    reason: Literal["model", "tokens", "parallel"]
    retry_after_s: float | None
    allowed: int | None
    models: tuple[str, ...] = ()
