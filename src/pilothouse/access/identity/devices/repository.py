"""Questions about the login sessions of one user."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select

from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.tables import LoginSession
from pilothouse.core.principal import Principal


class DeviceRepository(PagedRepository[LoginSession]):
    """The login sessions of the user who asks that were not ended. Other users' are private, so they are not found."""

    table = LoginSession
    newest_first = True
    noun = "login session"

    def visible_to(self, principal: Principal) -> Select[Any]:
        mine = LoginSession.user_id == principal.user_id
        return super().visible_to(principal).where(mine, LoginSession.revoked_at.is_(None))

    def running(self, principal: Principal, now: datetime) -> Select[Any]:
        """Select those that have not expired."""
        return self.visible_to(principal).where(LoginSession.expires_at > now)
