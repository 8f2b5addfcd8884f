"""The base of every repository: what a principal may see, in one place."""

from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.db.base import Base

Row = TypeVar("Row", bound=Base)


class Repository(Generic[Row]):
    """Queries over one table of tenants' rows.

    Another organization's row is not found, never forbidden. Row-level security holds the same rule in the database,
    so a query that forgets `visible_to` still shows nothing foreign.
    """

    table: ClassVar[type[Any]]
    noun: ClassVar[str] = "thing"

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def visible_to(self, principal: Principal) -> Select[Row]:
        """Select the rows that the principal may know of."""
        query: Select[Row] = select(self.table).where(self.table.organization_id == principal.organization_id)
        return query.where(self.table.deleted_at.is_(None)) if hasattr(self.table, "deleted_at") else query

    async def get(self, principal: Principal, identifier: UUID) -> Row:
        """Return one visible row.

        Raises:
            NotFound: no such row, or it belongs to somebody else.
        """
        row = await self.session.scalar(self.visible_to(principal).where(self.table.id == identifier))
        if row is None:
            raise NotFound(f"There is no {self.noun} {identifier}.")
        return row

    async def add(self, row: Row) -> Row:
        """Insert a row and read back what the database filled in."""
        self.session.add(row)
        await self.session.flush()
        return row
