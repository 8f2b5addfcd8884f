"""A limit, and where somebody stands under it."""

import math
from dataclasses import dataclass

_WINDOW_WORDS = {1: "second", 60: "minute", 3600: "hour", 86_400: "day"}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests within so many seconds."""

    amount: int
    window_s: int = 60

    def __str__(self) -> str:
        requests = "request" if self.amount == 1 else "requests"
        return f"{self.amount:,} {requests} per {_WINDOW_WORDS.get(self.window_s, f'{self.window_s:,} seconds')}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a limit after a request.

    Attributes:
        amount: of the limit.
        remaining: requests that may follow at once.
        reset_s: after a refusal the seconds until the next request may pass; else until the window ends.
        is_refused: the request was one too many, and was not counted.
    """

    amount: int
    remaining: int
    reset_s: float
    is_refused: bool = False

    def headers(self) -> dict[str, str]:
        """Return the three headers under both their names.

        Source: draft-ietf-httpapi-ratelimit-headers-03 for the names without X.
        """
        values = {"Limit": self.amount, "Remaining": self.remaining, "Reset": math.ceil(self.reset_s)}
        return {f"{prefix}RateLimit-{name}": str(value) for name, value in values.items() for prefix in ("", "X-")}
