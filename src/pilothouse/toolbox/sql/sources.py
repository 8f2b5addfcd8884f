"""Where a query goes: a connection that an operator stored as a secret, or the files that were attached."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import polars as pl

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.core.errors import NotFound
from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.toolbox.sql.errors import ConnectionUnusable
from pilothouse.toolbox.sql.read_only import Dialect, only_reading
from pilothouse.toolbox.sql.results import Limits, Rows, TableShape
from pilothouse.toolbox.tables.columns import kind_of
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import slug

MAX_FILES = 8
_SQLITE_MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database. Its address holds a password, so it is never shown."""

    url: str

    def __repr__(self) -> str:
        return "Server(…)"


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """A SQLite or DuckDB file of this machine."""

    path: Path
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Frames:
    """Attached files as tables, by the names that a query uses."""

    frames: dict[str, pl.DataFrame]
    notes: tuple[str, ...]


Source: TypeAlias = Server | DatabaseFile | Frames


async def open_source(context: ToolContext, connection: str | None, files: Sequence[str]) -> Source:
    """Find what a query asks.

    Raises:
        ToolRetry: neither or both were named, or the connection is unknown.
        ConnectionUnusable: the connection's address is of a database we do not know.
        NotFound, TableUnreadable: the files.
    """
    if bool(connection) == bool(files):
        raise ToolRetry("Give either a connection, or the names of attached files.")
    if connection:
        return _source_of(await _address(context, connection), connection)
    if len(files) == 1 and (path := await _attached_sqlite(context, files[0])):
        return DatabaseFile(path, "sqlite")
    return await _frames(context, files)


async def run_query(source: Source, query: str, limits: Limits, settings: ToolboxSettings) -> Rows:
    """Check a query and run it where it belongs.

    Raises:
        NotReadOnly, QueryBroken, QueryTooDear: the query.
        ConnectionUnusable: the database.
    """
    dialect: Dialect = "postgres" if isinstance(source, Server) else "duckdb"
    if isinstance(source, DatabaseFile):
        dialect = source.dialect
    # in a thread, as the first one imports the parser, which takes a third of a second
    statement = await asyncio.to_thread(only_reading, query, dialect, more_functions=settings.reading_functions)
    if isinstance(source, Server):
        from pilothouse.toolbox.sql import postgres  # brings a database driver along

        return await postgres.query(source.url, statement, limits, require_reader=settings.sql_require_reader)
    from pilothouse.toolbox.sql import duckdb, sqlite

    if isinstance(source, Frames):
        return await duckdb.query_frames(source.frames, statement, limits)
    return await (sqlite if source.dialect == "sqlite" else duckdb).query(source.path, statement, limits)


async def list_tables(source: Source, limits: Limits, settings: ToolboxSettings) -> list[TableShape]:
    """Tell which tables a query can name, with their columns."""
    if isinstance(source, Frames):
        return [
            TableShape(name, [f"{column} {kind_of(dtype)}" for column, dtype in frame.schema.items()], frame.height)
            for name, frame in source.frames.items()
        ]
    if isinstance(source, Server):
        from pilothouse.toolbox.sql import postgres  # brings a database driver along

        return await postgres.tables(source.url, limits, require_reader=settings.sql_require_reader)
    from pilothouse.toolbox.sql import duckdb, sqlite

    return await (sqlite if source.dialect == "sqlite" else duckdb).tables(source.path, limits)


async def _address(context: ToolContext, connection: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,64}", connection):
        raise ToolRetry("The name of a connection holds letters, digits, '-', '_' and '.' only.")
    try:
        return await context.secrets.get(f"sql/{connection}")
    except NotFound as error:
        raise ToolRetry(
            f"There is no connection {connection!r}. An operator adds one as the secret sql/{connection}; ask the user."
        ) from error


def _source_of(url: str, connection: str) -> Source:
    parts = urlsplit(url)
    scheme = parts.scheme.partition("+")[0]
    if scheme in {"postgresql", "postgres"}:
        return Server(url)
    if scheme in {"sqlite", "duckdb"}:
        return DatabaseFile(_file_of(parts.path), "sqlite" if scheme == "sqlite" else "duckdb")
    raise ConnectionUnusable(
        f"The connection {connection!r} is of a kind that cannot be queried: {scheme[:20]!r}."
        " PostgreSQL, SQLite and DuckDB can."
    )


def _file_of(path: str) -> Path:
    """Read the path of an address: sqlite:///relative.db, sqlite:////absolute.db."""
    return Path(unquote(path)[1:])


async def _attached_sqlite(context: ToolContext, file: str) -> Path | None:
    path = await context.files.open(file)
    start = await asyncio.to_thread(_first_bytes, path)
    return path if start == _SQLITE_MAGIC else None


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_SQLITE_MAGIC))


async def _frames(context: ToolContext, files: Sequence[str]) -> Frames:
    if len(files) > MAX_FILES:
        raise ToolRetry(f"At most {MAX_FILES} files are joined in one query.")
    frames: dict[str, pl.DataFrame] = {}
    notes: list[str] = []
    for number, file in enumerate(dict.fromkeys(files), start=1):
        context.progress(number / (len(files) + 1), f"Reading {file}")
        table = await read_table(context, file)
        frames[_table_name(file, frames)] = table.frame
        notes += table.notes
    return Frames(frames, tuple(notes))


def _table_name(file: str, taken: dict[str, pl.DataFrame]) -> str:
    """Make a table's name of a file's: "Sales 2024.csv" becomes sales_2024."""
    base = slug(Path(file).stem).replace("-", "_")
    base = f"t_{base}" if base[0].isdigit() else base
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name
