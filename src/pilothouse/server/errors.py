"""The one table that turns an error's kind into HTTP, and the handlers that answer with it."""

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.core.telemetry import get_logger, request_id

log = get_logger(__name__)

STATUS: dict[ErrorKind, int] = {
    ErrorKind.INVALID: 422,
    ErrorKind.MALFORMED: 400,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.PERMISSION_DENIED: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.BLOCKED: 403,
    ErrorKind.RATE_LIMITED: 429,
    ErrorKind.BUDGET_EXCEEDED: 429,
    ErrorKind.UPSTREAM_FAILED: 502,
    ErrorKind.UNAVAILABLE: 503,
    ErrorKind.TIMEOUT: 504,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.INTERNAL: 500,
}

Wire: TypeAlias = Literal["openai", "anthropic"]


@dataclass(frozen=True, slots=True)
class WireError:
    """A kind of error as the wires of OpenAI and Anthropic have it. Their clients act on status, type and code.

    Source: https://platform.openai.com/docs/guides/error-codes, https://docs.anthropic.com/en/api/errors
    """

    status: int
    openai_type: str
    openai_code: str | None
    anthropic_type: str


WIRE_ERRORS: dict[ErrorKind, WireError] = {
    ErrorKind.INVALID: WireError(400, "invalid_request_error", None, "invalid_request_error"),
    ErrorKind.MALFORMED: WireError(400, "invalid_request_error", None, "invalid_request_error"),
    ErrorKind.UNAUTHENTICATED: WireError(401, "invalid_request_error", "invalid_api_key", "authentication_error"),
    ErrorKind.PERMISSION_DENIED: WireError(403, "invalid_request_error", "permission_denied", "permission_error"),
    ErrorKind.NOT_FOUND: WireError(404, "invalid_request_error", "model_not_found", "not_found_error"),
    ErrorKind.CONFLICT: WireError(409, "invalid_request_error", "conflict", "invalid_request_error"),
    ErrorKind.BLOCKED: WireError(403, "invalid_request_error", "content_policy_violation", "permission_error"),
    ErrorKind.RATE_LIMITED: WireError(429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_error"),
    ErrorKind.BUDGET_EXCEEDED: WireError(429, "insufficient_quota", "insufficient_quota", "rate_limit_error"),
    ErrorKind.UPSTREAM_FAILED: WireError(502, "server_error", "upstream_failed", "api_error"),
    ErrorKind.UNAVAILABLE: WireError(503, "server_error", "unavailable", "overloaded_error"),
    ErrorKind.TIMEOUT: WireError(504, "server_error", "timeout", "timeout_error"),
    ErrorKind.TOO_LARGE: WireError(413, "invalid_request_error", "request_too_large", "request_too_large"),
    ErrorKind.INTERNAL: WireError(500, "server_error", "internal_error", "api_error"),
}

# What the framework itself raises, by status: code and words.
_HTTP_WORDS: dict[int, tuple[str, str]] = {
    400: ("malformed_request", "The request could not be read."),
    401: ("unauthenticated", "Sign in, or send an API key."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The request is larger than it may be."),
    415: ("unsupported_media_type", "This content type is not taken here."),
}


def error_body(code: str, message: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the body of a failed request."""
    return {
        "success": False,
        "error": {"code": code, "message": message, "details": details or {}},
        "meta": {"request_id": request_id()},
    }


def error_response(error: PilothouseError) -> JSONResponse:
    """Answer with an error of ours."""
    headers = {"Retry-After": str(max(1, math.ceil(error.retry_after_s)))} if error.retry_after_s else {}
    if error.kind is ErrorKind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(error_body(error.code, error.message, error.details), STATUS[error.kind], headers)


def _field(location: tuple[int | str, ...]) -> str:
    """Write the place of a broken field as a person would: ("body", "files", 0) becomes "files.0"."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])


async def _answer_ours(_request: Request, error: Exception) -> Response:
    assert isinstance(error, PilothouseError)
    if error.kind is ErrorKind.INTERNAL:
        log.error("request_failed", code=error.code, exc_info=error)
    return error_response(error)


def _words(message: str) -> str:
    """Return a validator's own words, without the library's preface and without a full stop."""
    return message.removeprefix("Value error, ").rstrip(".")


async def _answer_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = [
        {"field": _field(item["loc"]), "problem": _words(item["msg"]), "type": item["type"]} for item in error.errors()
    ]
    if any(problem["type"] == "json_invalid" for problem in problems):
        return JSONResponse(error_body("malformed_json", "The body is not valid JSON.", {"fields": problems}), 400)
    first = problems[0]
    message = f"{first['field']}: {first['problem']}."
    return JSONResponse(error_body("invalid_input", message, {"fields": problems}), 422)


async def _answer_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, PilothouseError):  # the framework wraps what is raised while it reads a body
        return error_response(error.__cause__)
    code, words = _HTTP_WORDS.get(error.status_code, ("http_error", str(error.detail)))
    return JSONResponse(error_body(code, words), error.status_code, error.headers)


def crash_response() -> JSONResponse:
    """Say that it is our fault, with the request id to quote; the details stay in the log."""
    message = "Something went wrong on our side. Quote the request id when you report it."
    return JSONResponse(error_body("internal_error", message), 500)


def add_error_handlers(app: FastAPI) -> None:
    """Let every failure leave in the envelope. What nobody expected is answered by `middleware.RequestContext`."""
    app.add_exception_handler(PilothouseError, _answer_ours)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(HTTPException, _answer_http)
