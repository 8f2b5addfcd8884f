"""Queries to DuckDB: attached files as tables in memory, or a database file; no files, no network, no settings."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from pilothouse.toolbox.sql.errors import ConnectionUnusable, QueryBroken, QueryTooDear
from pilothouse.toolbox.sql.results import Limits, Rows, TableShape

_FETCH_ROWS = 100
_MAX_TABLES = 200
_MEMORY = "1GB"
_T = TypeVar("_T")


class _Arrow:
    """Hands a frame's columns over without a copy, through Arrow's C stream, which needs no pyarrow."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


async def query_frames(frames: Mapping[str, pl.DataFrame], statement: str, limits: Limits) -> Rows:
    """Run a statement that `only_reading` returned on tables in memory, by name.

    Raises:
        QueryBroken, QueryTooDear: the statement.
    """
    return await _in_thread(_in_memory, partial(_fill_and_query, frames, statement, limits), limits)


async def query(path: Path, statement: str, limits: Limits) -> Rows:
    """Run a statement that `only_reading` returned on a database file.

    Raises:
        ConnectionUnusable: the file is missing or no DuckDB database.
        QueryBroken, QueryTooDear: the statement.
    """
    return await _in_thread(partial(_opened, path), partial(_query, statement, limits), limits)


async def tables(path: Path, limits: Limits) -> list[TableShape]:
    """List tables and views of a database file."""
    return await _in_thread(partial(_opened, path), _tables, limits)


async def _in_thread(open_connection: Callable[[], Any], work: Callable[[Any], _T], limits: Limits) -> _T:
    """Run blocking work on a connection; interrupt it when its time is over or we are cancelled."""
    duckdb = _duckdb()
    connection = await asyncio.to_thread(open_connection)
    running = asyncio.create_task(asyncio.to_thread(work, connection))
    try:
        async with asyncio.timeout(limits.timeout_s):
            return await asyncio.shield(running)
    except TimeoutError as error:
        raise QueryTooDear(f"The query did not finish within {limits.timeout_s:g} s; narrow it.") from error
    except duckdb.OutOfMemoryException as error:
        raise QueryTooDear(f"The query needs more than {_MEMORY} of memory; narrow it.") from error
    except duckdb.Error as error:
        raise QueryBroken(f"DuckDB says: {_first_paragraph(error)}") from error
    finally:
        connection.interrupt()
        await asyncio.wait([running])
        connection.close()


def _in_memory() -> Any:
    connection = _duckdb().connect(":memory:", config=_settings())
    connection.execute("set python_enable_replacements = false")  # names of Python variables are no tables
    return connection


def _opened(path: Path) -> Any:
    duckdb = _duckdb()
    try:
        return duckdb.connect(str(path), read_only=True, config={**_settings(), "lock_configuration": "true"})
    except duckdb.Error as error:
        raise ConnectionUnusable(f"The DuckDB database {path.name} cannot be read.") from error


def _settings() -> dict[str, str]:
    return {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "temp_directory": "",  # nothing spills to disk
        "memory_limit": _MEMORY,
        "threads": "2",
    }


def _fill_and_query(frames: Mapping[str, pl.DataFrame], statement: str, limits: Limits, connection: Any) -> Rows:
    for name, frame in frames.items():
        quoted = name.replace('"', '""')
        connection.register("arriving", _Arrow(frame))
        connection.execute(f'create table "{quoted}" as select * from arriving')  # noqa: S608  # quoted
        connection.unregister("arriving")
    connection.execute("set lock_configuration = true")
    return _query(statement, limits, connection)


def _query(statement: str, limits: Limits, connection: Any) -> Rows:
    result = connection.execute(statement)
    rows = Rows([column[0] for column in result.description], limits)
    while (batch := result.fetchmany(_FETCH_ROWS)) and rows.take(batch):
        pass
    return rows


def _tables(connection: Any) -> list[TableShape]:
    found = connection.execute(
        "select table_name, list(column_name || ' ' || data_type order by column_index) from duckdb_columns()"
        " where not internal group by table_name order by table_name limit ?",
        [_MAX_TABLES],
    ).fetchall()
    return [TableShape(name, list(columns)) for name, columns in found]


def _first_paragraph(error: Exception) -> str:
    return str(error).split("\n\n")[0].strip()[:1_000]


def _duckdb() -> Any:
    try:
        import duckdb  # 65 MB, which not everybody queries files with
    except ImportError as error:
        raise ConnectionUnusable("Queries on files need DuckDB: pip install 'pilothouse[sql]'.") from error
    return duckdb
