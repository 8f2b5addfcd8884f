"""Workbooks are archives, and archives can be bombs: a few kilobytes that fill all memory once they are opened.

The reader of workbooks lays a sheet out as a rectangle from its first cell to its last. Two cells in opposite corners
of a sheet ask it for half a terabyte, and it ends the process. So a workbook is looked through before it is opened.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from pilothouse.toolbox.tables.errors import TableUnreadable

_MAX_ENTRIES = 5_000
_MAX_UNPACKED_BYTES = 1_000_000_000
_MAX_CELLS = 20_000_000
_CHUNK_BYTES = 1024 * 1024
_OVERLAP_BYTES = 64  # longer than any reference, which may lie across two chunks
_LOCAL_HEADER = struct.Struct("<26xHH")
_DEFLATED = 8
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


def check_workbook(data: bytes) -> None:
    """Look an Office Open XML workbook through.

    Raises:
        TableUnreadable: it unpacks to too much, its sheets span too many cells, or it is no such workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise TableUnreadable("The file is not a readable Excel workbook.") from error
    if "xl/workbook.xml" not in {each.filename for each in entries}:
        raise TableUnreadable("The file is no .xlsx workbook; save it as one.")
    if len(entries) > _MAX_ENTRIES or sum(each.compress_size for each in entries) > len(data):
        raise TableUnreadable("The workbook's archive is not built like one of Excel.")
    room_bytes = _MAX_UNPACKED_BYTES
    try:
        for entry in entries:
            room_bytes = _check_entry(data, entry, room_bytes)
    except (struct.error, zlib.error) as error:
        raise TableUnreadable("The workbook is damaged.") from error


def _check_entry(data: bytes, entry: zipfile.ZipInfo, room_bytes: int) -> int:
    """Unpack an entry piece by piece, and return what is left of the room."""
    last_row, last_column, tail = 0, 0, b""
    is_xml = entry.filename.lower().endswith((".xml", ".rels")) or "worksheets" in entry.filename.lower()
    for number, chunk in enumerate(_unpacked(data, entry)):
        room_bytes -= len(chunk)
        if room_bytes < 0:
            raise TableUnreadable(f"The workbook unpacks to more than {_MAX_UNPACKED_BYTES / 1e6:,.0f} MB.")
        if not is_xml:
            continue
        if number == 0 and chunk.startswith(_OTHER_ENCODINGS):
            raise TableUnreadable("The workbook's sheets are not in UTF-8.")
        row, column = _extent(tail + chunk)
        last_row, last_column, tail = max(last_row, row), max(last_column, column), chunk[-_OVERLAP_BYTES:]
        if last_row * last_column > _MAX_CELLS:
            raise TableUnreadable(
                f"A sheet spans {last_row:,} rows and {last_column:,} columns, most of them empty."
                " Delete what lies far from the table, and save it again."
            )
    return room_bytes


def _extent(xml: bytes) -> tuple[int, int]:
    """Return the last row and column that a piece of a sheet refers to."""
    cells = set(_CELL.findall(xml))
    rows = [int(row) for _, row in cells] + [int(row) for row in set(_ROW.findall(xml))]
    return max(rows, default=0), max((_column_number(letters) for letters in {each for each, _ in cells}), default=0)


def _column_number(letters: bytes) -> int:
    """Count columns: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack an entry by what it holds, not by the size that it claims."""
    name_size, extra_size = _LOCAL_HEADER.unpack_from(data, entry.header_offset)
    start = entry.header_offset + _LOCAL_HEADER.size + name_size + extra_size
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type != _DEFLATED:
        yield from (bytes(packed[at : at + _CHUNK_BYTES]) for at in range(0, len(packed), _CHUNK_BYTES))
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    chunk = inflater.decompress(packed, _CHUNK_BYTES)
    while chunk:
        yield chunk
        chunk = inflater.decompress(inflater.unconsumed_tail, _CHUNK_BYTES)
