"""Requests as a file: CSV, XLSX or Parquet, made page by page, so that memory does not grow with the file."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

from pilothouse.access.identity.names import names_of
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.cells import as_text
from pilothouse.gateway.ledger.errors import ExportTooLarge
from pilothouse.gateway.ledger.items import FIELDS, ids_in, table_of
from pilothouse.gateway.ledger.listing import RequestFilter, RequestListing, RequestSort

Format: TypeAlias = Literal["csv", "xlsx", "parquet"]
Table: TypeAlias = Sequence[Sequence[Any]]

MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
# Source: "Excel specifications and limits", Microsoft; one row is the heading.
XLSX_ROWS = 1_048_576 - 1
_PAGE_ROWS = 5000
_CHUNK_BYTES = 1 << 16


class RequestExport:
    """Writes the requests that a filter means, as they are when it begins."""

    def __init__(self, database: Database, who: Principal, wanted: RequestFilter, sort: RequestSort) -> None:
        # calls admitted from now on are left out, so that the file ends under traffic
        self._wanted = wanted.model_copy(update={"until": wanted.until or datetime.now(UTC)})
        self._database = database
        self._who = who
        self._sort: RequestSort = sort

    async def open(self, format: Format) -> AsyncGenerator[bytes]:  # noqa: A002 - the word of the wire
        """Return the file's bytes as they come.

        Raises:
            ExportTooLarge: a sheet cannot hold as many rows.
        """
        if format == "csv":
            return self._csv()
        if format == "xlsx":
            await self._check_rows(XLSX_ROWS)
            return self._spooled(self._write_xlsx)
        return self._spooled(self._write_parquet)

    async def _check_rows(self, most: int) -> None:
        async with self._database.transaction(self._who.organization_id) as session:
            if await RequestListing(session).count_up_to(self._who, self._wanted, most + 1) > most:
                raise ExportTooLarge(most)

    async def _csv(self) -> AsyncGenerator[bytes]:
        yield _csv_lines([FIELDS])
        async for table in self._tables():
            yield await asyncio.to_thread(_csv_lines, table)

    async def _spooled(self, write: Callable[[Path], Any]) -> AsyncGenerator[bytes]:
        """Let a file be written beside us, then pass it on; it is gone when the reader is."""
        with TemporaryDirectory(prefix="pilothouse-export-") as folder:
            path = Path(folder) / "export"
            await write(path)
            with path.open("rb") as file:
                while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                    yield chunk

    async def _write_xlsx(self, path: Path) -> None:
        sheet = await asyncio.to_thread(_Sheet, path)
        async for table in self._tables():
            await asyncio.to_thread(sheet.add, table)
        await asyncio.to_thread(sheet.close)

    async def _write_parquet(self, path: Path) -> None:
        parts = path.with_suffix(".parts")
        await asyncio.to_thread(_write_part, parts, 0, [])
        number = 0
        async for table in self._tables():
            number += 1
            await asyncio.to_thread(_write_part, parts, number, table)
        await asyncio.to_thread(_join_parts, parts, path)

    async def _tables(self) -> AsyncIterator[Table]:
        """Yield the rows in pages, each read in a transaction of its own: a slow reader keeps none open."""
        names: dict[Any, str] = {}
        cursor: str | None = None
        while True:
            async with self._database.transaction(self._who.organization_id) as session:
                rows, cursor = await RequestListing(session).page(
                    self._who, self._wanted, self._sort, _PAGE_ROWS, cursor
                )
                names.update(await names_of(session, self._who, ids_in(rows) - names.keys()))
            if rows:
                yield await asyncio.to_thread(table_of, rows, names)
            if cursor is None:
                return


def file_name(format: Format) -> str:  # noqa: A002 - the word of the wire
    """Name the file of today's export."""
    return f"requests-{datetime.now(UTC):%Y-%m-%d}.{format}"


def _csv_lines(table: Table) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([as_text(value) for value in row] for row in table)
    return text.getvalue().encode()


class _Sheet:
    """An XLSX workbook of one sheet; its rows go to disk as they come."""

    def __init__(self, path: Path) -> None:
        # here, since few processes ever write one
        from xlsxwriter import Workbook

        self._book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self._amount = self._book.add_format({"num_format": "0.000000"})
        self._sheet = self._book.add_worksheet("Requests")
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, FIELDS, self._book.add_format({"bold": True}))
        self._next = 1

    def add(self, table: Table) -> None:
        """Write further rows."""
        for row in table:
            for column, value in enumerate(row):
                self._write(column, value)
            self._next += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _write(self, column: int, value: Any) -> None:
        if isinstance(value, bool):
            self._sheet.write_boolean(self._next, column, value)
        elif isinstance(value, int):
            self._sheet.write_number(self._next, column, value)
        elif isinstance(value, Decimal):
            self._sheet.write_number(self._next, column, float(value), self._amount)
        elif value is not None:
            self._sheet.write_string(self._next, column, as_text(value))


def _write_part(folder: Path, number: int, table: Table) -> None:
    # here, since it takes a while to import and few processes write Parquet
    import polars as pl

    kinds = {"usd": pl.Decimal(20, 6), "at": pl.Datetime("us", "UTC"), "tokens": pl.Int64(), "ms": pl.Int64()}
    others = {"attempt": pl.Int64(), "status": pl.Int64(), "server_tool_calls": pl.Int64()}
    lists = dict.fromkeys(("team_ids", "team_names", "tags"), pl.List(pl.String()))
    booleans = dict.fromkeys(("is_streaming", "is_estimated"), pl.Boolean())
    special: dict[str, Any] = {**others, **lists, **booleans}
    schema = {field: special.get(field) or kinds.get(field.rpartition("_")[2], pl.String()) for field in FIELDS}
    folder.mkdir(exist_ok=True)
    pl.DataFrame(list(table), schema=schema, orient="row").write_ipc(folder / f"{number:08}.arrow")


def _join_parts(folder: Path, path: Path) -> None:
    import polars as pl

    pl.scan_ipc(str(folder / "*.arrow")).sink_parquet(path)
