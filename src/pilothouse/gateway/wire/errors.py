"""Errors in the caller's dialect, so that official clients raise their own exceptions and obey our advice."""

import math
from typing import Any

from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.core.json import dumps
from pilothouse.llm.errors import ProviderError
from pilothouse.server.errors import WIRE_ERRORS, Wire

_JSON = (b"content-type", b"application/json")
_KEPT_OF_RAW = ("content-type", "retry-after", "retry-after-ms", "x-should-retry")


def error_answer(
    wire: Wire, error: PilothouseError, request_id: str, *, budget_status: int = 429
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, headers and body. A provider's own refusal goes to a caller of its wire as it came.

    Args:
        wire: the caller's.
        error: what happened.
        request_id: to quote when asking what happened.
        budget_status: of a spent budget, 429 or 402.
    """
    raw = error.raw if isinstance(error, ProviderError) else None
    if raw is not None:
        headers = [(name.encode(), raw.headers[name].encode("latin-1")) for name in _KEPT_OF_RAW if name in raw.headers]
        return raw.status, headers, raw.body
    status = status_of(error, budget_status)
    return status, [_JSON, *_advice(error)], dumps(_body(wire, error, status, request_id))


def status_of(error: PilothouseError, budget_status: int = 429) -> int:
    """Return the HTTP status of an error on the wires."""
    return budget_status if error.kind is ErrorKind.BUDGET_EXCEEDED else WIRE_ERRORS[error.kind].status


def error_fields(wire: Wire, error: PilothouseError, status: int = 0) -> dict[str, Any]:
    """Return the error object itself, without its envelope."""
    row = WIRE_ERRORS[error.kind]
    facts = {"details": error.details} if error.details else {}
    if wire == "anthropic":
        kind = "billing_error" if status == 402 else row.anthropic_type
        return {"type": kind, "message": error.message, **facts}
    field = error.details.get("field")
    return {
        "message": error.message,
        "type": row.openai_type,
        "param": field if isinstance(field, str) else None,
        "code": row.openai_code,
        **facts,
    }


def _body(wire: Wire, error: PilothouseError, status: int, request_id: str) -> dict[str, Any]:
    fields = error_fields(wire, error, status)
    return {"type": "error", "error": fields, "request_id": request_id} if wire == "anthropic" else {"error": fields}


def _advice(error: PilothouseError) -> list[tuple[bytes, bytes]]:
    """Tell clients whether and when to try again; the official ones obey."""
    if error.retry_after_s:
        return [(b"retry-after", str(max(1, math.ceil(error.retry_after_s))).encode())]
    # a rate limit without a time is tried again after the client's own pause
    return [] if error.retryable else [(b"x-should-retry", b"false")]
