"""Queries to PostgreSQL: a role that cannot write, a read-only transaction, its own time limit and cost estimate."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg

from pilothouse.toolbox.sql.errors import ConnectionUnusable, NotReadOnly, QueryBroken, QueryTooDear
from pilothouse.toolbox.sql.results import MAX_CELL_CHARS, Limits, Rows, TableShape

_CONNECT_TIMEOUT_S = 10
_PREFETCH_ROWS = 50
_MAX_TABLES = 200
# Types whose values are short by nature. Every other one is brought to text and cut by the server, so that a single
# value of a gigabyte never travels here.
_SHORT_TYPES = frozenset(
    "bool int2 int4 int8 float4 float8 date time timetz timestamp timestamptz interval uuid oid numeric".split()  # noqa: SIM905
)
_WRITES_SOMEWHERE = """
    select coalesce(
        (select 'is a superuser' from pg_roles where rolname = current_user and rolsuper),
        (select 'may write files or run programs' from pg_roles
          where rolname in ('pg_write_server_files', 'pg_read_server_files', 'pg_execute_server_program',
                            'pg_write_all_data', 'pg_signal_backend') and pg_has_role(current_user, oid, 'member')
          limit 1),
        (select 'may write to ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
            and n.nspname not like 'pg\\_t%'
            and has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') limit 1),
        (select 'may create tables in the schema ' || nspname from pg_namespace
          where nspname not like 'pg\\_t%' and has_schema_privilege(oid, 'CREATE') limit 1))
"""
_COLUMNS = """
    select n.nspname, c.relname, array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) order by a.attnum),
           case when c.reltuples >= 0 then c.reltuples::bigint end
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
       and n.nspname not like 'pg\\_t%' and has_table_privilege(c.oid, 'SELECT')
     group by n.nspname, c.relname, c.reltuples order by 1, 2 limit $1
"""


async def query(url: str, statement: str, limits: Limits, *, require_reader: bool = True) -> Rows:
    """Run a statement that `only_reading` returned.

    Raises:
        ConnectionUnusable: no connection, or its role could write.
        NotReadOnly, QueryBroken, QueryTooDear: the statement.
    """
    async with _reading(url, limits, require_reader=require_reader) as connection:
        await _check_cost(connection, statement, limits)
        prepared = await connection.prepare(statement)
        columns = [(each.name, each.type.name) for each in prepared.get_attributes()]
        if not columns:
            raise QueryBroken("The query returns no columns.")
        rows = Rows([name for name, _ in columns], limits)
        async for record in connection.cursor(_with_short_values(statement, columns), prefetch=_PREFETCH_ROWS):
            if not rows.take([tuple(record)]):
                break
        return rows


async def tables(url: str, limits: Limits, *, require_reader: bool = True) -> list[TableShape]:
    """List the tables that may be read."""
    async with _reading(url, limits, require_reader=require_reader) as connection:
        found = await connection.fetch(_COLUMNS, _MAX_TABLES)
    return [
        TableShape(table if schema == "public" else f"{schema}.{table}", list(columns), rows)
        for schema, table, columns, rows in found
    ]


@asynccontextmanager
async def _reading(url: str, limits: Limits, *, require_reader: bool) -> AsyncGenerator[Any]:
    connection = await _connected(url)
    try:
        async with asyncio.timeout(limits.timeout_s + 5), connection.transaction(readonly=True):
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
                await connection.execute(f"set local {name} = {int(limits.timeout_s * 1000)}")
            await connection.execute("set local standard_conforming_strings = on")
            if require_reader and (reason := await connection.fetchval(_WRITES_SOMEWHERE)):
                raise ConnectionUnusable(
                    f"The connection's role {reason}. Queries are run by a role that can only read: an operator makes"
                    " one as the guide on tools shows, and stores its address as the connection's secret."
                )
            yield connection
    except asyncpg.QueryCanceledError as error:
        raise QueryTooDear(f"The query did not finish within {limits.timeout_s:g} s. {_NARROW}") from error
    except TimeoutError as error:
        raise QueryTooDear(f"The database did not answer within {limits.timeout_s + 5:g} s. {_NARROW}") from error
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise NotReadOnly(f"The database refused to write: {error}.") from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise QueryBroken(f"The connection may not read this: {error}.") from error
    except asyncpg.PostgresError as error:
        raise QueryBroken(_explained(error)) from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
        raise ConnectionUnusable("The connection to the database broke; try once more.") from error
    finally:
        connection.terminate()  # whatever state it is in: nothing was written, nothing is kept


async def _connected(url: str) -> Any:
    try:
        return await cast("Any", asyncpg).connect(
            url.replace("+asyncpg", "", 1), timeout=_CONNECT_TIMEOUT_S, statement_cache_size=0
        )
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # neither the address nor the server's words: they name hosts and users
        raise ConnectionUnusable(f"The database does not let us in ({type(error).__name__}).") from error


async def _check_cost(connection: Any, statement: str, limits: Limits) -> None:
    plan: Any = json.loads(await connection.fetchval(f"explain (format json) {statement}"))
    cost = float(plan[0]["Plan"]["Total Cost"])
    if cost > limits.max_cost:
        raise QueryTooDear(
            f"PostgreSQL puts the query at a cost of {cost:,.0f}; at most {limits.max_cost:,.0f} is allowed. {_NARROW}"
        )


def _with_short_values(statement: str, columns: Sequence[tuple[str, str]]) -> str:
    """Wrap a query so that the server cuts long values. Its columns are renamed c1, c2, …: two may share a name."""
    names = [f"c{number}" for number in range(1, len(columns) + 1)]
    values = [_short(name, kind) for name, (_, kind) in zip(names, columns, strict=True)]
    return f"select {', '.join(values)} from ({statement}) as result({', '.join(names)})"  # noqa: S608  # written by us


def _short(name: str, kind: str) -> str:
    return name if kind in _SHORT_TYPES else f"left({name}::text, {MAX_CELL_CHARS})"


def _explained(error: asyncpg.PostgresError) -> str:
    return f"PostgreSQL says: {' '.join(str(error).split()).rstrip('.')}."


_NARROW = "Narrow it: fewer rows by WHERE, fewer joins, an aggregate instead of rows."
