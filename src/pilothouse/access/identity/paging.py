"""Pages of rows in the order they were made: the id, which holds the time, is all the place there is."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Select

from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository, Row
from pilothouse.server.paging import decode_cursor, encode_cursor


class PagedRepository(Repository[Row]):
    """A repository that is read page by page."""

    newest_first: ClassVar[bool] = False

    async def page(self, principal: Principal, limit: int, cursor: str | None) -> tuple[list[Row], str | None]:
        """Return up to `limit` visible rows from a cursor on, and the cursor of the next page if there is one.

        Raises:
            InvalidInput: the cursor is not one that this list gave out.
        """
        return await self.page_of(self.visible_to(principal), limit, cursor)

    async def page_of(self, query: Select[Row], limit: int, cursor: str | None) -> tuple[list[Row], str | None]:
        """Return a page of what a query finds; see `page`."""
        key = self.table.id
        query = query.order_by(key.desc() if self.newest_first else key)
        if cursor is not None:
            place = _place(cursor)
            query = query.where(key < place if self.newest_first else key > place)
        rows = await self._rows(query.limit(limit + 1))
        return rows[:limit], encode_cursor(str(rows[limit - 1].id)) if len(rows) > limit else None

    async def _rows(self, query: Select[Any]) -> list[Any]:
        return list(await self.session.scalars(query))


def _place(cursor: str) -> UUID:
    (value,) = decode_cursor(cursor, 1)
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidInput("The cursor is not one that this list gave out.") from error
