"""The log as a file."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from pilothouse.access.audit.listing import AuditFilter, AuditListing
from pilothouse.access.audit.schemas import AuditRead
from pilothouse.core import json
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.export import XLSX_ROWS, ExportTooLarge, Format, Kind, Table, TableFile

_PAGE_ROWS = 5000
_SPECIAL: dict[str, Kind] = {"seq": "integer", "at": "time"}
_KINDS: dict[str, Kind] = {name: _SPECIAL.get(name, "text") for name in AuditRead.model_fields}


class AuditExport:
    """Writes the entries that a filter means, newest first, as they are when it begins."""

    def __init__(self, database: Database, who: Principal, wanted: AuditFilter) -> None:
        self._database = database
        self._who = who
        self._wanted = wanted

    async def open(self, format: Format) -> AsyncGenerator[bytes]:  # noqa: A002 - the word of the wire
        """Return the file's bytes as they come.

        Raises:
            ExportTooLarge: a sheet cannot hold as many rows.
        """
        if format == "xlsx":
            async with self._database.transaction(self._who.organization_id) as session:
                if await AuditListing(session).count_up_to(self._who, self._wanted, XLSX_ROWS + 1) > XLSX_ROWS:
                    raise ExportTooLarge(XLSX_ROWS, "entries")
        return TableFile("Audit", _KINDS, self._tables(as_text=format != "jsonl")).open(format)

    async def _tables(self, *, as_text: bool) -> AsyncIterator[Table]:
        """Yield pages, each read in a transaction of its own; changes as JSON text where a cell holds only text."""
        cursor: str | None = None
        while True:
            async with self._database.transaction(self._who.organization_id) as session:
                rows, cursor = await AuditListing(session).page(self._who, self._wanted, _PAGE_ROWS, cursor)
            yield [_values_of(AuditRead.of(row), as_text=as_text) for row in rows]
            if cursor is None:
                return


def _values_of(entry: AuditRead, *, as_text: bool) -> list[Any]:
    values = {**entry.model_dump(), "id": str(entry.id)}
    for name in ("actor_id", "api_key_id"):
        values[name] = values[name] and str(values[name])
    if as_text:
        values["changes"] = json.dumps_text(entry.changes)
    return [values[name] for name in _KINDS]
