"""What a table tool returns: a few rows for the model, the whole as an artifact, and one sentence that says it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import polars as pl

from pilothouse.agents.context import ToolContext
from pilothouse.toolbox.tables.columns import kind_of
from pilothouse.toolbox.tables.filters import Filter
from pilothouse.toolbox.tables.reading import Table

MAX_SHOWN_ROWS = 50
_MAX_SAVED_ROWS = 10_000
TABLE_MEDIA_TYPE = "application/vnd.pilothouse.table+json"


@dataclass(frozen=True, slots=True)
class TableResult:
    """A small table.

    Attributes:
        finding: the result in one sentence.
        columns: names, in the order of each row.
        rows: the first rows, 50 at most.
        total_rows: of the whole result.
        source_rows: rows of the file that were used, after filters and without missing values.
        missing: rows left out because a value is missing.
        filters: the conditions that were applied, in words.
        notes: what had to be mended or left out.
        artifact: name of the artifact that holds the whole table.
        values: figures of the result by name, for what the sentence and the rows do not say.
    """

    finding: str
    columns: list[str]
    rows: list[list[Any]]
    total_rows: int
    source_rows: int
    missing: int = 0
    filters: list[str] | None = None
    notes: list[str] | None = None
    artifact: str | None = None
    values: dict[str, Any] | None = None


async def make_result(
    context: ToolContext,
    table: Table,
    frame: pl.DataFrame,
    finding: str,
    *,
    source_rows: int,
    missing: int = 0,
    filters: tuple[Filter, ...] = (),
    save_as: str | None = None,
    notes: tuple[str, ...] = (),
    values: dict[str, Any] | None = None,
) -> TableResult:
    """Put a result together, and save it as an artifact when a title is given."""
    artifact = await save_table(context, frame, save_as) if save_as else None
    return TableResult(
        finding=finding,
        columns=frame.columns,
        rows=[[presentable(cell) for cell in row] for row in frame.head(MAX_SHOWN_ROWS).rows()],
        total_rows=frame.height,
        source_rows=source_rows,
        missing=missing,
        filters=[each.words() for each in filters] or None,
        notes=[*table.notes, *notes] or None,
        artifact=artifact,
        values=_presentable_deep(values) if values else None,
    )


async def save_table(context: ToolContext, frame: pl.DataFrame, title: str) -> str:
    """Save a table artifact and return its name. It holds 10,000 rows at most, and says how many there were."""
    content = {
        "title": title,
        "columns": [{"name": name, "type": kind_of(dtype)} for name, dtype in frame.schema.items()],
        "rows": [[presentable(cell) for cell in row] for row in frame.head(_MAX_SAVED_ROWS).rows()],
        "total_rows": frame.height,
    }
    ref = await context.artifacts.save("table", f"{slug(title)}.table.json", title, content, TABLE_MEDIA_TYPE)
    return ref.name


def presentable(value: Any) -> Any:
    """Bring a cell to JSON: numbers rounded to what a reader can use, dates in ISO form."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | str) else str(value)


def _presentable_deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _presentable_deep(each) for name, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_presentable_deep(each) for each in cast("list[Any]", value)]
    return presentable(value)


def rounded(value: float) -> float | int | None:
    """Round to 2 decimals from 1,000 on, to 4 from 1 on, to 4 significant digits below; NaN becomes None."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124  # NaN differs from itself
        return None
    size = abs(value)
    short = round(value, 2) if size >= 1000 else round(value, 4) if size >= 1 else float(f"{value:.4g}")
    return int(short) if short.is_integer() and size < 1e15 else short


def number_text(value: float | None) -> str:
    """Write a number for a person: thousands separated, two decimals, four significant digits below 1."""
    if value is None or (short := rounded(float(value))) is None:
        return "n/a"
    if isinstance(short, int):
        return f"{short:,}"
    return f"{short:,.2f}".rstrip("0").rstrip(".") if abs(short) >= 1 else f"{short:.4g}"


def slug(title: str) -> str:
    """Make a file name of a title: "Mean by Origin" becomes "mean-by-origin"."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "result"
