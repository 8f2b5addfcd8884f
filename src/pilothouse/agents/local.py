"""A context on a folder of this machine, for notebooks, scripts and tests."""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pilothouse.agents.context import ArtifactKind, ArtifactRef, FileInfo, ToolContext
from pilothouse.agents.local_state import LocalCache, LocalDatabase, LocalMemory, LocalSecrets
from pilothouse.core.errors import NotFound
from pilothouse.core.ids import new_id
from pilothouse.core.json import dumps


@dataclass(frozen=True)
class LocalFiles:
    """The files of one folder, without those of its sub-folders."""

    folder: Path

    async def list(self) -> Sequence[FileInfo]:
        paths = sorted(path for path in self.folder.iterdir() if path.is_file() and not path.name.startswith("."))
        return [FileInfo(path.name, path.name, path.stat().st_size, media_type_of(path.name)) for path in paths]

    async def open(self, name_or_id: str) -> Path:
        names = [info.name for info in await self.list()]
        if name_or_id not in names:
            raise NotFound(f"There is no file {name_or_id!r}. There are: {', '.join(names) or 'none'}.")
        return self.folder / name_or_id


@dataclass
class LocalArtifacts:
    """Artifacts as files in a folder; `saved` lists them in order."""

    folder: Path
    saved: list[ArtifactRef] = field(default_factory=list[ArtifactRef])

    async def save(
        self, kind: ArtifactKind, name: str, title: str, content: bytes | str | dict[str, Any], media_type: str
    ) -> ArtifactRef:
        data = (
            content.encode() if isinstance(content, str) else content if isinstance(content, bytes) else dumps(content)
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        path = _free_path(self.folder, name)
        path.write_bytes(data)
        ref = ArtifactRef(str(new_id()), kind, path.name, title, media_type, len(data))
        self.saved.append(ref)
        return ref


def local_context(folder: Path | str, **capabilities: Any) -> ToolContext:
    """Make a context whose files are those of a folder and whose artifacts go to its `artifacts` sub-folder.

    Its database is the file `.pilothouse/agent.sqlite` there; cache and memory last as long as this process.

    Args:
        folder: where the data is.
        capabilities: other fields of `ToolContext`, such as progress.
    """
    from pilothouse.core.http import GuardedClient  # takes longer to import than the whole framework

    root = Path(folder)
    parts: dict[str, Any] = {
        "files": LocalFiles(root),
        "artifacts": LocalArtifacts(root / "artifacts"),
        "http": GuardedClient(),
        "secrets": LocalSecrets(),
        "cache": LocalCache(),
        "memory": LocalMemory(),
        "db": LocalDatabase(root / ".pilothouse" / "agent.sqlite"),
    }
    return ToolContext(**{**parts, **capabilities})


def media_type_of(name: str) -> str:
    """Guess the media type from a file's name."""
    known = {".parquet": "application/vnd.apache.parquet", ".tsv": "text/tab-separated-values", ".md": "text/markdown"}
    guessed = mimetypes.guess_type(name)[0]
    return known.get(Path(name).suffix.lower()) or guessed or "application/octet-stream"


def _free_path(folder: Path, name: str) -> Path:
    """Return a path that is not taken; a name cannot lead out of the folder."""
    safe = re.sub(r"[^\w.-]+", "-", Path(name).name).strip(".-") or "artifact"
    path, number = folder / safe, 2
    while path.exists():
        path = folder / f"{Path(safe).stem}-{number}{Path(safe).suffix}"
        number += 1
    return path
