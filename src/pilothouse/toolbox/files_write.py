"""Write a text into a file that the reader gets."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from pilothouse.agents.context import ArtifactKind, ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.agents.local import media_type_of
from pilothouse.agents.tool import tool

_NAME = re.compile(r"[\w][\w .()-]{0,119}")
_PROGRAMS = frozenset(
    {"exe", "dll", "com", "bat", "cmd", "ps1", "vbs", "scr", "msi", "jar", "app", "dmg", "lnk", "hta"}
)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """The file that was saved. Its name has a number when there was one of that name."""

    finding: str
    artifact: str
    size_bytes: int


@tool(timeout_s=30)
async def files_write(
    ctx: ToolContext,
    name: str,
    text: Annotated[str, Field(max_length=1_000_000)],
    *,
    title: str | None = None,
) -> WrittenFile:
    """Save a text as a file for the reader, such as a report in Markdown, notes, JSON or CSV.

    Args:
        name: of the file with its extension, without folders: "report.md".
        text: the whole content.
        title: for the reader; the name unless given.
    """
    if not _NAME.fullmatch(name) or "." not in name.strip("."):
        raise ToolRetry("The name needs an extension, and no folders or odd characters: report.md.")
    extension = name.rpartition(".")[2].lower()
    if extension in _PROGRAMS:
        raise ToolRetry(f"Programs (.{extension}) are not written. Choose a text format.")
    kind: ArtifactKind = "markdown" if extension == "md" else "file"
    saved = await ctx.artifacts.save(kind, name, title or name, text, media_type_of(name))
    return WrittenFile(f"Saved {saved.name} with {saved.size_bytes:,} bytes.", saved.name, saved.size_bytes)
