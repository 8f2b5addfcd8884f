from uuid import UUID

from pilothouse.core.errors import ErrorKind
from pilothouse.gateway.ledger.entries import LimitRefusal
from pilothouse.gateway.limits.errors import limit_error

LIMIT = UUID(int=7)


def test_a_model_that_is_not_allowed_is_named_with_those_that_are() -> None:
    error = limit_error(LimitRefusal(LIMIT, "api_key:1", "model", None, None, ("gpt-*", "o3")), "claude-x")
    assert error.message == "'claude-x' may not be called under the limits of this API key. Allowed: gpt-*, o3."
    assert (error.kind, error.code, error.retryable) == (ErrorKind.PERMISSION_DENIED, "model_not_allowed", False)
    assert error.details["allowed_models"] == ["gpt-*", "o3"]


def test_used_up_tokens_say_when_to_come_back() -> None:
    error = limit_error(LimitRefusal(LIMIT, "team:1", "tokens", 12.5, 60_000), "gpt-4o")
    assert "60,000 tokens a minute" in error.message
    assert (error.kind, error.code, error.retry_after_s) == (ErrorKind.RATE_LIMITED, "tokens_per_minute", 12.5)
    assert error.details == {"limit_id": str(LIMIT), "scope": "team:1", "tokens_per_minute": 60_000}


def test_too_many_calls_at_a_time_are_asked_to_wait() -> None:
    error = limit_error(LimitRefusal(LIMIT, "agent:analyst", "parallel", 1.0, 4), "gpt-4o")
    assert error.message.startswith("This agent may have 4 calls in flight")
    assert (error.code, error.retryable, error.details["parallel_calls"]) == ("parallel_calls", True, 4)
