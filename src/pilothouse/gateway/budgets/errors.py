"""How spending is refused, and how managing budgets fails."""

from typing import ClassVar

from pilothouse.core.errors import Conflict, ErrorKind, PilothouseError
from pilothouse.core.money import to_decimal_string, usd
from pilothouse.gateway.ledger.entries import Refusal

_PERIOD_WORDS = {"total": "", "daily": "daily ", "weekly": "weekly ", "monthly": "monthly "}


class BudgetExceeded(PilothouseError):
    """The call would pass a spending limit. `refusal` is the window with the least room."""

    kind: ClassVar[ErrorKind] = ErrorKind.BUDGET_EXCEEDED

    def __init__(self, refusal: Refusal, amount_microusd: int) -> None:
        self.refusal = refusal
        subject = refusal.scope.partition(":")[0].replace("_", " ")
        until = f" It starts anew at {refusal.resets_at:%Y-%m-%d %H:%M} UTC." if refusal.resets_at else ""
        super().__init__(
            f"The call may cost up to {usd(amount_microusd)}, more than the {_PERIOD_WORDS[refusal.period]}budget of "
            f"the {subject} has left: of {usd(refusal.limit_microusd)}, {usd(refusal.spent_microusd)} is spent and "
            f"{usd(refusal.held_microusd)} held for calls in flight.{until} Raise the budget to go on.",
            details={
                "budget_id": str(refusal.budget_id),
                "scope": refusal.scope,
                "period": refusal.period,
                "limit_usd": to_decimal_string(refusal.limit_microusd),
                "spent_usd": to_decimal_string(refusal.spent_microusd),
                "held_usd": to_decimal_string(refusal.held_microusd),
                "call_usd": to_decimal_string(amount_microusd),
                "resets_at": refusal.resets_at.isoformat().replace("+00:00", "Z") if refusal.resets_at else None,
            },
        )


class BudgetExists(Conflict):
    """The scope has a budget for that period already."""

    def __init__(self, scope: str, period: str) -> None:
        super().__init__(f"There is a {period} budget for {scope} already; change that one instead.")
