"""SQL on data of an agent's own: a schema in the database that the operator names, else a file of this machine."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from pilothouse.access.secrets.backend import SecretsBackend
from pilothouse.access.secrets.environment import EnvironmentSecrets
from pilothouse.agents.capabilities import Database, Parameters
from pilothouse.agents.errors import MissingCapability
from pilothouse.agents.local_state import LocalDatabase
from pilothouse.core.errors import InvalidInput
from pilothouse.db.away import AWAY, DatabaseAway
from pilothouse.db.engine import driver_url

SECRET = "tool_db"  # noqa: S105  # its name
_STATEMENT_TIMEOUT_MS = 30_000
_POOL_SIZE = 3
_SCHEMAS = text("select nspname from pg_namespace where nspname like :ending")
_LONGEST_NAME = 20  # of an agent, in the name of a schema: PostgreSQL cuts names at 63 bytes


class AgentDatabases:
    """Gives every agent of every organization data of its own, which no other sees.

    Args:
        secrets: which of them may name a database of a server.
        folder: where files of this machine are kept; None where several machines work, which would not share them.
    """

    def __init__(self, secrets: SecretsBackend | None = None, folder: Path | None = None) -> None:
        self._secrets = secrets or EnvironmentSecrets({})
        self._folder = folder
        self._url = ""
        self._engine: AsyncEngine | None = None
        self._schemas: set[str] = set()
        self._opening = asyncio.Lock()

    def of(self, organization_id: UUID, agent: str) -> Database:
        """Return an agent's database; it is made when it is first used."""
        return _OneAgents(self, organization_id, agent)

    async def aclose(self) -> None:
        """Give back connections."""
        if self._engine is not None:
            await self._engine.dispose()

    async def erase(self, organization_id: UUID) -> None:
        """Forget all that the agents of an organization kept."""
        if self._folder is not None:
            await asyncio.to_thread(shutil.rmtree, self._folder / str(organization_id), ignore_errors=True)
        url = await self._secrets.get(SECRET)
        if url is None:
            return
        engine = await self._engine_of(url.get_secret_value())
        async with engine.begin() as connection:
            for name in (await connection.scalars(_SCHEMAS, {"ending": f"%\\_{organization_id.hex}"})).all():
                await connection.execute(text(f"drop schema {_quoted(engine, name)} cascade"))
                self._schemas.discard(name)

    async def open(self, organization_id: UUID, agent: str) -> Database:
        """Find where an agent's data is now.

        Raises:
            MissingCapability: no database is named, and files are of no use here.
        """
        url = await self._secrets.get(SECRET)
        if url is not None:
            return _Schema(
                await self._engine_of(url.get_secret_value()), schema_of(organization_id, agent), self._schemas
            )
        if self._folder is None:
            raise MissingCapability(
                "This context has no db. Several servers share no files: an operator names a PostgreSQL database in"
                f" PILOTHOUSE_SECRET_{SECRET.upper()}, by a role that may create schemas in it."
            )
        return LocalDatabase(self._folder / str(organization_id) / f"{agent}.sqlite")

    async def _engine_of(self, url: str) -> AsyncEngine:
        async with self._opening:
            if url != self._url or self._engine is None:
                await self.aclose()
                self._engine = create_async_engine(_checked(url), pool_size=_POOL_SIZE, pool_pre_ping=True)
                self._url = url
                self._schemas.clear()
            return self._engine


def schema_of(organization_id: UUID, agent: str) -> str:
    """Return the schema that holds an agent's tables: at most 63 bytes, another for every agent and organization."""
    digest = hashlib.blake2b(agent.encode(), digest_size=4).hexdigest()
    return f"{agent[:_LONGEST_NAME]}_{digest}_{organization_id.hex}"


@dataclass(frozen=True, slots=True)
class _OneAgents:
    """The database of one agent, looked up when it is used: most runs never do."""

    databases: AgentDatabases
    organization_id: UUID
    agent: str

    async def fetch(self, statement: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        return await (await self._opened()).fetch(statement, parameters)

    async def execute(self, statement: str, parameters: Parameters = ()) -> int:
        return await (await self._opened()).execute(statement, parameters)

    async def _opened(self) -> Database:
        return await self.databases.open(self.organization_id, self.agent)


@dataclass(frozen=True, slots=True)
class _Schema:
    """A schema of a PostgreSQL database."""

    engine: AsyncEngine
    name: str
    made: set[str]

    async def fetch(self, statement: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        async with self._transaction() as connection:
            rows = await connection.execute(text(statement), _named(parameters))
            return [dict(row) for row in rows.mappings()]

    async def execute(self, statement: str, parameters: Parameters = ()) -> int:
        async with self._transaction() as connection:
            return max(0, (await connection.execute(text(statement), _named(parameters))).rowcount)

    @asynccontextmanager
    async def _transaction(self) -> AsyncGenerator[AsyncConnection]:
        try:
            async with self.engine.begin() as connection:
                await self._enter(connection)
                yield connection
            self.made.add(self.name)
        except AWAY as error:
            raise DatabaseAway from error
        except DBAPIError as error:
            if isinstance(error.orig.__cause__ if error.orig else None, AWAY):
                raise DatabaseAway from error
            raise InvalidInput(f"The database refuses this statement: {_first_line(error)}.") from error
        except SQLAlchemyError as error:
            raise InvalidInput(f"This statement cannot be sent: {_first_line(error)}.") from error

    async def _enter(self, connection: AsyncConnection) -> None:
        quoted = _quoted(self.engine, self.name)
        if self.name not in self.made:
            await connection.execute(text(f"create schema if not exists {quoted}"))
        await connection.execute(
            text("select set_config('search_path', :schema, true), set_config('statement_timeout', :ms, true)"),
            {"schema": quoted, "ms": str(_STATEMENT_TIMEOUT_MS)},
        )


def _quoted(engine: AsyncEngine, name: str) -> str:
    return engine.dialect.identifier_preparer.quote_identifier(name)


def _checked(url: str) -> str:
    try:
        return driver_url(url)
    except ValueError as error:
        raise InvalidInput("The secret of the agents' database is no address of a PostgreSQL database.") from error


def _named(parameters: Parameters) -> Mapping[str, Any]:
    if isinstance(parameters, Mapping):
        return parameters
    if parameters:
        raise InvalidInput("Write parameters as :name and hand over a mapping; PostgreSQL knows no '?'.")
    return {}


def _first_line(error: SQLAlchemyError) -> str:
    words = str(error.orig if isinstance(error, DBAPIError) else error)
    return words.splitlines()[0].partition(">: ")[2].rstrip(".") or words.splitlines()[0].rstrip(".")
