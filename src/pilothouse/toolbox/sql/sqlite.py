"""Queries to SQLite: the file opened for reading only, and every action of the compiled statement authorized."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from pilothouse.toolbox.sql.errors import ConnectionUnusable, NotReadOnly, QueryBroken, QueryTooDear
from pilothouse.toolbox.sql.functions import reading_functions
from pilothouse.toolbox.sql.results import Limits, Rows, TableShape

_STEPS_BETWEEN_CHECKS = 10_000
_FETCH_ROWS = 100
_MAX_TABLES = 200
_READING_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_T = TypeVar("_T")


async def query(path: Path, statement: str, limits: Limits) -> Rows:
    """Run a statement that `only_reading` returned.

    Raises:
        ConnectionUnusable: the file is missing or no SQLite database.
        NotReadOnly, QueryBroken, QueryTooDear: the statement.
    """
    return await _in_thread(partial(_query, path, statement, limits), limits)


async def tables(path: Path, limits: Limits) -> list[TableShape]:
    """List tables and views."""
    return await _in_thread(partial(_tables, path), limits)


async def _in_thread(work: Callable[[threading.Event], _T], limits: Limits) -> _T:
    """Run blocking work, and stop it when we are cancelled."""
    stopped = threading.Event()
    try:
        return await asyncio.to_thread(work, stopped)
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise QueryTooDear(f"The query did not finish within {limits.timeout_s:g} s; narrow it.") from error
        raise QueryBroken(f"SQLite says: {error}.") from error
    except sqlite3.DatabaseError as error:
        if "not authorized" in str(error) or "prohibited" in str(error):
            raise NotReadOnly(f"SQLite refused the query: {error}.") from error
        raise QueryBroken(f"SQLite says: {error}.") from error
    finally:
        stopped.set()


def _query(path: Path, statement: str, limits: Limits, stopped: threading.Event) -> Rows:
    with closing(_opened(path)) as connection:
        _lock_down(connection, limits, stopped)
        cursor = connection.execute(statement)
        if cursor.description is None:
            raise QueryBroken("The query returns no columns.")
        rows = Rows([column[0] for column in cursor.description], limits)
        while (batch := cursor.fetchmany(_FETCH_ROWS)) and rows.take(batch):
            pass
        return rows


def _tables(path: Path, stopped: threading.Event) -> list[TableShape]:
    del stopped  # reading the catalog takes no time
    with closing(_opened(path)) as connection:
        names = connection.execute(
            "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'"
            " order by name limit ?",
            (_MAX_TABLES,),
        ).fetchall()
        columns = "select name || ' ' || type from pragma_table_info(?)"
        return [TableShape(name, [each for (each,) in connection.execute(columns, (name,))]) for (name,) in names]


def _opened(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=5)
        connection.execute("pragma query_only = on")
        connection.execute("pragma trusted_schema = off")  # views of a file that somebody else made call no functions
        connection.execute("pragma cell_size_check = on")
        connection.execute("select count(*) from sqlite_master")
        # made once per connection, which the authorizer would take for making a table
        connection.execute("select 1 from json_each('[]'), json_tree('[]')")
    except sqlite3.Error as error:
        raise ConnectionUnusable(f"The SQLite database {path.name} cannot be read.") from error
    return connection


def _lock_down(connection: sqlite3.Connection, limits: Limits, stopped: threading.Event) -> None:
    ends_at = time.monotonic() + limits.timeout_s
    functions = reading_functions("sqlite")

    def authorize(action: int, first: str | None, second: str | None, *_: Any) -> int:
        if action == sqlite3.SQLITE_FUNCTION:
            allowed = (second or "").lower() in functions or (second or "").lower() in _OPERATORS
        else:
            allowed = action in _READING_ACTIONS
        del first
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(limits.max_bytes, 2**30))
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_progress_handler(lambda: int(stopped.is_set() or time.monotonic() > ends_at), _STEPS_BETWEEN_CHECKS)
    connection.set_authorizer(authorize)


# Functions that operators and literals compile to.
_OPERATORS = frozenset(
    {"->", "->>", "like", "glob", "regexp", "match", "current_date", "current_time", "current_timestamp"}
)
