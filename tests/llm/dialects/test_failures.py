from typing import Any

import pytest

from pilothouse.core.errors import RateLimited, TimedOut, UpstreamFailed
from pilothouse.llm.dialects.failures import upstream_error
from pilothouse.llm.errors import ProviderQuotaSpent


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "slow down", "type": "rate_limit_error"}, RateLimited),
        ({"message": "slow down", "code": "rate_limit_exceeded"}, RateLimited),
        ({"message": "slow down", "code": 429}, RateLimited),
        ({"message": "slow down", "type": "insufficient_quota"}, ProviderQuotaSpent),
        ({"message": "slow down", "type": "timeout_error"}, TimedOut),
        ({"message": "slow down", "type": "overloaded_error"}, UpstreamFailed),
        ("slow down", UpstreamFailed),
    ],
)
def test_says_what_helps(error: Any, kind: type[Exception]) -> None:
    raised = upstream_error(error)
    assert type(raised) is kind
    assert "slow down" in raised.message


@pytest.mark.parametrize("error", [{}, {"message": None, "type": 3}, [], 7, "x" * 10_000])
def test_survives_errors_of_any_shape(error: Any) -> None:
    assert len(upstream_error(error).message) < 400
