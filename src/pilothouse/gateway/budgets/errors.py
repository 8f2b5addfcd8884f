"""How spending is refused, and how managing budgets fails."""

from typing import ClassVar

from pilothouse.core.errors import Conflict, ErrorKind, InvalidInput, PilothouseError
from pilothouse.core.money import to_decimal_string, usd
from pilothouse.gateway.ledger.entries import Refusal

_PERIOD_WORDS = {"total": "", "daily": "daily ", "weekly": "weekly ", "monthly": "monthly "}


class BudgetExceeded(PilothouseError):
    """The call would pass a spending limit. `refusal` is the window with the least room."""

    kind: ClassVar[ErrorKind] = ErrorKind.BUDGET_EXCEEDED

    def __init__(self, refusal: Refusal, amount_microusd: int) -> None:
        self.refusal = refusal
        super().__init__(self.words(refusal, amount_microusd), details=_details(refusal, amount_microusd))

    @staticmethod
    def words(refusal: Refusal, amount_microusd: int) -> str:
        """Say it to a person, with what to do next."""
        until = f" It starts anew at {refusal.resets_at:%Y-%m-%d %H:%M} UTC." if refusal.resets_at else ""
        return (
            f"The call may cost up to {usd(amount_microusd)}, more than the {_subject(refusal)} has left: of "
            f"{usd(refusal.limit_microusd)}, {usd(refusal.spent_microusd)} is spent and {usd(refusal.held_microusd)} "
            f"held for calls in flight.{until} Raise the budget to go on."
        )


class BudgetShutOff(BudgetExceeded):
    """A budget of the call is switched off: by a person, or by itself when its limit was reached."""

    @staticmethod
    def words(refusal: Refusal, amount_microusd: int) -> str:  # noqa: ARG004 - of a budget that is off no amount matters
        """Say it to a person, with what to do next."""
        return (
            f"The {_subject(refusal)} is switched off; {usd(refusal.spent_microusd)} of "
            f"{usd(refusal.limit_microusd)} is spent. Calls that cost something wait until somebody who may edit "
            "budgets switches it on again."
        )


def budget_error(refusal: Refusal, amount_microusd: int) -> BudgetExceeded:
    """Return the error for an attempt that a budget refuses and that may cost an amount."""
    return (BudgetShutOff if refusal.is_shut_off else BudgetExceeded)(refusal, amount_microusd)


def _subject(refusal: Refusal) -> str:
    kind = refusal.scope.partition(":")[0].replace("_", " ")
    return f"{_PERIOD_WORDS[refusal.period]}budget of the {kind}"


def _details(refusal: Refusal, amount_microusd: int) -> dict[str, str | bool | None]:
    return {
        "budget_id": str(refusal.budget_id),
        "scope": refusal.scope,
        "period": refusal.period,
        "limit_usd": to_decimal_string(refusal.limit_microusd),
        "spent_usd": to_decimal_string(refusal.spent_microusd),
        "held_usd": to_decimal_string(refusal.held_microusd),
        "call_usd": to_decimal_string(amount_microusd),
        "resets_at": refusal.resets_at.isoformat().replace("+00:00", "Z") if refusal.resets_at else None,
        "is_shut_off": refusal.is_shut_off,
    }


class BudgetExists(Conflict):
    """The scope has a budget for that period already."""

    def __init__(self, scope: str, period: str) -> None:
        super().__init__(f"There is a {period} budget for {scope} already; change that one instead.")


class RaiseTooSmall(InvalidInput):
    """A raise that would not raise anything."""

    def __init__(self, limit_microusd: int) -> None:
        super().__init__(f"The limit is {usd(limit_microusd)}; a raise for a time must be above that.")
