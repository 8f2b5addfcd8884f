"""Entries of a log, and somebody who owns the database and changes them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pilothouse.access.audit.service import record
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database


async def write(database: Database, who: Principal, *actions: str, **given: Any) -> None:
    """Write entries, each in a transaction of its own."""
    for action in actions:
        async with database.transaction(who.organization_id) as session:
            await record(session, who, action, ("thing", who.user_id), **given)


@dataclass(frozen=True)
class Owner:
    """Whoever owns the database may do anything to one organization's log."""

    database: Database
    organization_id: UUID

    async def run(self, statement: str, **values: Any) -> None:
        async with self.database.transaction() as session:
            await session.execute(text(statement), {"organization": self.organization_id, **values})

    async def age(self, days: int, up_to: int) -> None:
        """Let the first entries be written some days ago, and the chain be as if it had always been so."""
        await self.run(
            "update audit_event set at = at - make_interval(days => :days)"
            " where organization_id = :organization and seq <= :up_to",
            days=days, up_to=up_to,
        )  # fmt: skip
        await self.rewrite()

    async def rewrite(self) -> None:
        """Write the whole chain anew over what the entries say now."""
        await self.run("update audit_event set seq = null where organization_id = :organization")
        await self.run("delete from audit_chain where organization_id = :organization")
        await self.run("select audit_append(:organization)")
