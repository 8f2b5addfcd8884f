"""What goes wrong between a program and a server."""

from typing import Any

from pilothouse.core.errors import ErrorKind, PilothouseError


class ApiError(PilothouseError):
    """The server refused.

    Attributes:
        status: HTTP status.
        code: what happened, for programs; `docs/reference/errors.md` lists them.
        message: what happened and what to do, for people.
        details: facts about it.
        request_id: to quote when it is reported; every log line of the request carries it.
        retry_after_s: seconds after which the same request may succeed, where the server says so.
    """

    kind = ErrorKind.UPSTREAM_FAILED

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: dict[str, Any] | None = None,
        request_id: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, details=details, retry_after_s=retry_after_s)
        self.status = status
        self.code = code
        self.request_id = request_id

    def __str__(self) -> str:
        return f"{self.message} ({self.status} {self.code}, request {self.request_id})"
