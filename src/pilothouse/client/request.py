"""A request before it is sent: what it says, and whether it may be sent again."""

import random
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2

from pilothouse.client.errors import ApiError
from pilothouse.core.errors import Unavailable

Upload = Path | tuple[str, bytes]
"""A file on this machine, or a name and the bytes."""

LONGEST_PAUSE_S = 60.0  # the longest window of a rate limit; who is told to wait longer hears of it instead
_FIRST_PAUSE_S = 0.5
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
_PASSING = frozenset({502, 503, 504})
_KEY = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One request, as often as it is sent."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict[str, Any])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, Any] | None = None
    file: Upload | None = None

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice is the same as once."""
        return self.method in _REPEATABLE or _KEY in self.headers

    @contextmanager
    def parts(self, accept: str) -> Generator[dict[str, Any]]:
        """Yield the arguments for the HTTP library; a file is open for as long."""
        headers = {**self.headers, "Accept": accept}
        common = {"method": self.method, "url": self.path, "params": self.query, "headers": headers}
        if isinstance(self.file, Path):
            with self.file.open("rb") as opened:
                yield {**common, "files": {"file": (self.file.name, opened)}}
        elif self.file is not None:
            yield {**common, "files": {"file": self.file}}
        else:
            yield common if self.body is None else {**common, "json": self.body}

    def after(self, event_id: str) -> "ApiRequest":
        """Return the request for what comes behind an event."""
        return replace(self, headers={**self.headers, "Last-Event-ID": event_id}) if event_id else self


def api_request(
    method: str,
    path: str,
    names: Sequence[str] = (),
    *,
    query: Mapping[str, Any] | None = None,
    headers: Mapping[str, str | None] | None = None,
    body: Any = None,
    file: Upload | None = None,
) -> ApiRequest:
    """Make a request from a route's path, with `{}` for each name; what is None is left out.

    Where the API takes an idempotency key, one is made up, so that the request can be sent again.
    """
    given = {name: value for name, value in (headers or {}).items() if value is not None}
    if headers and _KEY in headers:
        given.setdefault(_KEY, str(uuid4()))
    return ApiRequest(
        method,
        path.format(*(quote(str(name), safe="") for name in names)),
        {name: value for name, value in (query or {}).items() if value is not None},
        given,
        body,
        file,
    )


def pause_after_failure(request: ApiRequest, error: httpx2.TransportError, attempt: int) -> float:
    """Return how long to wait before a request is sent again that got no answer, in seconds.

    Raises:
        Unavailable: it must not be sent again: it may have been received.
    """
    if not (request.is_repeatable or isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)):
        raise unavailable(error) from error
    return _growing(attempt)


def pause_after_answer(request: ApiRequest, response: httpx2.Response, attempt: int) -> float | None:
    """Return how long to wait before a refused request is sent again, in seconds; None when its answer stands.

    A request that was too much for a rate limit has done nothing, so it may always be sent again.
    """
    told = retry_after_s(response)
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return told if told is not None and told <= LONGEST_PAUSE_S else None
    if response.status_code in _PASSING and request.is_repeatable:
        return min(told, LONGEST_PAUSE_S) if told is not None else _growing(attempt)
    return None


def retry_after_s(response: httpx2.Response) -> float | None:
    """Return what `Retry-After` says, in seconds; our server gives no dates there."""
    told = response.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else None


def envelope_of(response: httpx2.Response) -> dict[str, Any]:
    """Return the body of an answer that has been read; empty when there is none to give.

    Raises:
        ApiError: the server's refusal, in its words.
        Unavailable: it does not answer as a Pilothouse server does.
    """
    if response.status_code == HTTPStatus.NO_CONTENT:
        return {"data": None}
    try:
        body = response.json()
        if body["success"]:
            return body
        error = body["error"]
        raise ApiError(
            response.status_code,
            error["code"],
            error["message"],
            details=error.get("details"),
            request_id=body["meta"].get("request_id") or "",
            retry_after_s=retry_after_s(response),
        )
    except (ValueError, KeyError, TypeError) as error:
        where = f"{response.url.scheme}://{response.url.netloc.decode()}"
        raise Unavailable(f"{where} did not answer as a Pilothouse server does.") from error


def unavailable(error: httpx2.TransportError) -> Unavailable:
    """Say which server cannot be reached."""
    where = f"{error.request.url.scheme}://{error.request.url.netloc.decode()}"
    return Unavailable(f"{where} cannot be reached: {error}.")


def _growing(attempt: int) -> float:
    """Wait longer each time, and not all at the same moment."""
    return _FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing
