"""A file into a table: CSV and its relatives, Excel, Parquet, JSON. What the bytes are counts, not the file's name."""

import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import polars as pl

from pilothouse.agents.context import ToolContext
from pilothouse.toolbox.tables.archives import check_workbook
from pilothouse.toolbox.tables.column_types import infer_types
from pilothouse.toolbox.tables.errors import TableUnreadable
from pilothouse.toolbox.tables.text_formats import clean_names, decode, read_delimited

_MAX_BYTES = 200 * 1024 * 1024
_MAX_CELLS = 500_000_000  # of a Parquet file, whose few kilobytes can stand for billions of equal rows
_MAX_JSON_CELLS = 20_000_000
_MAX_NESTING = 2
_CACHED_TABLES = 4  # an agent asks one file several questions in a row


@dataclass(frozen=True, slots=True)
class Table:
    """A file's table with typed columns, and what had to be mended to read it."""

    name: str
    frame: pl.DataFrame
    notes: tuple[str, ...] = ()


async def read_table(context: ToolContext, file: str) -> Table:
    """Read one of the agent's files, without holding up the event loop.

    Raises:
        NotFound: there is no such file.
        TableUnreadable: it is empty, broken or no table.
    """
    path = await context.files.open(file)
    stat = await asyncio.to_thread(path.stat)
    return await asyncio.to_thread(_read_cached, path, file, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=_CACHED_TABLES)
def _read_cached(path: Path, name: str, modified_ns: int, size_bytes: int) -> Table:
    del modified_ns  # part of the cache key: a changed file is read again
    if size_bytes > _MAX_BYTES:
        raise TableUnreadable(f"{name} has {size_bytes / 1e6:,.0f} MB; at most {_MAX_BYTES / 1e6:,.0f} MB can be read.")
    return read_bytes(name, path.read_bytes())


def read_bytes(name: str, data: bytes) -> Table:
    """Read a table from bytes.

    Raises:
        TableUnreadable: they are empty, broken or no table.
    """
    if not data.strip():
        raise TableUnreadable(f"{name} is empty.")
    read = _reader_of(name, data)
    try:
        frame, notes = read(data)
    except TableUnreadable as error:
        raise TableUnreadable(f"{name}: {error.message}") from error
    frame = _without_empty_rows(frame)
    if frame.width == 0 or frame.height == 0:
        raise TableUnreadable(f"{name} has no rows.")
    typed, more_notes = infer_types(frame)
    return Table(name, typed, (*notes, *more_notes))


