"""Questions about API keys."""

from typing import Any

from sqlalchemy import Select

from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.tables import ApiKey
from pilothouse.core.principal import Principal


class ApiKeyRepository(PagedRepository[ApiKey]):
    """The keys of one user. Another user's keys are private, so they are not found."""

    table = ApiKey
    newest_first = True
    noun = "API key"

    def visible_to(self, principal: Principal) -> Select[Any]:
        return super().visible_to(principal).where(ApiKey.user_id == principal.user_id)
