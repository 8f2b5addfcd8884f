"""Bytes of a delimited text into cells: encoding, delimiter, header. Cells stay text; types come later."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from pilothouse.toolbox.tables.errors import TableUnreadable

_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED_LINES = 60
_LOOKS_NUMERIC = re.compile(r"^[-+]?[\d.,\s]*\d%?$")
_MAX_COLUMNS = 2_000


def decode(data: bytes) -> str:
    """Decode by byte order mark, else UTF-8, else Windows-1252, which every Latin-1 text is too.

    Raises:
        TableUnreadable: the bytes are no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:100_000]:
        raise TableUnreadable("The file is not a table of text: it holds binary data.")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_delimited(data: bytes) -> tuple[pl.DataFrame, list[str]]:
    """Read a CSV, TSV or similar text.

    Returns:
        A frame of text columns, and notes on what had to be mended.

    Raises:
        TableUnreadable: there is nothing in it, or quotes are broken beyond reading.
    """
    text = decode(data).lstrip("\r\n")
    if not text.strip():
        raise TableUnreadable("The file is empty.")
    delimiter = sniff_delimiter(text)
    head = _split(text, delimiter, _SNIFFED_LINES)
    first = _header_row(head)
    names = head[first]
    has_header = not _is_data(names)
    n_columns = max(len(row) for row in head[first:])
    if n_columns > _MAX_COLUMNS:
        raise TableUnreadable(f"The file has {n_columns:,} columns; at most {_MAX_COLUMNS:,} can be read.")
    frame, notes = _parse(text, delimiter, n_columns)
    frame = frame.filter(~pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == ""))
    if len({len(row) for row in head[first:]}) > 1:
        notes.append("Some rows have more or fewer cells than others; what is lacking counts as missing.")
    frame = frame.slice(first + has_header)
    header = clean_names(names if has_header else [], frame.width)
    frame.columns = header
    return frame, notes


def sniff_delimiter(text: str) -> str:
    """Find the delimiter that cuts the first lines into the same number of cells most often; "," when none does."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _split(text, delimiter, _SNIFFED_LINES))
        width, times = max(widths.items(), key=lambda each: (each[1] if each[0] > 1 else 0, each[0]))
        return (times, width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=evenness)


def clean_names(names: Sequence[str | None], width: int) -> list[str]:
    """Name every column once: blanks become "column_3", a second "price" becomes "price_2"."""
    cleaned: list[str] = []
    taken: set[str] = set()
    for position in range(width):
        given = names[position] if position < len(names) else None
        base = " ".join((given or "").split()) or f"column_{position + 1}"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        cleaned.append(name)
    return cleaned


def _split(text: str, delimiter: str, n_rows: int) -> list[list[str]]:
    lines = io.StringIO("".join(line + "\n" for line in itertools.islice(io.StringIO(text), n_rows * 5)))
    try:
        rows = itertools.islice(csv.reader(lines, delimiter=delimiter), n_rows)
        return [row for row in rows if any(cell.strip() for cell in row)] or [[]]
    except csv.Error:
        return [[]]


def _header_row(rows: list[list[str]]) -> int:
    """Skip title lines above the table: rows with a single cell where the table has several."""
    common = Counter(len(row) for row in rows).most_common(1)[0][0]
    if common < 2:
        return 0
    return next((index for index, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), 0)


def _is_data(row: list[str]) -> bool:
    """Tell whether a first row is no header, because every cell is a number."""
    return len(row) > 1 and all(_LOOKS_NUMERIC.match(cell.strip()) for cell in row)


def _parse(text: str, delimiter: str, n_columns: int) -> tuple[pl.DataFrame, list[str]]:
    try:
        return _parse_cells(text, delimiter, n_columns, quote='"'), []
    except pl.exceptions.PolarsError:
        pass
    try:
        frame = _parse_cells(text, delimiter, n_columns, quote=None)
    except pl.exceptions.PolarsError as error:
        raise TableUnreadable(f"The file is not a readable CSV: {str(error).splitlines()[0][:200]}.") from error
    stripped = frame.with_columns(pl.all().str.strip_chars('"'))
    return stripped, ["Quotes in the file do not pair up; they were taken as they stand."]


def _parse_cells(text: str, delimiter: str, n_columns: int, quote: str | None) -> pl.DataFrame:
    return pl.read_csv(
        io.BytesIO(text.encode()),
        separator=delimiter,
        has_header=False,
        schema={f"c{position}": pl.String for position in range(n_columns)},
        truncate_ragged_lines=True,
        missing_columns="insert",
        quote_char=quote,
    )
