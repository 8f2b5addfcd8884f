"""The arithmetic of a sliding window: what was counted in this window, and in the one before as far as it still counts.

Two numbers per scope are kept instead of a time per request. Requests of the window before are taken as spread evenly.
Source: the "sliding window counter" of https://limits.readthedocs.io/en/stable/strategies.html, so that Redis counts
alike; `access_lease_tokens` in `db/functions/access.sql` is the same in SQL.
"""

from dataclasses import dataclass

from pilothouse.access.ratelimit.limit import Limit, Standing


@dataclass(slots=True)
class Window:
    """Counts of one scope. `number` is the window's: whole windows since the clock began."""

    number: int
    count: int = 0
    count_before: int = 0

    def move_to(self, number: int) -> None:
        """Begin the window that has come."""
        if number != self.number:
            self.count_before = self.count if number == self.number + 1 else 0
            self.count, self.number = 0, number

    def take(self, limit: Limit, into: float) -> Standing:
        """Count one request, unless it is one too many.

        Args:
            limit: that holds.
            into: which part of the window is over, from 0 up to 1.
        """
        free = limit.amount - self.count - self.count_before * (1 - into)
        if free < 1:
            return Standing(limit.amount, 0, self.wait_s(limit, into), is_refused=True)
        self.count += 1
        return Standing(limit.amount, int(free - 1), (1 - into) * limit.window_s)

    def wait_s(self, limit: Limit, into: float) -> float:
        """Return the seconds until one more request may pass, if none comes in between."""
        free_at_end = limit.amount - 1 - self.count
        if free_at_end >= 0:  # this window has room once less of the one before counts
            return max(0.0, (1 - free_at_end / max(1, self.count_before) - into) * limit.window_s)
        return (1 - into + 1 - (limit.amount - 1) / self.count) * limit.window_s
