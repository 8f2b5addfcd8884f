"""Questions about API keys."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update

from pilothouse.access.identity.paging import PagedRepository
from pilothouse.access.identity.tables import ApiKey, User
from pilothouse.core.errors import NotFound
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

    def of_owner(self, principal: Principal, user_id: UUID | None) -> Select[Any]:
        """Select the keys of one user, or of everybody."""
        query = self.visible_to(principal)
        return query if user_id is None else query.where(ApiKey.user_id == user_id)

    async def get_of(self, principal: Principal, user_id: UUID, key_id: UUID) -> ApiKey:
        """Return one key of a user.

        Raises:
            NotFound: they have no such key.
        """
        row = await self.session.scalar(self.of_owner(principal, user_id).where(ApiKey.id == key_id))
        if row is None:
            raise NotFound(f"There is no {self.noun} {key_id}.")
        return row

    async def revoke_all_of(self, user_id: UUID, now: datetime) -> None:
        """End every key of a user."""
        in_force = ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None)
        await self.session.execute(update(ApiKey).where(*in_force).values(revoked_at=now))

    async def owners(self, user_ids: Iterable[UUID]) -> dict[UUID, User]:
        """Return the users whom keys belong to, by id."""
        found = await self.session.scalars(select(User).where(User.id.in_(list(user_ids))))
        return {user.id: user for user in found}
