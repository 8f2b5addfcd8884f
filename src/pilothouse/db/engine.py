"""The pool of connections and the one way to open a transaction: for an organization."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import asyncpg
from pydantic import BaseModel, Field, field_validator
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.core.telemetry import get_logger
from pilothouse.db.away import AWAY, DatabaseAway, TooMuchToRead
from pilothouse.db.tenancy import TenantConnection, begin_for

_CHARACTERS = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
_SET_PATIENCE = text("select set_config('statement_timeout', :milliseconds, true)")

log = get_logger(__name__)


class DatabaseSettings(BaseModel):
    """How to reach PostgreSQL. Empty URLs mean the embedded server in the data directory."""

    url: str = Field(default="", description="PostgreSQL URL of the plain application role.")
    owner_url: str = Field(default="", description="URL of the role that owns the schema and runs migrations.")
    listen_url: str = Field(
        default="", description="URL for LISTEN, where `url` is a transaction pooler. Default: `url`."
    )
    pool_size: int = Field(default=10, ge=1, le=500, description="Connections a process keeps open.")
    pool_overflow: int = Field(default=10, ge=0, le=500, description="Further connections it may open under load.")
    pool_timeout_s: float = Field(default=10, gt=0, description="Longest wait for a free connection, in seconds.")
    recycle_s: int = Field(default=1800, gt=0, description="Age at which a connection is replaced, in seconds.")
    idle_in_transaction_s: float = Field(
        default=3, gt=0, description="PostgreSQL ends a transaction whose process stands still this long, in seconds."
    )
    transaction_s: float = Field(
        default=15, gt=0, description="PostgreSQL 17 and newer end a transaction after this long, in seconds."
    )
    slow_query_ms: int = Field(default=500, gt=0, description="Queries slower than this are logged, in milliseconds.")

    @field_validator("url", "owner_url", "listen_url")
    @classmethod
    def _plain(cls, url: str) -> str:
        return plain_url(url) if url else url


def plain_url(url: str) -> str:
    """Turn any usual PostgreSQL URL into one that the driver itself reads.

    Raises:
        ValueError: it is not one.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgresql", "postgres"}:
        raise ValueError("This is not a PostgreSQL URL; it starts with postgresql://")
    place, _, query = rest.partition("?")
    options = [(name, value) for name, value in parse_qsl(query) if name != "channel_binding"]  # libpq's alone
    return f"postgresql://{place}" + (f"?{urlencode(options, safe='/')}" if options else "")


def driver_url(url: str) -> str:
    """Turn any usual PostgreSQL URL into the one that SQLAlchemy hands to our driver.

    Raises:
        ValueError: it is not one.
    """
    place, _, query = plain_url(url).removeprefix("postgresql://").partition("?")
    options = [("ssl" if name == "sslmode" else name, value) for name, value in parse_qsl(query)]
    return f"postgresql+asyncpg://{place}" + (f"?{urlencode(options, safe='/')}" if options else "")


