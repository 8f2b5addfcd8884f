"""A PostgreSQL database of a test's own, in the cluster of its process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.engine import make_url

from pilothouse.core.ids import new_id
from pilothouse.db.embedded import Cluster


@asynccontextmanager
async def empty_database(cluster: Cluster) -> AsyncIterator[tuple[str, str]]:
    """The owner's and the application's URL of a database with nothing in it, which is dropped at the end."""
    name = f"test_{new_id().hex}"
    maker = await asyncpg.connect(cluster.owner_url)
    try:
        await maker.execute(f"create database {name}")
        owner_url, app_url = (
            make_url(url).set(database=name).render_as_string(hide_password=False)
            for url in (cluster.owner_url, cluster.app_url)
        )
        yield owner_url, app_url
        await _drop(maker, name)
    finally:
        await maker.close()


async def _drop(maker: asyncpg.Connection, name: str) -> None:
    # Not `with (force)`: only a superuser may end the autovacuum that may be in there. The server sends that away by
    # itself, and waits five seconds for sessions that were cut off.
    async with asyncio.timeout(60):
        while True:
            try:
                return await maker.execute(f"drop database {name}")
            except asyncpg.ObjectInUseError:
                continue
