import csv
import io
import tempfile
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import fastexcel
import httpx2
import polars as pl
import pytest

from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger import export
from pilothouse.gateway.ledger.items import FIELDS
from pilothouse.gateway.ledger.listing import RequestFilter
from pilothouse.server import export as files
from tests.gateway.ledger.past import NOON, book, call


async def download(client: httpx2.AsyncClient, **query: str) -> httpx2.Response:
    answer = await client.get("/requests/export", params=query)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture
async def calls(owner_database: Database, principal: Principal, monkeypatch: pytest.MonkeyPatch) -> None:
    """More calls than a page of the export holds; one with a dangerous name."""
    monkeypatch.setattr(export, "_PAGE_ROWS", 10)
    rows = [call(principal, admitted_at=NOON + timedelta(seconds=number)) for number in range(33)]
    evil = call(
        principal, agent="=HYPERLINK()", tags=["+1", 'a"b'], cost_microusd=7_654_321, model="other", duration_ms=1500,
        admitted_at=NOON + timedelta(hours=1), team_ids=[principal.user_id],
    )  # fmt: skip
    await book(owner_database, evil, *rows)


@pytest.mark.usefixtures("calls")
class TestExport:
    async def test_writes_every_matching_row_into_a_csv_file(self, client: httpx2.AsyncClient) -> None:
        answer = await download(client)
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"].startswith('attachment; filename="requests-')
        assert len({row["id"] for row in rows}) == 34
        newest = rows[0]
        assert (newest["agent"], newest["tags"]) == ("'=HYPERLINK()", "'+1; a\"b")
        assert (newest["cost_usd"], newest["admitted_at"]) == ("7.654321", "2026-05-04T13:00:00Z")

    async def test_writes_a_sheet_without_formulas(self, client: httpx2.AsyncClient) -> None:
        sheet = fastexcel.read_excel((await download(client, format="xlsx")).content).load_sheet(0).to_polars()
        assert sheet.columns == list(FIELDS)
        assert sheet.height == 34
        newest = sheet.row(0, named=True)
        assert newest["agent"] == "'=HYPERLINK()"
        assert newest["cost_usd"] == 7.654321
        assert newest["admitted_at"] == "2026-05-04T13:00:00Z"

    async def test_keeps_types_in_parquet(self, client: httpx2.AsyncClient) -> None:
        table = pl.read_parquet(io.BytesIO((await download(client, format="parquet")).content))
        assert table.columns == list(FIELDS)
        assert table.height == 34
        newest = table.row(0, named=True)
        assert newest["agent"] == "=HYPERLINK()"  # no spreadsheet reads this, so nothing is changed
        assert newest["cost_usd"] == Decimal("7.654321")
        assert newest["tags"] == ["+1", 'a"b']
        assert newest["duration_ms"] == 1500
        assert newest["admitted_at"] == datetime(2026, 5, 4, 13, tzinfo=UTC)

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
    async def test_writes_exactly_what_the_filter_lists(self, client: httpx2.AsyncClient, kind: str) -> None:
        content = (await download(client, format=kind, model="other")).content
        listed = (await client.get("/requests", params={"model": "other"})).json()["data"]
        assert _ids(content, kind) == [item["id"] for item in listed]

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
    async def test_writes_a_heading_where_nothing_matches(self, client: httpx2.AsyncClient, kind: str) -> None:
        assert _ids((await download(client, format=kind, model="none")).content, kind) == []

    async def test_says_that_a_sheet_is_too_small(
        self, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "XLSX_ROWS", 33)
        answer = await client.get("/requests/export", params={"format": "xlsx"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "export_too_large")
        assert "CSV or Parquet" in answer.json()["error"]["message"]

    async def test_leaves_no_file_behind_when_the_reader_leaves(
        self, database: Database, principal: Principal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        monkeypatch.setattr(files, "_CHUNK_BYTES", 10)
        writing = export.RequestExport(database, principal, RequestFilter(), "-admitted_at")
        async with aclosing(await writing.open("parquet")) as chunks:
            assert (await anext(chunks)).startswith(b"PAR1")
            assert list(tmp_path.iterdir())
        assert list(tmp_path.iterdir()) == []

    async def test_refuses_other_formats_and_filters(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get("/requests/export", params={"format": "pdf"})).status_code == 422
        assert (await client.get("/requests/export", params={"limit": "3"})).status_code == 422


def _ids(content: bytes, kind: str) -> list[str]:
    if kind == "csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(content.decode()))]
    if kind == "xlsx":
        return [row[0] for row in fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_polars().rows()]
    return pl.read_parquet(io.BytesIO(content))["id"].to_list()
