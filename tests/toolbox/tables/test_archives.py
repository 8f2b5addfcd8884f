"""Workbooks that would take the whole machine."""

import io
import struct
import zipfile
import zlib

import polars as pl
import pytest
import xlsxwriter

from pilothouse.toolbox.tables import archives, reading
from pilothouse.toolbox.tables.archives import check_workbook
from pilothouse.toolbox.tables.errors import TableUnreadable
from pilothouse.toolbox.tables.reading import read_bytes


def workbook(*cells: tuple[int, int]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for row, column in ((0, 0), (1, 0), *cells):
            sheet.write(row, column, "x")
    return stream.getvalue()


def archive(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in entries.items():
            made.writestr(f"xl/worksheets/{name}.xml", content)
    return stream.getvalue()


def test_an_honest_workbook_passes() -> None:
    check_workbook(workbook((5_000, 20)))
    assert read_bytes("a.xlsx", workbook((3, 0))).frame.height == 2


@pytest.mark.parametrize("cells", [[(1_048_575, 16_383)], [(1_048_575, 100)], [(1_048_575, 0), (0, 16_383)]])
def test_cells_in_opposite_corners_are_refused(cells: list[tuple[int, int]]) -> None:
    with pytest.raises(TableUnreadable, match="spans"):
        read_bytes("a.xlsx", workbook(*cells))


@pytest.mark.parametrize(
    "sheet",
    [
        b"<x:c r='A1'/><x:c r='XFD1048576'/>",
        b'<row r="1048576"><c r="XFD1"/></row>',
        b'<c r = "A1"/>' + b" " * (1024 * 1024 - 20) + b'<c r="XFD1048576"/>',
        '<c r="A1"/>'.encode("utf-16"),
    ],
)
def test_however_the_corner_is_written(sheet: bytes) -> None:
    with pytest.raises(TableUnreadable, match=r"spans|UTF-8"):
        check_workbook(archive(sheet1=sheet))


@pytest.fixture
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MAX_UNPACKED_BYTES", 10_000_000)


@pytest.mark.usefixtures("small_room")
def test_what_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TableUnreadable, match="unpacks to more"):
        check_workbook(archive(sheet1=bytes(10_000_001)))


@pytest.mark.usefixtures("small_room")
def test_even_when_the_archive_says_otherwise() -> None:
    data = bytearray(archive(sheet1=bytes(10_000_001)))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 10)  # the size it claims to unpack to
    with pytest.raises(TableUnreadable):
        check_workbook(bytes(data))


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = bytearray(archive(**{f"s{number}": zlib.compress(bytes(99)) * 50 for number in range(50)}))
    first = data.index(b"PK\x01\x02")
    for _ in range(51):
        struct.pack_into("<L", data, first + 20, len(data) // 2)  # the size it claims to be packed to
        first = data.find(b"PK\x01\x02", first + 4)
    with pytest.raises(TableUnreadable, match="not built like"):
        check_workbook(bytes(data))


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), b"PK" * 400])
def test_a_broken_archive_is_told(data: bytes) -> None:
    with pytest.raises(TableUnreadable):
        check_workbook(data)


def test_other_archives_are_no_workbooks() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("content.xml", "<table/>")
    with pytest.raises(TableUnreadable, match=r"no \.xlsx"):
        read_bytes("a.ods", stream.getvalue())


def test_a_parquet_file_of_too_many_equal_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MAX_CELLS", 1_000_000)
    stream = io.BytesIO()
    pl.select(pl.repeat(1, 2_000_000, dtype=pl.Int8).alias("a")).write_parquet(stream)
    assert len(stream.getvalue()) < 20_000
    with pytest.raises(TableUnreadable, match="2,000,000 rows"):
        read_bytes("a.parquet", stream.getvalue())


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[" * 5_000 + "]" * 5_000])
def test_json_that_is_nested_without_end_is_told(text: str) -> None:
    with pytest.raises(TableUnreadable):
        read_bytes("a.json", text.encode())


def test_json_whose_records_share_no_name_is_refused() -> None:
    records = ",".join(f'{{"n{number}": 1}}' for number in range(10_000))
    with pytest.raises(TableUnreadable, match="different names"):
        read_bytes("a.json", f"[{records}]".encode())
