"""Limit the mail that can be asked for: nobody's mailbox is filled by us, and nobody tries addresses in bulk."""

from pilothouse.access.audit.caller import Caller
from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.errors import TooManyLetters
from pilothouse.access.identity.windows import Window
from pilothouse.access.settings import AccessSettings
from pilothouse.core.clock import Clock


class LetterLimits:
    """Counts letters per receiver and per caller in this process, whether anybody has the address or not."""

    def __init__(self, settings: AccessSettings, clock: Clock) -> None:
        self._addresses = Window(settings.letters_per_address, settings.letters_window_s, clock)
        self._callers = Window(settings.letters_per_caller, settings.letters_window_s, clock)

    def count(self, email: str, caller: Caller) -> None:
        """Count one letter that a caller asks for.

        Raises:
            TooManyLetters: the address was sent enough, or the caller has asked often enough.
        """
        if caller.ip_address and (wait_s := self._callers.count(caller.ip_address)):
            raise TooManyLetters(wait_s)
        if wait_s := self._addresses.count(email_key(email)):
            raise TooManyLetters(wait_s)
