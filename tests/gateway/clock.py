"""The clock that decides about money, in a test's hand."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from pilothouse.db.engine import Database

_FUNCTION = (
    "create or replace function gateway_now() returns timestamptz language sql volatile"
    " set search_path = public, pg_temp as"
)


@dataclass
class MoneyClock:
    """Stands still until it is moved. The whole database follows it, so it is put back when a test ends."""

    owner_database: Database
    now: datetime = datetime(2030, 6, 12, 9, 30, tzinfo=UTC)

    async def set(self, now: datetime) -> None:
        self.now = now
        await self._lay(f"select timestamptz '{now.isoformat()}'")

    async def advance(self, step: timedelta) -> None:
        await self.set(self.now + step)

    async def let_go(self) -> None:
        await self._lay("select clock_timestamp()")

    async def _lay(self, body: str) -> None:
        async with self.owner_database.transaction() as session:
            await session.execute(text(f"{_FUNCTION} $$ {body} $$"))


@asynccontextmanager
async def money_clock(owner_database: Database) -> AsyncGenerator[MoneyClock]:
    clock = MoneyClock(owner_database)
    await clock.set(clock.now)
    try:
        yield clock
    finally:
        await clock.let_go()
