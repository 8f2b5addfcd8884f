"""The files that were attached: which there are, and their text."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from pilothouse.agents.context import FileInfo, ToolContext
from pilothouse.agents.errors import ToolFailed
from pilothouse.agents.tool import tool
from pilothouse.toolbox.tables.text_formats import decode

_MAX_BYTES = 20 * 1024 * 1024
_MAX_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class FileList:
    """The attached files."""

    finding: str
    files: list[FileInfo]


@dataclass(frozen=True, slots=True)
class FileText:
    """A part of a file's text. `next_offset` continues it; None at its end."""

    finding: str
    text: str
    total_chars: int
    next_offset: int | None


@tool(timeout_s=10)
async def files_list(ctx: ToolContext) -> FileList:
    """List the attached files with their sizes and types."""
    files = list(await ctx.files.list())
    names = ", ".join(each.name for each in files)
    return FileList(f"{len(files)} attached: {names}." if files else "No file is attached.", files)


@tool(timeout_s=20)
async def files_read(
    ctx: ToolContext,
    file: str,
    offset: Annotated[int, Field(ge=0)] = 0,
    limit: Annotated[int, Field(ge=1, le=_MAX_CHARS)] = 8_000,
) -> FileText:
    """Read the text of an attached file, such as notes or a document. Tables are better read with the table tools.

    Args:
        file: name of the attached file.
        offset: characters to skip.
        limit: characters to return.
    """
    text = await asyncio.to_thread(read_text, await ctx.files.open(file), file)
    end = offset + limit
    finding = f"Characters {offset:,} to {min(end, len(text)):,} of {len(text):,} of {file}."
    return FileText(finding, text[offset:end], len(text), end if end < len(text) else None)


def read_text(path: Path, name: str) -> str:
    """Read a text file.

    Raises:
        ToolFailed: it is too large.
        TableUnreadable: it holds no text.
    """
    size_bytes = path.stat().st_size
    if size_bytes > _MAX_BYTES:
        raise ToolFailed(f"{name} has {size_bytes / 1e6:,.0f} MB; text is read up to {_MAX_BYTES / 1e6:,.0f} MB.")
    return decode(path.read_bytes())
