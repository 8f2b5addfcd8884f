"""Erase organizations whose time has come: what they keep elsewhere, then row by row what they have in every table."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import text

from pilothouse.core.telemetry import get_logger
from pilothouse.db.base import Base
from pilothouse.db.engine import Database

# Forgets what an organization keeps outside of our tables; once more does no harm.
Eraser: TypeAlias = Callable[[UUID], Awaitable[None]]

log = get_logger(__name__)

EVERY_S = 3_600.0
_AT_ONCE = 500  # rows of a transaction: of some tables each row asks whether others still point at it
_DUE = text("select access_due_erasure(:passed_over)")
_ERASE_ROWS = text("select access_erase_rows(:organization, :of_table, :at_most)")
_FINISH = text("select access_finish_erasure(:organization)")


class Erasure:
    """Erases in small batches, so that nobody else waits. Begun anew anywhere it goes on where it was.

    Args:
        erasers: of whatever is kept beside the tables, such as files.
    """

    def __init__(self, database: Database, erasers: Sequence[Eraser]) -> None:
        self._database = database
        self._erasers = erasers

    async def once(self) -> None:
        """Erase every organization whose time has come. One that cannot be is told of, and waits for the next round."""
        failed: list[UUID] = []
        while organization := await self._due(failed):
            try:
                await self._erase(organization)
            except Exception:
                failed.append(organization)
                log.exception("organization_not_erased", organization_id=str(organization))
            else:
                log.info("organization_erased", organization_id=str(organization))

    async def _due(self, failed: list[UUID]) -> UUID | None:
        async with self._database.transaction() as session:
            return await session.scalar(_DUE, {"passed_over": failed})

    async def _erase(self, organization: UUID) -> None:
        for erase in self._erasers:
            await erase(organization)
        for name in tables_of_tenants():
            while await self._erase_rows(organization, name) == _AT_ONCE:
                pass
        async with self._database.transaction() as session:
            await session.execute(_FINISH, {"organization": organization})

    async def _erase_rows(self, organization: UUID, name: str) -> int:
        arguments = {"organization": organization, "of_table": name, "at_most": _AT_ONCE}
        async with self._database.transaction() as session:
            return await session.scalar(_ERASE_ROWS, arguments) or 0


def tables_of_tenants() -> list[str]:
    """Name every table that holds tenants' rows, those first that others do not point at.

    The end of the audit chain is left for the last moment: it is what stays.
    """
    tables = reversed(Base.metadata.sorted_tables)
    return [table.name for table in tables if "organization_id" in table.columns and table.name != "audit_chain"]
