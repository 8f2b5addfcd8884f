"""Find words in the attached files."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolFailed, ToolRetry
from pilothouse.agents.tool import tool
from pilothouse.toolbox.files import read_text

_MAX_LINE_CHARS = 300


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that holds what was looked for; `line` counts from 1."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class FoundLines:
    """The first lines found. `skipped` names files that hold no text."""

    finding: str
    lines: list[FoundLine]
    total_lines: int
    skipped: list[str] | None = None


@tool(timeout_s=60)
async def files_search(
    ctx: ToolContext,
    text: Annotated[str, Field(min_length=1, max_length=500)],
    *,
    file: str | None = None,
    is_pattern: bool = False,
    limit: Annotated[int, Field(ge=1, le=200)] = 30,
) -> FoundLines:
    """Find the lines of attached text files that hold a word or match a pattern. Upper and lower case are alike.

    Args:
        text: words to look for, as they stand in the file.
        file: name of the one file to look in; all of them unless given.
        is_pattern: the text is a regular expression.
        limit: lines to return.
    """
    names = [file] if file else [each.name for each in await ctx.files.list()]
    found: list[FoundLine] = []
    skipped: list[str] = []
    for number, name in enumerate(names, start=1):
        ctx.progress(number / (len(names) + 1), f"Searching {name}")
        path = await ctx.files.open(name)
        try:
            found += await asyncio.to_thread(_search, path, name, text, is_pattern=is_pattern)
        except ToolFailed:
            skipped.append(name)
    return FoundLines(_finding(found, text, names), found[:limit], len(found), skipped or None)


def _search(path: Path, name: str, text: str, *, is_pattern: bool) -> list[FoundLine]:
    """Search by a regular expression engine that takes linear time whatever the pattern."""
    lines = pl.Series("text", read_text(path, name).splitlines(), dtype=pl.String).to_frame().with_row_index("line", 1)
    if is_pattern:
        wanted = pl.col("text").str.contains(f"(?i){text}")
    else:
        wanted = pl.col("text").str.to_lowercase().str.contains(text.lower(), literal=True)
    try:
        rows = lines.filter(wanted).rows()
    except pl.exceptions.ComputeError as error:
        raise ToolRetry(f"{text!r} is no regular expression that can be used here.") from error
    return [FoundLine(name, int(line), str(content)[:_MAX_LINE_CHARS]) for line, content in rows]


def _finding(found: list[FoundLine], text: str, names: list[str]) -> str:
    if not names:
        return "No file is attached."
    files = len({each.file for each in found})
    return f"{len(found):,} lines in {files} of {len(names)} files hold {text[:60]!r}."
