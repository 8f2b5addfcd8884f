"""Ask a database or data files in SQL, reading only."""

from dataclasses import dataclass
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.toolbox.sql.results import Limits, Rows, TableShape
from pilothouse.toolbox.sql.sources import Frames, list_tables, open_source, run_query
from pilothouse.toolbox.tables.results import MAX_SHOWN_ROWS, save_table

Files = Annotated[tuple[str, ...], Field(max_length=8)]


@dataclass(frozen=True, slots=True)
class SqlResult:
    """Rows of a query.

    Attributes:
        rows: the first 50.
        total_rows: that were read, as far as the limit goes.
        is_cut: there are more rows than were read.
        artifact: name of the artifact that holds all rows read.
    """

    finding: str
    columns: list[str]
    rows: list[list[Any]]
    total_rows: int
    is_cut: bool
    notes: list[str] | None = None
    artifact: str | None = None


@dataclass(frozen=True, slots=True)
class SqlSchema:
    """The tables that a query can name."""

    finding: str
    tables: list[TableShape]


@tool(category="connector", timeout_s=320)
async def sql_query(
    ctx: ToolContext,
    query: str,
    *,
    connection: str | None = None,
    files: Files = (),
    limit: Annotated[int, Field(ge=1, le=100_000)] = 200,
    save_as: str | None = None,
) -> SqlResult:
    """Run one SELECT on a database, or on attached data files. Nothing can be changed; see sql_schema for the tables.

    Args:
        query: one SELECT: PostgreSQL or SQLite as the connection is, DuckDB's SQL for files.
        connection: name of a database that an operator has set up.
        files: attached CSV, Excel, Parquet, JSON or SQLite files; each is a table named after it, "sales.csv" sales.
        limit: rows to read at most.
        save_as: title under which to save all rows as a table for the reader.
    """
    settings = ctx.setting(ToolboxSettings)
    source = await open_source(ctx, connection, files)
    rows = await run_query(source, query, Limits.of(settings, limit), settings)
    notes = [*(source.notes if isinstance(source, Frames) else ()), *_limits_met(rows)]
    return SqlResult(
        finding=_finding(rows),
        columns=rows.columns,
        rows=rows.rows[:MAX_SHOWN_ROWS],
        total_rows=len(rows.rows),
        is_cut=rows.is_cut,
        notes=notes or None,
        artifact=await save_table(ctx, _frame(rows), save_as) if save_as and rows.rows else None,
    )


@tool(category="connector", timeout_s=60)
async def sql_schema(ctx: ToolContext, *, connection: str | None = None, files: Files = ()) -> SqlSchema:
    """List the tables and columns that sql_query can ask for, of a database or of attached data files.

    Args:
        connection: name of a database that an operator has set up.
        files: attached CSV, Excel, Parquet, JSON or SQLite files.
    """
    settings = ctx.setting(ToolboxSettings)
    source = await open_source(ctx, connection, files)
    tables = await list_tables(source, Limits.of(settings, 1), settings)
    names = ", ".join(each.name for each in tables[:10])
    return SqlSchema(f"{len(tables)} tables: {names}." if tables else "There is no table to read.", tables)


def _finding(rows: Rows) -> str:
    if not rows.rows:
        return "The query found no rows."
    if len(rows.rows) == 1 and len(rows.columns) <= 4:
        return ", ".join(f"{name}: {value}" for name, value in zip(rows.columns, rows.rows[0], strict=True)) + "."
    more = "the first " if rows.is_cut else ""
    return f"The query returned {more}{len(rows.rows):,} rows of {len(rows.columns)} columns."


def _limits_met(rows: Rows) -> list[str]:
    if not rows.is_cut:
        return []
    return [f"Only the first {len(rows.rows):,} rows were read. Aggregate, or narrow the query, to see the whole."]


def _frame(rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows.rows, schema=rows.columns, orient="row", strict=False, infer_schema_length=None)
