"""A clock that stands still."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """A `Clock` that moves only when told to."""

    def __init__(self, now: datetime | None = None) -> None:
        """Set the clock; without a moment to 2026-01-05 09:00 UTC, a Monday."""
        self._now = now or datetime(2026, 1, 5, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, **duration: float) -> datetime:
        """Move the clock on, with the arguments of `timedelta`, and return the new moment."""
        self._now += timedelta(**duration)
        return self._now
