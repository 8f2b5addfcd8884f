"""How artifacts look before they are opened, and what they can be turned into.

A table is stored as JSON `{"columns": [{"name", "type"}], "rows": [[…]]}`, a chart as its Vega-Lite specification.
"""

import io
from pathlib import Path
from typing import Any

import polars as pl

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.toolbox.chart import render_chart

PREVIEW_ROWS = 50
PREVIEW_BYTES = 256_000

_FORMATS = {"table": ["csv", "xlsx", "json"], "chart": ["png", "svg", "json"], "markdown": ["md"]}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "md": "text/markdown; charset=utf-8",
}


class UnknownFormat(InvalidInput):
    """The artifact cannot be turned into that format."""


def formats_of(kind: str, name: str) -> list[str]:
    """Return the formats an artifact can be downloaded in, the usual one first."""
    return _FORMATS.get(kind) or [Path(name).suffix.lstrip(".").lower() or "bin"]


def preview_of(kind: str, content: bytes) -> dict[str, Any]:
    """Return what the page shows at once: text, the first rows, or the chart's specification."""
    if kind == "markdown":
        return {"text": content[:PREVIEW_BYTES].decode("utf-8", "replace")}
    if kind == "table":
        table = json.loads(content)
        rows = table["rows"]
        total = max(table.get("total_rows") or 0, len(rows))
        return {"columns": table["columns"], "rows": rows[:PREVIEW_ROWS], "total_rows": total}
    if kind == "chart" and len(content) <= PREVIEW_BYTES:
        return {"spec": json.loads(content)}
    return {}


def convert(kind: str, name: str, content: bytes, wanted: str) -> bytes:
    """Turn an artifact's stored bytes into one of its formats.

    Raises:
        UnknownFormat: it has no such format.
    """
    formats = formats_of(kind, name)
    if wanted not in formats:
        raise UnknownFormat(f"This artifact comes as {', '.join(formats)}; not as {wanted}.")
    if kind == "table" and wanted != "json":
        frame = _frame(content)
        return frame.write_csv().encode() if wanted == "csv" else _workbook(frame)
    if kind == "chart" and (wanted == "png" or wanted == "svg"):  # noqa: PLR1714 - the type checker follows this form
        return render_chart(json.loads(content), wanted)
    return content


def _frame(content: bytes) -> pl.DataFrame:
    table = json.loads(content)
    names = [column["name"] for column in table["columns"]]
    return pl.DataFrame(table["rows"], schema=names, orient="row", infer_schema_length=None)


def _workbook(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_excel(buffer, autofit=True)
    return buffer.getvalue()
