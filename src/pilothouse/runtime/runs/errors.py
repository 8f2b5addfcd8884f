"""Why a run cannot be started, stopped or continued."""

from pilothouse.core.errors import Conflict, ErrorKind, PilothouseError
from pilothouse.core.money import usd_exactly


class ConversationBusy(Conflict):
    """Another run of the conversation is at work, and the caller did not want to queue."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("This conversation is still being answered. Wait for the answer, stop it, or queue.")


class RunIdempotencyConflict(Conflict):
    """The key came before with another request."""

    code = "idempotency_conflict"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request. Use a new key.")


class WrongRunState(Conflict):
    """The run is not in a state in which this can be done."""

    code = "wrong_state"

    def __init__(self, order: str, state: str) -> None:
        super().__init__(f"This run is {state}; it cannot {order} now.", details={"state": state, "order": order})


class RunFenced(Exception):
    """The run is no longer this process's. Stop without a word."""


class RunLost(PilothouseError):
    """The process that hosted a run ended; what was shown is kept."""

    kind = ErrorKind.UNAVAILABLE
    code = "interrupted"
    retryable = True

    def __init__(self) -> None:
        super().__init__("The answer was interrupted because its server went away. What is here is kept; continue it.")


class CostLimitReached(PilothouseError):
    """The next model call would pass what this run may cost."""

    kind = ErrorKind.BUDGET_EXCEEDED

    def __init__(self, limit_microusd: int, spent_microusd: int) -> None:
        super().__init__(
            f"This run may cost {usd_exactly(limit_microusd)}, and {usd_exactly(spent_microusd)} is spent; what is left"
            " pays for no further model call. Start again with a higher limit.",
            details={"limit_microusd": limit_microusd, "spent_microusd": spent_microusd},
        )
