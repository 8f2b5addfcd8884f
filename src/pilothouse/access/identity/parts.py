"""What the flows around an account share."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import Caller
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.failed_logins import FailedLogins
from pilothouse.access.identity.letter_limits import LetterLimits
from pilothouse.access.identity.links import Links
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.identity.tables import User
from pilothouse.access.settings import AccessSettings
from pilothouse.core.clock import Clock
from pilothouse.core.errors import Unavailable
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from pilothouse.notify.account import AccountMail
from pilothouse.notify.parts import Sealer


@dataclass(frozen=True, slots=True)
class AccountParts:
    """Built once per process by `Identity`.

    Attributes:
        sender: null in a process that sends no mail, such as one for a report.
        sealer: null in a process that keeps no secrets.
        public_url: of the dashboard.
        allowed_origins: further ones whose pages may call the API.
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
    sealer: Sealer | None = field(default=None, repr=False)
    public_url: str = ""
    allowed_origins: Collection[str] = ()

    @property
    def mail(self) -> AccountMail:
        """What writes letters.

        Raises:
            Unavailable: this process has none.
        """
        if self.sender is None:
            raise Unavailable("This process sends no mail.")
        return self.sender

    @property
    def seal(self) -> Sealer:
        """What keeps secrets unreadable in the database.

        Raises:
            Unavailable: this process has none.
        """
        if self.sealer is None:
            raise Unavailable("This process keeps no secrets.")
        return self.sealer

    async def tell(self, session: AsyncSession, user: User, what: str, caller: Caller) -> None:
        """Tell a user by mail what happens to their account in this transaction."""
        await self.mail.security_event(
            session,
            user.organization_id,
            address=user.email,
            name=user.name,
            what=what,
            key=f"account:{new_id()}",
            ip_address=caller.ip_address,
            user_agent=caller.user_agent,
        )
