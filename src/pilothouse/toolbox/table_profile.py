"""What a table holds: columns, types, ranges, missing values."""

import asyncio
import re
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import tool
from pilothouse.toolbox.tables.columns import kind_of
from pilothouse.toolbox.tables.reading import read_table
from pilothouse.toolbox.tables.results import presentable, save_table

_MAX_COLUMNS = 400
_WIDE = 40  # from here on, columns are described more briefly
_LISTED_VALUES = 60
_MAX_VALUE_CHARS = 60
_SAMPLE_ROWS = 3
_MAX_MENTIONED_WORDS = 6
_SEVERAL = 3  # values that share a word, from which on it names a kind of them
_WORD = re.compile(r"\w+(?:[.'&-]\w+)*")


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column.

    Attributes:
        type: integer, number, boolean, date, datetime or text.
        values: of a text column the most frequent first: every value when `distinct` is no larger than the list.
        mentioned: values that occur in the text given as `mentions`.
        mentioned_parts: words of that text that stand in several values, such as a brand in product names.
    """

    name: str
    type: str
    missing: int
    distinct: int
    min: Any = None
    max: Any = None
    mean: float | int | None = None
    median: float | int | None = None
    values: list[str] | None = None
    mentioned: list[str] | None = None
    mentioned_parts: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A table at a glance. `sample` holds its first rows."""

    finding: str
    file: str
    rows: int
    columns: list[ColumnProfile]
    duplicate_rows: int
    sample: list[list[Any]] | None = None
    notes: list[str] | None = None
    artifact: str | None = None


@tool(timeout_s=60, max_result_chars=80_000)
async def table_profile(
    ctx: ToolContext, file: str, mentions: str | None = None, save_as: str | None = None
) -> Profile:
    """Describe a data file: its columns, their types, ranges, missing and frequent values. Call this first.

    Args:
        file: name of the attached file: CSV, TSV, Excel, Parquet or JSON.
        mentions: a question; values of text columns that occur in it are pointed out, so that it can be filtered.
        save_as: title under which to save the list of columns as a table for the reader.
    """
    table = await read_table(ctx, file)
    found = await asyncio.to_thread(profile, file, table.frame, mentions or "", list(table.notes))
    if save_as is None:
        return found
    return replace(found, artifact=await save_table(ctx, _as_frame(found), save_as))


def profile(file: str, frame: pl.DataFrame, mentions: str = "", notes: list[str] | None = None) -> Profile:
    """Profile a frame; see `table_profile`."""
    notes = list(notes or [])
    if frame.width > _MAX_COLUMNS:
        notes.append(f"Only the first {_MAX_COLUMNS} of {frame.width:,} columns are described.")
    described = frame.select(frame.columns[:_MAX_COLUMNS])
    is_wide = frame.width > _WIDE
    phrases = _phrases(mentions)
    columns = [_column(column, phrases, is_wide=is_wide) for column in described]
    sample = [[presentable(cell) for cell in row] for row in frame.head(_SAMPLE_ROWS).rows()]
    return Profile(
        finding=f"{file} has {frame.height:,} rows and {frame.width:,} columns: {', '.join(frame.columns[:12])}"
        + (" and others." if frame.width > 12 else "."),
        file=file,
        rows=frame.height,
        columns=columns,
        duplicate_rows=frame.height - frame.n_unique(),
        sample=None if is_wide else sample,
        notes=notes or None,
    )


def _as_frame(found: Profile) -> pl.DataFrame:
    """Return the columns as rows, for people."""
    rows = [
        (each.name, each.type, each.missing, each.distinct, _text(each.min), _text(each.max), each.mean, each.median)
        for each in found.columns
    ]
    names = ["column", "type", "missing", "distinct", "min", "max", "mean", "median"]
    return pl.DataFrame(rows, names, orient="row", infer_schema_length=None, strict=False)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _column(column: pl.Series, phrases: list[str], *, is_wide: bool) -> ColumnProfile:
    kind = kind_of(column.dtype)
    present = column.drop_nulls()
    facts: dict[str, Any] = {"missing": column.null_count(), "distinct": present.n_unique()}
    if present.is_empty():
        return ColumnProfile(column.name, kind, **facts)
    if kind == "text":
        facts["values"] = _frequent(present, 5 if is_wide else _LISTED_VALUES)
        facts["mentioned"] = _mentioned(present, phrases) or None
        facts["mentioned_parts"] = _mentioned_parts(present, phrases) or None
    elif kind != "boolean":
        facts["min"], facts["max"] = presentable(present.min()), presentable(present.max())
    if kind in {"integer", "number"}:
        facts["mean"], facts["median"] = presentable(present.mean()), presentable(present.median())
    return ColumnProfile(column.name, kind, **facts)


def _frequent(texts: pl.Series, limit: int) -> list[str]:
    counted = texts.value_counts(name="n").sort(["n", texts.name], descending=[True, False])
    few = limit if counted.height <= limit else 12
    return [value[:_MAX_VALUE_CHARS] for value in counted[texts.name].head(few)]


def _phrases(text: str) -> list[str]:
    """Return every run of up to six words of a text, in lower case."""
    words = [match[0] for match in _WORD.finditer(text.lower())]
    sizes = range(1, _MAX_MENTIONED_WORDS + 1)
    return [" ".join(words[start : start + size]) for size in sizes for start in range(len(words) - size + 1)]


def _mentioned_parts(texts: pl.Series, phrases: list[str]) -> list[str]:
    """Return single words of three letters and more that several of many values contain."""
    distinct = texts.unique()
    words = list(dict.fromkeys(each for each in phrases if " " not in each and len(each) >= 3 and each.isalpha()))
    if not words or len(distinct) <= _LISTED_VALUES:
        return []
    counts = distinct.str.to_lowercase().str.split(" ").explode().value_counts(name="n").filter(pl.col("n") >= _SEVERAL)
    return [word for word in words if word in set(counts[texts.name])]


def _mentioned(texts: pl.Series, phrases: list[str]) -> list[str]:
    if not phrases:
        return []
    distinct = texts.unique()
    lower = distinct.str.to_lowercase().str.replace_all(r"[^\w.'&-]+", " ").str.strip_chars()
    return sorted(distinct.filter(lower.is_in(phrases)), key=len, reverse=True)[:10]
