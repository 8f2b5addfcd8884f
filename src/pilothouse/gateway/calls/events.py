"""What the gateway adds to a model's answer."""

from typing import TypeAlias

import msgspec

from pilothouse.core.ids import ReservationId
from pilothouse.gateway.catalog.rates import Tokens
from pilothouse.llm.messages import ModelEvent


class Settled(msgspec.Struct, frozen=True, tag="settled"):
    """The last event of a call: what it cost.

    Attributes:
        ledger_id: of the attempt's row.
        attempts: how many it took; those that failed have rows of their own.
    """

    ledger_id: ReservationId
    provider: str
    model: str
    tokens: Tokens
    cost_microusd: int
    is_estimated: bool
    attempts: int


GatewayEvent: TypeAlias = ModelEvent | Settled
