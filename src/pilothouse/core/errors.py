"""One hierarchy of failures. An error states its kind; the edge that answers picks status and dialect."""

import re
from enum import StrEnum
from typing import Any, ClassVar


class ErrorKind(StrEnum):
    """What went wrong, in terms a caller can act on. `server/errors.py` holds the one table from kind to HTTP."""

    INVALID = "invalid"
    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    PERMISSION_DENIED = "permission_denied"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    BUDGET_EXCEEDED = "budget_exceeded"
    UPSTREAM_FAILED = "upstream_failed"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    INTERNAL = "internal"


def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class PilothouseError(Exception):
    """A failure with a message for a person and a code for a program.

    Attributes:
        kind: what the edge turns into a status.
        code: stable machine-readable name; the class name in snake case unless set.
        retryable: whether the same request may succeed later.
        retry_after_s: seconds to wait before that, where known.
        details: JSON-serialisable facts a client may show or act on.
    """

    kind: ClassVar[ErrorKind] = ErrorKind.INTERNAL
    code: str = "internal_error"
    retryable: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = _snake_case(cls.__name__)

    def __init__(
        self, message: str, *, details: dict[str, Any] | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = details or {}
        self.retry_after_s = retry_after_s


class InvalidInput(PilothouseError):
    """The caller sent something that cannot be used as it is."""

    kind = ErrorKind.INVALID


class Unauthenticated(PilothouseError):
    """No valid credential came with the request."""

    kind = ErrorKind.UNAUTHENTICATED


class PermissionDenied(PilothouseError):
    """The principal may see this thing but may not do this to it."""

    kind = ErrorKind.PERMISSION_DENIED


class NotFound(PilothouseError):
    """There is no such thing, or the principal may not know of it."""

    kind = ErrorKind.NOT_FOUND


class Conflict(PilothouseError):
    """The thing is not in a state that allows this."""

    kind = ErrorKind.CONFLICT


class TooLarge(PilothouseError):
    """A body or file passes its limit."""

    kind = ErrorKind.TOO_LARGE


class Blocked(PilothouseError):
    """A security policy stopped this."""

    kind = ErrorKind.BLOCKED


class RateLimited(PilothouseError):
    """Too many requests; wait `retry_after_s`."""

    kind = ErrorKind.RATE_LIMITED
    retryable = True


class UpstreamFailed(PilothouseError):
    """A system outside the platform answered with a failure."""

    kind = ErrorKind.UPSTREAM_FAILED
    retryable = True


class Unavailable(PilothouseError):
    """A part of the platform cannot be reached at the moment."""

    kind = ErrorKind.UNAVAILABLE
    retryable = True


class TimedOut(PilothouseError):
    """Something took longer than it may."""

    kind = ErrorKind.TIMEOUT
    retryable = True
