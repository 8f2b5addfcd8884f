"""What the flows around an account share."""

from dataclasses import dataclass, field

from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.failed_logins import FailedLogins
from pilothouse.access.identity.letter_limits import LetterLimits
from pilothouse.access.identity.links import Links
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.settings import AccessSettings
from pilothouse.core.clock import Clock
from pilothouse.core.errors import Unavailable
from pilothouse.db.engine import Database
from pilothouse.notify.account import AccountMail


@dataclass(frozen=True, slots=True)
class AccountParts:
    """Built once per process by `Identity`.

    Attributes:
        sender: null in a process that sends no mail, such as one for a report.
    """

    database: Database
    settings: AccessSettings
    clock: Clock
    passwords: Passwords
    cache: CredentialCache
    failed_logins: FailedLogins
    letters: LetterLimits
    links: Links
    sender: AccountMail | None = field(default=None)

    @property
    def mail(self) -> AccountMail:
        """What writes letters.

        Raises:
            Unavailable: this process has none.
        """
        if self.sender is None:
            raise Unavailable("This process sends no mail.")
        return self.sender
