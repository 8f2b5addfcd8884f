"""Queries over connections that organizations made."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pilothouse.core.errors import Conflict
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.gateway.routing.connections.tables import ProviderConnection


class ConnectionExists(Conflict):
    """The organization has a connection of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a connection {name!r} already. Change that one, or choose another name.")


class ConnectionRepository(Repository[ProviderConnection]):
    """Connections of an organization."""

    table = ProviderConnection
    noun = "connection"

    async def insert(self, row: ProviderConnection) -> ProviderConnection:
        """Insert a connection.

        Raises:
            ConnectionExists: there is one of its name.
        """
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError as error:
            raise ConnectionExists(row.name) from error
        await self.session.refresh(row)
        return row

    async def listed(self, principal: Principal) -> Sequence[ProviderConnection]:
        """Return every connection, by name."""
        return (await self.session.scalars(self.visible_to(principal).order_by(ProviderConnection.name))).all()

    async def count(self, principal: Principal) -> int:
        """Return how many there are."""
        owned = ProviderConnection.organization_id == principal.organization_id
        return await self.session.scalar(select(func.count()).select_from(ProviderConnection).where(owned)) or 0

    async def touch(self, row: ProviderConnection) -> None:
        """Write a row's changes, and the moment, also when nothing else of it changed."""
        row.updated_at = func.clock_timestamp()  # pyright: ignore[reportAttributeAccessIssue]  # SQL, read back below
        await self.session.flush()
        await self.session.refresh(row)