class Database:
    """Opens transactions as the application role, each seeing the rows of one organization only."""

    def __init__(self, url: str, settings: DatabaseSettings | None = None) -> None:
        settings = settings or DatabaseSettings()
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            driver_url(url),
            pool_size=settings.pool_size,
            max_overflow=settings.pool_overflow,
            pool_timeout=settings.pool_timeout_s,
            pool_recycle=settings.recycle_s,
            pool_use_lifo=True,  # the connection that was used last has its statements prepared, and warm caches
            # a stopped process must not hold a row that others wait for
            connect_args={
                "connection_class": TenantConnection,
                "server_settings": {
                    "application_name": "pilothouse",
                    "idle_in_transaction_session_timeout": str(round(settings.idle_in_transaction_s * 1000)),
                },
            },
            json_serializer=json.dumps_text,
            json_deserializer=json.loads,
        )
        event.listen(self.engine.sync_engine, "checkout", _check_out)
        event.listen(self.engine.sync_engine, "connect", _limit_transactions(settings.transaction_s))
        watch_slow_queries(self.engine, settings.slow_query_ms)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, organization_id: UUID | None = None) -> AsyncGenerator[AsyncSession]:
        """Open one transaction: commit at the end of the block, roll back when it raises.

        Args:
            organization_id: whose rows the transaction sees and writes. Without it no tenant's row is visible, and
                only the functions in `db/functions/` can look across tenants.

        Raises:
            Unavailable: the database cannot be reached.
            InvalidInput: a text holds a character that PostgreSQL cannot store.
        """
        try:
            async with self._sessions() as session, session.begin():
                await self._enter(session, organization_id)
                yield session
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            raise _away(error) from error
        except DBAPIError as error:
            raise _named(error) from error

    async def _enter(self, session: AsyncSession, organization_id: UUID | None) -> None:
        try:
            begin_for(await session.connection(), organization_id)
        except AWAY as error:  # failures to connect pass through SQLAlchemy as they are
            raise _away(error) from error

    async def ping(self) -> None:
        """Raise `Unavailable` unless the database answers."""
        async with self.transaction() as session:
            await session.execute(text("select 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def be_patient(session: AsyncSession, seconds: float) -> None:
    """Give each further question of a transaction only so much time; then it raises `TooMuchToRead`."""
    await session.execute(_SET_PATIENCE, {"milliseconds": str(round(seconds * 1000))})


def watch_slow_queries(engine: AsyncEngine, slow_ms: int) -> None:
    """Log statements that take longer than they should, without their parameters: those are people's data."""

    def begin(*arguments: Any) -> None:
        arguments[4].started_at = time.perf_counter()

    def end(*arguments: Any) -> None:
        statement, context = arguments[2], arguments[4]
        took_ms = 1000 * (time.perf_counter() - context.started_at)
        if took_ms > slow_ms:
            log.warning("slow_query", duration_ms=round(took_ms), statement=statement[:500])

    event.listen(engine.sync_engine, "before_cursor_execute", begin)
    event.listen(engine.sync_engine, "after_cursor_execute", end)


def _limit_transactions(limit_s: float) -> Callable[[Any, object], None]:
    """Return what limits transactions on a new connection.

    A process that is stopped between preparing a statement and running it does not count as idle to PostgreSQL: the
    server waits for it as for a slow client, with every row locked. Only this limit, which came with version 17, ends
    that.
    """

    async def set_limit(driver: Any) -> None:
        await driver.execute(f"set transaction_timeout = {round(limit_s * 1000)}")

    def limit(connection: Any, _record: object) -> None:
        if connection.driver_connection.get_server_version().major >= 17:
            connection.run_async(set_limit)

    return limit


def _check_out(connection: Any, _record: object, _proxy: object) -> None:
    """Let the pool replace a connection that the server has closed meanwhile: the driver knows without asking."""
    driver: TenantConnection = connection.driver_connection
    if driver.is_closed():
        raise DisconnectionError
    driver.begin_next_for(None)  # for whoever had it before and said nothing


def _away(error: Exception) -> DatabaseAway:
    """Tell the operator what the caller is not told: why PostgreSQL did not answer."""
    log.warning("database_away", error=str(getattr(error, "orig", error))[:300], kind=type(error).__name__)
    return DatabaseAway()


def _named(error: DBAPIError) -> Exception:
    """Return the error of ours that says what the driver's means, else the same."""
    cause = error.orig.__cause__ if error.orig else None
    if isinstance(cause, asyncpg.QueryCanceledError):
        return TooMuchToRead()
    if error.connection_invalidated or isinstance(cause, AWAY):
        return _away(error)
    if isinstance(cause, _CHARACTERS) or isinstance(getattr(cause, "__cause__", None), UnicodeEncodeError):
        return InvalidInput("A text holds a character that cannot be stored, such as NUL. Remove it and try again.")
    return error
