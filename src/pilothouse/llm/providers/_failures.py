"""What a provider's refusal means."""

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import msgspec

from pilothouse.llm.errors import (
    ProviderBusy,
    ProviderError,
    ProviderFailed,
    ProviderIsNoApi,
    ProviderLacksModel,
    ProviderQuotaSpent,
    ProviderRedirects,
    ProviderRefusedKey,
    ProviderRefusedRequest,
    ProviderRefusedSize,
    ProviderTimedOut,
    RawAnswer,
)

_MAX_WORDS = 300
_BY_STATUS: dict[int, type[ProviderError]] = {
    401: ProviderRefusedKey,
    402: ProviderQuotaSpent,
    403: ProviderRefusedKey,
    404: ProviderLacksModel,
    407: ProviderRefusedKey,
    408: ProviderTimedOut,
    409: ProviderFailed,
    413: ProviderRefusedSize,
    425: ProviderFailed,
    429: ProviderBusy,
    504: ProviderTimedOut,
}
_ABOUT_THE_ACCOUNT = (ProviderRefusedKey, ProviderQuotaSpent, ProviderRedirects)
_SPENT = (b"insufficient_quota", b"credit balance is too low", b"billing_error")


class _ErrorBody(msgspec.Struct):
    type: Any = None
    error: Any = None
    message: Any = None
    detail: Any = None


def error_of(
    name: str, status: int, headers: Mapping[str, str], body: bytes, api_key: str | None = None
) -> ProviderError:
    """Turn a provider's refusal into an error of ours, with its words and its advice on when to come back.

    Args:
        name: of the connection.
        status: of HTTP, not a success.
        headers: looked up in any case.
        body: its first part.
        api_key: never repeated, should the provider do so.
    """
    if api_key and len(api_key) >= 8:
        body = body.replace(api_key.encode(), b"***")
    error = _refusal(name, status, headers, body)
    error.status = status
    return error


def _refusal(name: str, status: int, headers: Mapping[str, str], body: bytes) -> ProviderError:
    if 300 <= status < 400:
        return ProviderRedirects(
            f"{name} redirects to another address ({status}); set its base URL to the one it leads to."
        )
    parsed = _parsed(body)
    kind = _BY_STATUS.get(status, ProviderRefusedRequest if 400 <= status < 500 else ProviderFailed)
    if status in {400, 403, 429} and any(words in body for words in _SPENT):
        kind = ProviderQuotaSpent
    error = kind(
        f"{name} answered {status}: {_words(parsed, body) or 'no reason given'}.",
        retry_after_s=retry_after_s(headers) if kind.retryable else None,
    )
    if isinstance(parsed and parsed.error, dict) and kind not in _ABOUT_THE_ACCOUNT:
        plain_headers = {header.lower(): value for header, value in headers.items()}
        error.raw = RawAnswer(status, plain_headers, body)
    return error


def page_instead(name: str) -> ProviderIsNoApi:
    """Return the error of an address that answers with a web page."""
    return ProviderIsNoApi(f"{name} answered with a web page instead of an answer; check its base URL.")


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Read how long to wait: OpenAI's `retry-after-ms`, else `retry-after` in seconds or as a date."""
    with contextlib.suppress(KeyError, ValueError):
        return _sane(float(headers["retry-after-ms"]) / 1000)
    with contextlib.suppress(KeyError, ValueError):
        return _sane(float(headers["retry-after"]))
    with contextlib.suppress(KeyError, ValueError, TypeError):
        return _sane((parsedate_to_datetime(headers["retry-after"]) - datetime.now(UTC)).total_seconds())
    return None


def _sane(seconds: float) -> float:
    """Return a wait between nothing and a day; "nan" and "inf" are numbers too, to Python."""
    if not -1e9 < seconds < 1e9:
        raise ValueError
    return min(max(0.0, seconds), 86_400.0)


def _parsed(body: bytes) -> _ErrorBody | None:
    try:
        return msgspec.json.decode(body, type=_ErrorBody)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _words(parsed: _ErrorBody | None, body: bytes) -> str:
    """Return a refusal's own words; of a web page, only that it is one."""
    if parsed is not None:
        return words_of(parsed.error or parsed.message or parsed.detail or "")
    if body.lstrip()[:1] == b"<":
        return "a web page"
    return " ".join(body[:_MAX_WORDS].decode(errors="replace").split()).rstrip(".")


def words_of(error: Any) -> str:
    """Return the message of an error, which is an object by the book and a string from some servers."""
    words = cast("dict[str, Any]", error).get("message", "") if isinstance(error, dict) else error
    return " ".join(str(words)[:_MAX_WORDS].split()).rstrip(".")
