"""Errors that an upstream sends inside an answer, after it said 200."""

from typing import Any, cast

from pilothouse.core.errors import PilothouseError, RateLimited, TimedOut, UpstreamFailed
from pilothouse.llm.errors import ProviderQuotaSpent

_MAX_WORDS = 300
_KINDS: tuple[tuple[str, type[PilothouseError]], ...] = (
    ("insufficient_quota", ProviderQuotaSpent),
    ("billing", ProviderQuotaSpent),
    ("rate_limit", RateLimited),
    ("429", RateLimited),
    ("timeout", TimedOut),
)


def upstream_error(error: Any) -> PilothouseError:
    """Turn an error object, by some servers only a text, into an error of ours with the provider's words."""
    if not isinstance(error, dict):
        return UpstreamFailed(_sentence(str(error)))
    told = cast("dict[str, Any]", error)
    marks = f"{told.get('type')} {told.get('code')}".lower()
    kind = next((kind for mark, kind in _KINDS if mark in marks), UpstreamFailed)
    return kind(_sentence(str(told.get("message") or marks)))


def _sentence(words: str) -> str:
    return f"The provider stopped in the middle of its answer: {words[:_MAX_WORDS].rstrip('.')}."
