"""Requests as a file."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from typing import Any

from pilothouse.access.identity.names import names_of
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.items import FIELDS, ids_in, table_of
from pilothouse.gateway.ledger.listing import RequestFilter, RequestListing, RequestSort
from pilothouse.server.export import XLSX_ROWS, ExportTooLarge, Format, Kind, Table, TableFile

_PAGE_ROWS = 5000
_BY_ENDING: dict[str, Kind] = {"usd": "amount", "at": "time", "tokens": "integer", "ms": "integer"}
_SPECIAL: dict[str, Kind] = {
    **dict.fromkeys(("attempt", "status", "server_tool_calls"), "integer"),
    **dict.fromkeys(("team_ids", "team_names", "tags"), "texts"),
    **dict.fromkeys(("is_streaming", "is_estimated"), "boolean"),
}
_KINDS: dict[str, Kind] = {
    field: _SPECIAL.get(field) or _BY_ENDING.get(field.rpartition("_")[2], "text") for field in FIELDS
}


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
        if format == "xlsx":
            await self._check_rows(XLSX_ROWS)
        return TableFile("Requests", _KINDS, self._tables()).open(format)

    async def _check_rows(self, most: int) -> None:
        async with self._database.transaction(self._who.organization_id) as session:
            if await RequestListing(session).count_up_to(self._who, self._wanted, most + 1) > most:
                raise ExportTooLarge(most, "requests")

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
