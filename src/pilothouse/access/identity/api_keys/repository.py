"""Questions about API keys."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.tables import ApiKey, User
from pilothouse.core.principal import Principal


class ApiKeyRepository(PagedRepository[ApiKey]):
    """The keys of one user. Another user's keys are private, so they are not found."""

    table = ApiKey
    newest_first = True
    noun = "API key"

    def visible_to(self, principal: Principal) -> Select[Any]:
        return super().visible_to(principal).where(ApiKey.user_id == principal.user_id)


class EveryApiKeyRepository(PagedRepository[ApiKey]):
    """The keys of all users of one organization, for those who look after them."""

    table = ApiKey
    newest_first = True
    noun = "API key"

    async def owners(self, user_ids: Iterable[UUID]) -> dict[UUID, User]:
        """Return the users whom keys belong to, by id."""
        found = await self.session.scalars(select(User).where(User.id.in_(list(user_ids))))
        return {user.id: user for user in found}
