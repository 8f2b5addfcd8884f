"""Questions about service accounts."""

from typing import Any

from sqlalchemy import Select

from pilothouse.access.identity.tables import User
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.principal import Principal


class ServiceAccountRepository(UserRepository):
    """The service accounts among an organization's users; people are not found."""

    noun = "service account"

    def visible_to(self, principal: Principal) -> Select[Any]:
        return super().visible_to(principal).where(User.kind == "service")
