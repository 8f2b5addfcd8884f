"""Count what is tried, per key and stretch of time, in this process."""

from collections import deque
from collections.abc import Hashable
from datetime import datetime, timedelta

from pilothouse.core.clock import Clock

_MOST_KEYS = 100_000  # some 20 MB; beyond it the longest untouched are forgotten


class Window:
    """Lets each key have `limit` tries in any stretch of `window_s` seconds."""

    def __init__(self, limit: int, window_s: float, clock: Clock) -> None:
        self._limit = limit
        self._window = timedelta(seconds=window_s)
        self._clock = clock
        self._tries: dict[Hashable, deque[datetime]] = {}

    def count(self, key: Hashable) -> float:
        """Count a try, if there is room for it.

        Returns:
            0 when it was counted, else the seconds until the oldest one leaves the window.
        """
        now = self._clock.now()
        tries = self._tries.pop(key, deque[datetime]())
        self._tries[key] = tries  # moved to the end: the first are the longest untouched
        while tries and tries[0] <= now - self._window:
            tries.popleft()
        if len(tries) >= self._limit:
            return (tries[0] + self._window - now).total_seconds()
        tries.append(now)
        if len(self._tries) > _MOST_KEYS:
            del self._tries[next(iter(self._tries))]
        return 0

    def forget(self, key: Hashable) -> None:
        """Forget the tries of a key."""
        self._tries.pop(key, None)
