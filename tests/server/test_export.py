import csv
import io
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest

from pilothouse.server import export
from pilothouse.server.export import Format, Kind, TableFile, file_name

FIELDS: dict[str, Kind] = {
    "name": "text", "tags": "texts", "count": "integer", "cost": "amount", "at": "time", "is_on": "boolean",
}  # fmt: skip
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ROWS = [["=1+1", ["a", "b"], 3, Decimal("1.5"), NOON, True], ["plain", [], None, None, NOON, False]]


async def pages(*tables: list[list[Any]]) -> AsyncIterator[list[list[Any]]]:
    for table in tables:
        yield table


async def written(kind: Format, *tables: list[list[Any]]) -> bytes:
    return b"".join([part async for part in TableFile("Things", FIELDS, pages(*tables)).open(kind)])


class TestTableFile:
    async def test_writes_pages_one_after_the_other_as_csv(self) -> None:
        rows = list(csv.reader(io.StringIO((await written("csv", ROWS[:1], ROWS[1:])).decode())))
        assert rows == [
            list(FIELDS),
            ["'=1+1", "a; b", "3", "1.500000", "2026-05-04T12:00:00Z", "true"],
            ["plain", "", "", "", "2026-05-04T12:00:00Z", "false"],
        ]

    async def test_writes_an_object_a_line_as_json(self) -> None:
        lines = [json.loads(line) for line in (await written("jsonl", ROWS)).splitlines()]
        assert [list(line) for line in lines] == [list(FIELDS)] * 2
        assert lines[0] == {
            "name": "=1+1", "tags": ["a", "b"], "count": 3, "cost": "1.500000", "at": "2026-05-04T12:00:00Z",
            "is_on": True,
        }  # fmt: skip

    async def test_writes_no_formula_into_a_sheet(self) -> None:
        sheet = fastexcel.read_excel(await written("xlsx", ROWS)).load_sheet("Things").to_polars()
        assert sheet.columns == list(FIELDS)
        assert sheet["name"].to_list() == ["'=1+1", "plain"]

    async def test_keeps_kinds_in_parquet(self) -> None:
        table = pl.read_parquet(io.BytesIO(await written("parquet", ROWS[:1], ROWS[1:])))
        assert table.rows() == [
            ("=1+1", ["a", "b"], 3, Decimal("1.5"), NOON, True),
            ("plain", [], None, None, NOON, False),
        ]

    @pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx", "parquet"])
    async def test_writes_a_whole_file_without_rows(self, kind: Format) -> None:
        assert bool(await written(kind)) == (kind != "jsonl")  # which has no heading

    async def test_leaves_nothing_behind_when_its_reader_leaves(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        monkeypatch.setattr(export, "_CHUNK_BYTES", 10)
        async with aclosing(TableFile("Things", FIELDS, pages(ROWS)).open("parquet")) as parts:
            assert (await anext(parts)).startswith(b"PAR1")
            assert list(tmp_path.iterdir())
        assert list(tmp_path.iterdir()) == []


def test_a_file_is_named_by_its_day() -> None:
    assert file_name("audit", "csv") == f"audit-{datetime.now(UTC):%Y-%m-%d}.csv"
