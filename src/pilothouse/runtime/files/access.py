"""The files a run was given, as its tools see them."""

from collections.abc import Sequence
from pathlib import Path

from pilothouse.agents.context import FileInfo
from pilothouse.core.errors import NotFound
from pilothouse.runtime.files.tables import StoredFile
from pilothouse.storage.blobs import BlobStore


class GivenFiles:
    """Uploaded files by name or id, and no others."""

    def __init__(self, files: Sequence[StoredFile], blobs: BlobStore) -> None:
        self._files = files
        self._blobs = blobs

    async def list(self) -> Sequence[FileInfo]:
        return [FileInfo(str(file.id), file.name, file.size_bytes, file.media_type) for file in self._files]

    async def open(self, name_or_id: str) -> Path:
        for file in self._files:
            if name_or_id in {file.name, str(file.id)}:
                return await self._blobs.path(file.organization_id, file.sha256)
        names = ", ".join(file.name for file in self._files) or "none"
        raise NotFound(f"There is no file {name_or_id!r}. There are: {names}.")
