"""For whom a transaction is: said as it begins, and for that one alone, whoever has the connection next."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.ids import new_id
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database, DatabaseSettings

_NAMED = text("select coalesce(current_setting('pilothouse.organization', true), '')")


@pytest.fixture
async def one(cluster: Cluster):
    """A pool of one connection: every transaction of a test has the same one."""
    database = Database(cluster.app_url, DatabaseSettings(pool_size=1, pool_overflow=0))
    yield database
    await database.close()


async def _named(session: AsyncSession) -> str:
    return (await session.execute(_NAMED)).scalar_one()


async def _next(database: Database, organization_id: UUID | None) -> str:
    async with database.transaction(organization_id) as session:
        return await _named(session)


async def test_is_said_with_the_first_statement(one: Database) -> None:
    for organization_id in (new_id(), new_id()):
        assert await _next(one, organization_id) == str(organization_id)


async def test_is_forgotten_when_it_ends(one: Database) -> None:
    await _next(one, new_id())
    assert await _next(one, None) == ""


async def test_is_forgotten_when_it_fails(one: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with one.transaction(new_id()) as session:
            await _named(session)
            raise ZeroDivisionError
    assert await _next(one, None) == ""


async def test_is_forgotten_when_it_said_nothing(one: Database) -> None:
    """Its BEGIN was never sent; the next one must not begin for it."""
    async with one.transaction(new_id()):
        pass
    assert await _next(one, None) == ""
    async with one.transaction(new_id()):
        pass
    async with one.engine.connect() as connection:
        assert (await connection.execute(_NAMED)).scalar_one() == ""


async def test_outlasts_a_savepoint(one: Database) -> None:
    organization_id = new_id()
    async with one.transaction(organization_id) as session:
        nested = await session.begin_nested()
        await _named(session)
        await nested.rollback()
        assert await _named(session) == str(organization_id)


async def test_is_an_id_and_nothing_else(one: Database) -> None:
    with pytest.raises(AttributeError):
        await _next(one, "'; drop table budget; --")  # pyright: ignore[reportArgumentType]
    assert await _next(one, None) == ""
