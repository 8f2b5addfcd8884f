"""Count failed sign-ins, so that passwords cannot be guessed one after the other."""

from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.errors import TooManyFailedLogins
from pilothouse.access.identity.windows import Window
from pilothouse.core.clock import Clock


class FailedLogins:
    """Counts attempts per e-mail and address in this process.

    An attempt counts when it begins and is taken back when it succeeds, so a hundred at once are not a way around.
    """

    def __init__(self, limit: int, window_s: float, clock: Clock) -> None:
        self._attempts = Window(limit, window_s, clock)

    def begin(self, email: str, ip_address: str | None) -> None:
        """Count an attempt.

        Raises:
            TooManyFailedLogins: the limit is reached; says when the oldest attempt leaves the window.
        """
        if wait_s := self._attempts.count((email_key(email), ip_address)):
            raise TooManyFailedLogins(wait_s)

    def succeed(self, email: str, ip_address: str | None) -> None:
        """Forget the attempts of somebody who got in."""
        self._attempts.forget((email_key(email), ip_address))
