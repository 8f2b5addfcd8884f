"""Bring the schema to this version: Alembic for the tables, then functions, row-level security and grants.

Tables have a history and are migrated; functions, policies and grants are code and are laid anew each time.
"""

import asyncio
import hashlib
import random
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import unquote, urlsplit

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from pilothouse.core.errors import Unavailable
from pilothouse.db.engine import driver_url
from pilothouse.db.security import protect, protect_all

# Rows that are never changed once written: history and money.
APPEND_ONLY = ("audit_event", "audit_chain", "audit_body", "event", "ledger")
_READ_MARK = text("select obj_description('public'::regnamespace)")
_TRIES = 20
_CONTENTION = {"40P01", "55P03"}  # deadlock_detected, lock_not_available
_NO_ENTRY = {"28", "3D", "08", "53", "57"}  # classes: password, no such database, connection, resources, shutdown
_MIGRATION_LOCK = 7_310_441  # any number, the same in every process: one migrates, the others wait


class CannotSignIn(Unavailable):
    """The database is not there, or does not let us in."""

    retryable = False

    def __init__(self, url: str, error: BaseException | None) -> None:
        parts = urlsplit(url)
        place = f"{parts.hostname}:{parts.port or 5432}" if parts.hostname else "its socket"
        super().__init__(
            f"The database at {place} cannot be used as {role_of(url)!r}: {error}. "
            "Check DATABASE_URL and DATABASE_OWNER_URL, and that PostgreSQL runs there."
        )


class SchemaMismatch(Unavailable):
    """The database was made by another version of Pilothouse."""

    retryable = False


def alembic_config() -> Config:
    """Return Alembic's configuration; the migrations travel inside the package."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("pilothouse.db") / "migrations"))
    return config


def role_of(url: str) -> str:
    """Return the role that a database URL signs in as."""
    return unquote(urlsplit(url).username or "")


async def migrate(owner_url: str, app_url: str) -> str:
    """Bring the database to this version's schema. Safe to call from several processes at once.

    Args:
        owner_url: of the role that owns the schema.
        app_url: of the plain role that the application uses; it is granted what it needs.

    Returns:
        The revision the database is at.

    Raises:
        SchemaMismatch: the database is newer than this version.
        CannotSignIn: it cannot be reached, or refuses the owner.
    """
    engine = create_async_engine(driver_url(owner_url), poolclass=NullPool)
    mark = _mark(role_of(app_url))
    try:
        async with asyncio.timeout(60), engine.connect() as connection:
            # an installation at work is not touched: laying policies anew would wait for, and hold up, every query
            if await connection.scalar(_READ_MARK) == mark:
                return _head()
        return await _migrate_in_peace(engine, role_of(app_url), mark)
    except OSError as error:  # some failures to connect pass through SQLAlchemy as they are
        raise CannotSignIn(owner_url, error) from error
    except DBAPIError as error:
        if (_sqlstate(error) or "")[:2] in _NO_ENTRY:
            raise CannotSignIn(owner_url, error.orig.__cause__ if error.orig else error) from error
        raise
    finally:
        await engine.dispose()


async def _migrate_in_peace(engine: AsyncEngine, app_role: str, mark: str) -> str:
    """Migrate in one transaction; give way to running queries and try again when they hold what it needs."""
    for attempt in range(1, _TRIES + 1):
        try:
            async with asyncio.timeout(300), engine.begin() as connection:
                await connection.execute(text(f"select pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                if await connection.scalar(_READ_MARK) != mark:
                    await connection.execute(text("set local lock_timeout = '3s'"))
                    await connection.run_sync(_migrate, app_role)
                    await connection.execute(text(f"comment on schema public is '{mark}'"))
                return _head()
        except DBAPIError as error:
            if _sqlstate(error) == "42501":  # insufficient_privilege
                raise SchemaMismatch(
                    "The database needs another schema than it has, and the role that signed in may not change it. "
                    "Set DATABASE_OWNER_URL to the role that owns the schema, and start again."
                ) from error
            if attempt == _TRIES or _sqlstate(error) not in _CONTENTION:
                raise
            await asyncio.sleep(attempt * random.uniform(0.2, 0.6))  # noqa: S311 - spreads attempts, guards nothing
    raise AssertionError("the last try returns or raises")


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _functions() -> str:
    """Return the functions of the database, in the order of their files' names.

    They are code, laid anew at each migration, and the only place where a query may look across organizations: each of
    those is SECURITY DEFINER, runs as the owner role, and returns as little as it can (tests/db/test_functions.py).
    """
    files = resources.files("pilothouse.db").joinpath("functions").iterdir()
    return "\n".join(each.read_text(encoding="utf-8") for each in sorted(files, key=lambda file: file.name))


@cache
def _mark(app_role: str) -> str:
    """Name the state that a database is in once it is migrated: head, functions, policies, grants, role."""
    code = "\n".join([_functions(), *protect("x"), *_grants(app_role)])
    return f"pilothouse {_head()} {hashlib.sha256(code.encode()).hexdigest()[:16]}"


@cache  # finding out reads every migration there is
def _head() -> str:
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def _migrate(connection: Connection, app_role: str) -> None:
    config = alembic_config()
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise SchemaMismatch(
            f"The database is at revision {current}, which this version does not know: a newer Pilothouse made it. "
            "Install that version again, or restore a backup made before the upgrade."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _lay_code(connection, app_role)


def _lay_code(connection: Connection, app_role: str) -> None:
    """Lay functions, policies and grants, which are code and not history."""
    quote = connection.dialect.identifier_preparer.quote
    tenants = connection.scalars(
        text(
            "select c.table_name from information_schema.columns c join information_schema.tables t"
            " using (table_schema, table_name) where c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
            " and c.column_name = 'organization_id'"
        )
    ).all()
    for statement in protect_all(["organization", *tenants]):
        connection.execute(text(statement))
    # many statements at once go through the driver's own `execute`, inside the transaction that is open
    dbapi: Any = connection.connection.dbapi_connection

    def lay(driver: Any) -> Any:
        return driver.execute(_functions())

    dbapi.run_async(lay)
    if app_role == connection.scalar(text("select current_user")):
        return  # one role for both: it owns what it would be granted, and must be able to erase
    for statement in _grants(quote(app_role)):
        connection.execute(text(statement))


def _grants(role: str) -> list[str]:
    """Return what the application role may do; `role` is quoted."""
    return [
        f"grant usage on schema public to {role}",
        f"grant select, insert, update, delete on all tables in schema public to {role}",
        f"grant usage on all sequences in schema public to {role}",
        "revoke execute on all functions in schema public from public",
        f"grant execute on all functions in schema public to {role}",
        *(f"revoke update, delete on {table} from {role}" for table in APPEND_ONLY),
        f"revoke insert, update, delete on alembic_version from {role}",
    ]
