"""A table as a file: CSV, XLSX, Parquet or JSON lines, made page by page: memory does not grow with the file."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.server.cells import as_text, as_value

Format: TypeAlias = Literal["csv", "xlsx", "parquet", "jsonl"]
Table: TypeAlias = Sequence[Sequence[Any]]
Kind: TypeAlias = Literal["text", "texts", "integer", "amount", "time", "boolean"]

MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
}
# Source: "Excel specifications and limits", Microsoft; one row is the heading.
XLSX_ROWS = 1_048_576 - 1
_CHUNK_BYTES = 1 << 16


class ExportTooLarge(InvalidInput):
    """A sheet cannot hold all the rows that were asked for."""

    def __init__(self, most: int, things: str) -> None:
        super().__init__(
            f"More than {most:,} {things} match, which is all that an XLSX sheet holds. "
            "Narrow the filter, or take CSV or Parquet."
        )


class TableFile:
    """Writes rows that come in pages into a file.

    Args:
        title: of the sheet.
        fields: name and kind of each column.
        pages: the rows; values in the order of `fields`: amounts as `Decimal`, times aware, null as None.
    """

    def __init__(self, title: str, fields: Mapping[str, Kind], pages: AsyncIterator[Table]) -> None:
        self._title = title
        self._fields = fields
        self._pages = pages

    def open(self, format: Format) -> AsyncGenerator[bytes]:  # noqa: A002 - the word of the wire
        """Return the file's bytes as they come."""
        if format == "csv":
            return self._csv()
        if format == "jsonl":
            return self._jsonl()
        return self._spooled(self._write_xlsx if format == "xlsx" else self._write_parquet)

    async def _csv(self) -> AsyncGenerator[bytes]:
        yield _csv_lines([list(self._fields)])
        async for table in self._pages:
            yield await asyncio.to_thread(_csv_lines, table)

    async def _jsonl(self) -> AsyncGenerator[bytes]:
        async for table in self._pages:
            yield await asyncio.to_thread(_json_lines, tuple(self._fields), table)

    async def _spooled(self, write: Callable[[Path], Any]) -> AsyncGenerator[bytes]:
        """Let a file be written beside us, then pass it on; it is gone when the reader is."""
        with TemporaryDirectory(prefix="pilothouse-export-") as folder:
            path = Path(folder) / "export"
            await write(path)
            with path.open("rb") as file:
                while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                    yield chunk

    async def _write_xlsx(self, path: Path) -> None:
        sheet = await asyncio.to_thread(_Sheet, path, self._title, tuple(self._fields))
        async for table in self._pages:
            await asyncio.to_thread(sheet.add, table)
        await asyncio.to_thread(sheet.close)

    async def _write_parquet(self, path: Path) -> None:
        parts = path.with_suffix(".parts")
        write_part = partial(_write_part, parts, self._fields)
        await asyncio.to_thread(write_part, 0, [])
        number = 0
        async for table in self._pages:
            number += 1
            await asyncio.to_thread(write_part, number, table)
        await asyncio.to_thread(_join_parts, parts, path)


def file_name(things: str, format: Format) -> str:  # noqa: A002 - the word of the wire
    """Name the file of today's export."""
    return f"{things}-{datetime.now(UTC):%Y-%m-%d}.{format}"


def _csv_lines(table: Table) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([as_text(value) for value in row] for row in table)
    return text.getvalue().encode()


def _json_lines(names: Sequence[str], table: Table) -> bytes:
    rows = (dict(zip(names, map(as_value, row), strict=True)) for row in table)
    return b"".join(json.dumps(row) + b"\n" for row in rows)


class _Sheet:
    """An XLSX workbook of one sheet; its rows go to disk as they come."""

    def __init__(self, path: Path, title: str, names: Sequence[str]) -> None:
        # here, since few processes ever write one
        from xlsxwriter import Workbook

        self._book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self._amount = self._book.add_format({"num_format": "0.000000"})
        self._sheet = self._book.add_worksheet(title)
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, names, self._book.add_format({"bold": True}))
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


def _write_part(folder: Path, fields: Mapping[str, Kind], number: int, table: Table) -> None:
    # here, since it takes a while to import and few processes write Parquet
    import polars as pl

    types: dict[Kind, Any] = {
        "text": pl.String(),
        "texts": pl.List(pl.String()),
        "integer": pl.Int64(),
        "amount": pl.Decimal(20, 6),
        "time": pl.Datetime("us", "UTC"),
        "boolean": pl.Boolean(),
    }
    schema = {name: types[kind] for name, kind in fields.items()}
    folder.mkdir(exist_ok=True)
    pl.DataFrame(list(table), schema=schema, orient="row").write_ipc(folder / f"{number:08}.arrow")


def _join_parts(folder: Path, path: Path) -> None:
    import polars as pl

    pl.scan_ipc(str(folder / "*.arrow")).sink_parquet(path)
