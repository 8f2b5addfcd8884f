from datetime import UTC, datetime
from uuid import UUID

from pilothouse.core.errors import ErrorKind
from pilothouse.gateway.budgets.errors import BudgetShutOff, budget_error
from pilothouse.gateway.ledger.entries import Refusal

REFUSAL = Refusal(UUID(int=7), "api_key:1", "daily", 10_000_000, 9_500_000, 400_000, datetime(2030, 6, 4, tzinfo=UTC))


def test_a_spent_budget_says_what_is_left_and_when_it_starts_anew() -> None:
    error = budget_error(REFUSAL, 250_000)
    assert error.message == (
        "The call may cost up to $0.25, more than the daily budget of the api key has left: of $10.00, $9.50 is spent "
        "and $0.40 held for calls in flight. It starts anew at 2030-06-04 00:00 UTC. Raise the budget to go on."
    )
    assert (error.kind, error.code, error.retryable) == (ErrorKind.BUDGET_EXCEEDED, "budget_exceeded", False)
    assert error.details["resets_at"] == "2030-06-04T00:00:00Z"


def test_a_budget_that_is_off_says_that_somebody_must_switch_it_on() -> None:
    error = budget_error(
        Refusal(UUID(int=7), "agent:analyst", "total", 10_000_000, 10_000_000, 0, None, is_shut_off=True), 1
    )
    assert isinstance(error, BudgetShutOff)
    assert error.message.startswith("The budget of the agent is switched off; $10.00 of $10.00 is spent.")
    assert (error.kind, error.code) == (ErrorKind.BUDGET_EXCEEDED, "budget_shut_off")
    assert error.details["is_shut_off"] is True
