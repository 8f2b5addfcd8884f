"""Everything an organization has, as one zip: a file of JSON lines per table, and the content of its files."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Row, Table, select, tuple_
from sqlalchemy.types import LargeBinary

from pilothouse.access.identity.organizations.zip_stream import ZipStream
from pilothouse.core import json
from pilothouse.core.errors import NotFound
from pilothouse.db.base import Base
from pilothouse.db.engine import Database
from pilothouse.storage.blobs import BlobStore

_ROWS = 200  # of a transaction; some hold a megabyte
_CHUNK_BYTES = 1 << 20
# Bytes are sealed secrets, keys and fingerprints, save these: whoever has the log checks its chain by them.
_OPEN_BYTES = {"audit_event.hash", "audit_chain.last_hash"}
_CREDENTIALS = {"login_session.csrf_token"}  # and whatever ends in "_hash"


class OrganizationExport:
    """Writes one organization's data. Memory holds a page of rows or a piece of a file, never more."""

    def __init__(self, database: Database, blobs: BlobStore, organization_id: UUID) -> None:
        self._database = database
        self._blobs = blobs
        self._organization_id = organization_id

    async def open(self) -> AsyncGenerator[bytes]:
        """Yield the zip as it comes."""
        archive = ZipStream()
        tables = [table for table in Base.metadata.sorted_tables if _owner(table) is not None]
        async for chunk in archive.add("README.txt", _of(readme(tables).encode())):
            yield chunk
        for table in tables:
            pages = self._pages(table)
            first = await anext(pages, None)
            if first is not None:
                async for chunk in archive.add(f"tables/{table.name}.ndjson", _with(first, pages)):
                    yield chunk
        async for name in self._blobs.names(self._organization_id):
            async for chunk in archive.add(f"files/{name}", self._file(name)):
                yield chunk
        yield archive.close()

    async def _pages(self, table: Table) -> AsyncGenerator[bytes]:
        """Yield a table's rows as JSON lines, each page read in a transaction of its own."""
        columns, key = shown_columns(table), list(table.primary_key.columns)
        query = select(*columns).where(_owner(table) == self._organization_id).order_by(*key).limit(_ROWS)
        page = query
        while True:
            async with self._database.transaction(self._organization_id) as session:
                rows = (await session.execute(page)).all()
            if rows:
                yield await asyncio.to_thread(_lines, columns, rows)
            if len(rows) < _ROWS:
                return
            page = query.where(tuple_(*key) > tuple_(*(getattr(rows[-1], each.name) for each in key)))

    async def _file(self, name: str) -> AsyncIterator[bytes]:
        try:
            path = await self._blobs.path(self._organization_id, name)
        except NotFound:  # erased since it was named
            return
        async for chunk in _read(path):
            yield chunk


def shown_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that are no credentials; the key that it is paged by is always among them."""
    return [column for column in table.columns if not _is_kept_back(column)]


def readme(tables: Sequence[Table]) -> str:
    """Say what is what, to somebody who has this file and nothing else."""
    about = {mapper.local_table: mapper.class_.__doc__ or "" for mapper in Base.registry.mappers}
    lines = [f"  {table.name:24} {about.get(table, '').strip().partition(chr(10))[0]}" for table in tables]
    return _README.format(tables="\n".join(lines))


def _owner(table: Table) -> Column[Any] | None:
    """Return the column that says whose a row is; null for tables that hold nobody's rows."""
    return table.columns.get("id" if table.name == "organization" else "organization_id")


def _is_kept_back(column: Column[Any]) -> bool:
    place = f"{column.table.name}.{column.name}"
    is_sealed = isinstance(column.type, LargeBinary) and place not in _OPEN_BYTES
    return is_sealed or place in _CREDENTIALS or (column.name.endswith("_hash") and place not in _OPEN_BYTES)


def _lines(columns: Sequence[Column[Any]], rows: Sequence[Row[Any]]) -> bytes:
    names = [column.name for column in columns]
    return b"".join(json.dumps(dict(zip(names, map(_plain, row), strict=True))) + b"\n" for row in rows)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


async def _of(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _with(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for each in rest:
        yield each


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk


_README = """\
Everything that one organization has in a Pilothouse installation.

tables/NAME.ndjson   The rows of a table: one JSON object per line, UTF-8, in the order of their key. Times are ISO 8601
                     in UTC, ids UUIDs, amounts millionths of a US dollar, bytes hexadecimal. A table without rows has
                     no file.
files/SHA256         What was uploaded (stored_file) and made (artifact), each under the SHA-256 of its content, which
                     the column sha256 of those tables names.

Left out: passwords, keys and tokens, also their hashes, and whatever is sealed. Each table was read page by page while
work went on, so rows that were written meanwhile may be in one table and not yet in another.

Tables:

{tables}
"""