def _reader_of(name: str, data: bytes) -> Callable[[bytes], tuple[pl.DataFrame, list[str]]]:
    if data.startswith(b"PAR1"):
        return _read_parquet
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _read_workbook
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise TableUnreadable(f"{name} is no table. CSV, TSV, Excel, Parquet and JSON can be read.")
    is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{"))
    return _read_json if is_json else read_delimited


def _read_parquet(data: bytes) -> tuple[pl.DataFrame, list[str]]:
    try:
        rows = pl.scan_parquet(io.BytesIO(data)).select(pl.len()).collect().item()
        width = len(pl.read_parquet_schema(io.BytesIO(data)))
        if rows * width > _MAX_CELLS:
            raise TableUnreadable(f"The Parquet file holds {rows:,} rows of {width:,} columns; that is too many.")
        return _flattened(pl.read_parquet(io.BytesIO(data))), []
    except pl.exceptions.PolarsError as error:
        raise TableUnreadable("The Parquet file is damaged.") from error


def _read_workbook(data: bytes) -> tuple[pl.DataFrame, list[str]]:
    """Read the first sheet that has cells; rows of titles above its header are skipped."""
    import fastexcel  # brings Arrow along, and few agents open workbooks

    if data.startswith(b"PK"):
        check_workbook(data)
    try:
        workbook = fastexcel.read_excel(data)
        for name in workbook.sheet_names:
            sheet = workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()
            if sheet.height:
                notes = [f"Read the sheet {name!r} of {len(workbook.sheet_names)}."]
                return _with_header(sheet), notes if len(workbook.sheet_names) > 1 else []
    except (fastexcel.FastExcelError, ValueError, OSError) as error:
        raise TableUnreadable("The file is not a readable Excel workbook.") from error
    raise TableUnreadable("No sheet of the workbook has any cells.")


def _with_header(sheet: pl.DataFrame) -> pl.DataFrame:
    rows = sheet.head(20).rows()
    filled = [sum(cell not in (None, "") for cell in row) for row in rows]
    header = next(index for index, count in enumerate(filled) if count > max(filled) / 2)
    body = sheet.slice(header + 1)
    body.columns = clean_names(rows[header], sheet.width)
    keep = [c.name for c, given in zip(body, rows[header], strict=True) if given or c.null_count() < len(c)]
    return body.select(keep)


def _read_json(data: bytes) -> tuple[pl.DataFrame, list[str]]:
    text = decode(data)
    try:
        parsed = json.loads(text)
    except RecursionError as error:
        raise TableUnreadable("The JSON is nested too deep.") from error
    except ValueError:
        parsed = _json_lines(text)
    records = _records_of(parsed)
    if not records:
        raise TableUnreadable("The JSON holds no list of records.")
    names = {name for record in records for name in record}
    if len(names) * len(records) > _MAX_JSON_CELLS:
        raise TableUnreadable(f"The JSON's {len(records):,} records have {len(names):,} different names between them.")
    frame = pl.DataFrame(records, infer_schema_length=None, strict=False)
    frame.columns = clean_names(frame.columns, frame.width)
    return _flattened(frame), []


def _json_lines(text: str) -> list[Any]:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise TableUnreadable(f"The file is not valid JSON: {error}.") from error


def _records_of(parsed: Any) -> list[dict[str, Any]]:
    """Find the records: a list of objects or of lists, an object of equal lists, or an object that holds one."""
    if isinstance(parsed, dict):
        values = list(cast("dict[str, Any]", parsed).values())
        lists = [cast("list[Any]", each) for each in values if isinstance(each, list)]
        if len(lists) == len(values) and len({len(each) for each in lists}) == 1 and len(lists) > 1:
            return [dict(zip(cast("dict[str, Any]", parsed), row, strict=True)) for row in zip(*lists, strict=True)]
        longest = max(lists, key=len) if lists else None
        return _records_of(longest) if longest else [cast("dict[str, Any]", parsed)]
    items = cast("list[Any]", parsed) if isinstance(parsed, list) else []
    if items and all(isinstance(each, list) for each in items):
        names = clean_names([str(cell) for cell in items[0]], max(len(row) for row in items))
        return [dict(zip(names, row, strict=False)) for row in items[1:]]
    if items and not any(isinstance(each, dict) for each in items):
        return [{"value": each} for each in items]
    return [each for each in items if isinstance(each, dict)]


def _flattened(frame: pl.DataFrame) -> pl.DataFrame:
    """Spread objects over columns named "outer.inner"; what is still nested then becomes text."""
    for _ in range(_MAX_NESTING):
        nested = [column.name for column in frame if isinstance(column.dtype, pl.Struct)]
        for name in nested:
            inner = frame[name].struct.unnest()
            frame = frame.drop(name).hstack([column.rename(f"{name}.{column.name}") for column in inner])
    texts = [
        pl.Series(
            column.name, [None if value is None else json.dumps(value, default=str) for value in column.to_list()]
        )
        for column in frame
        if column.dtype.is_nested() or column.dtype == pl.Object
    ]
    return frame.with_columns(texts)


def _without_empty_rows(frame: pl.DataFrame) -> pl.DataFrame:
    if frame.width == 0:
        return frame
    empty = [pl.col(c.name).is_null() | (pl.col(c.name) == "") if c.dtype == pl.String else pl.col(c.name).is_null()
             for c in frame]  # fmt: skip
    return frame.filter(~pl.all_horizontal(empty))
