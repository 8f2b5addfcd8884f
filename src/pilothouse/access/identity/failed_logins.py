"""Count failed sign-ins, so that passwords cannot be guessed one after the other."""

from collections import deque
from datetime import datetime, timedelta

from pilothouse.access.identity.errors import TooManyFailedLogins
from pilothouse.core.clock import Clock

_MOST_KEYS = 100_000  # some 20 MB; beyond it the longest untouched are forgotten


class FailedLogins:
    """Counts attempts per e-mail and address in this process.

    An attempt counts when it begins and is taken back when it succeeds, so a hundred at once are not a way around.
    """

    def __init__(self, limit: int, window_s: float, clock: Clock) -> None:
        self._limit = limit
        self._window = timedelta(seconds=window_s)
        self._clock = clock
        self._attempts: dict[tuple[str, str], deque[datetime]] = {}

    def begin(self, email: str, ip_address: str | None) -> None:
        """Count an attempt.

        Raises:
            TooManyFailedLogins: the limit is reached; says when the oldest attempt leaves the window.
        """
        key, now = (email.lower(), ip_address or ""), self._clock.now()
        attempts = self._attempts.pop(key, deque())
        self._attempts[key] = attempts  # moved to the end: the first are the longest untouched
        while attempts and attempts[0] <= now - self._window:
            attempts.popleft()
        if len(attempts) >= self._limit:
            raise TooManyFailedLogins((attempts[0] + self._window - now).total_seconds())
        attempts.append(now)
        if len(self._attempts) > _MOST_KEYS:
            del self._attempts[next(iter(self._attempts))]

    def succeed(self, email: str, ip_address: str | None) -> None:
        """Forget the attempts of somebody who got in."""
        self._attempts.pop((email.lower(), ip_address or ""), None)
