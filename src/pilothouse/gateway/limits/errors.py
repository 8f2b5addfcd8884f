"""How calls are refused by their limits, and how managing those fails."""

from typing import Any, ClassVar

from pilothouse.core.errors import Conflict, ErrorKind, PermissionDenied, RateLimited
from pilothouse.gateway.ledger.entries import LimitRefusal


class ModelNotAllowed(PermissionDenied):
    """The caller's key, user, team, agent or organization may not call this model."""

    kind: ClassVar[ErrorKind] = ErrorKind.PERMISSION_DENIED

    def __init__(self, refusal: LimitRefusal, model: str) -> None:
        super().__init__(
            f"{model!r} may not be called under the limits of this {_subject(refusal)}. Allowed: "
            f"{', '.join(refusal.models) or 'none'}.",
            details=_details(refusal) | {"model": model, "allowed_models": list(refusal.models)},
        )


class TokensPerMinute(RateLimited):
    """The tokens of this minute are used up."""

    def __init__(self, refusal: LimitRefusal) -> None:
        super().__init__(
            f"This {_subject(refusal)} may use {refusal.allowed:,} tokens a minute, and too many are used already. "
            "Try again in a moment.",
            details=_details(refusal) | {"tokens_per_minute": refusal.allowed},
            retry_after_s=refusal.retry_after_s,
        )


class ParallelCalls(RateLimited):
    """As many calls are in flight as may be."""

    def __init__(self, refusal: LimitRefusal) -> None:
        super().__init__(
            f"This {_subject(refusal)} may have {refusal.allowed} calls in flight at a time, and has. "
            "Try again when one of them has ended.",
            details=_details(refusal) | {"parallel_calls": refusal.allowed},
            retry_after_s=refusal.retry_after_s,
        )


def limit_error(refusal: LimitRefusal, model: str) -> ModelNotAllowed | TokensPerMinute | ParallelCalls:
    """Return the error for an attempt at a model that a limit refuses."""
    match refusal.reason:
        case "model":
            return ModelNotAllowed(refusal, model)
        case "tokens":
            return TokensPerMinute(refusal)
        case "parallel":
            return ParallelCalls(refusal)


def _subject(refusal: LimitRefusal) -> str:
    return refusal.scope.partition(":")[0].replace("_", " ").replace("api", "API")


def _details(refusal: LimitRefusal) -> dict[str, Any]:
    return {"limit_id": str(refusal.limit_id), "scope": refusal.scope}


class LimitExists(Conflict):
    """The scope has a limit already."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"There is a limit on {scope} already; change that one instead.")
