"""What is left of an hour's messages."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of an hour. `resets_at` is when it ends, None before its first message."""

    limit: int
    remaining: int
    resets_at: datetime | None

    def headers(self, now: datetime | None = None) -> dict[str, str]:
        """Return the countdown as headers; seconds until the reset.

        Source: draft-ietf-httpapi-ratelimit-headers-03 for the names without X.
        """
        wait_s = 0 if self.resets_at is None else (self.resets_at - (now or datetime.now(UTC))).total_seconds()
        values = {"Limit": self.limit, "Remaining": self.remaining, "Reset": max(0, round(wait_s))}
        return {f"{prefix}RateLimit-{name}": str(value) for name, value in values.items() for prefix in ("", "X-")}
