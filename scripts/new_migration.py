"""Write a migration from the difference between the tables in code and a database at the latest revision.

Usage: python scripts/new_migration.py OWNER_URL "what it does"
"""

import asyncio
import importlib
import pkgutil
import sys

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

import pilothouse
from pilothouse.db.base import Base
from pilothouse.db.engine import driver_url
from pilothouse.db.migrate import alembic_config


def import_tables() -> None:
    """Import every `tables` module, which fills the metadata."""
    for module in pkgutil.walk_packages(pilothouse.__path__, "pilothouse."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)


def write(connection: Connection, message: str) -> None:
    """Let Alembic compare and write."""
    config = alembic_config()
    config.attributes |= {"connection": connection, "metadata": Base.metadata}
    command.upgrade(config, "head")
    command.revision(config, message, autogenerate=True)


async def main() -> None:
    """Connect as the owner and write the migration."""
    owner_url, message = sys.argv[1:]
    import_tables()
    engine = create_async_engine(driver_url(owner_url))
    async with engine.begin() as connection:
        await connection.run_sync(write, message)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
