"""Taking in and giving out files."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path, PurePath
from uuid import UUID

from pilothouse.access.security.screening.screener import Screener
from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.db.repository import Repository
from pilothouse.runtime.files.kinds import check_file, check_whole
from pilothouse.runtime.files.pictures import MAX_PICTURE_BYTES, check_picture
from pilothouse.runtime.files.screening import screen_upload
from pilothouse.runtime.files.tables import StoredFile
from pilothouse.storage.blobs import BlobStore

MAX_NAME_CHARS = 200


class FileRepository(Repository[StoredFile]):
    """Queries over uploaded files."""

    table = StoredFile
    noun = "file"

    async def all_of(self, principal: Principal, identifiers: Sequence[UUID]) -> list[StoredFile]:
        """Return files in the order of their ids.

        Raises:
            NotFound: one of them is not there, or not visible.
        """
        rows = await self.session.scalars(self.visible_to(principal).where(StoredFile.id.in_(identifiers)))
        by_id = {row.id: row for row in rows}
        missing = [str(identifier) for identifier in identifiers if identifier not in by_id]
        if missing:
            raise NotFound(f"There is no file {missing[0]}. Upload it first.", details={"missing": missing})
        return [by_id[identifier] for identifier in identifiers]


class FileService:
    """Uploads: checked by name, size and content, stored before their row.

    Opens its own transactions, because none may be open while the bytes of a large file are written.
    """

    def __init__(self, database: Database, blobs: BlobStore, screener: Screener | None = None) -> None:
        self._database = database
        self._blobs = blobs
        self._screener = screener or Screener()

    async def upload(
        self, principal: Principal, name: str, chunks: AsyncIterator[bytes], limit_bytes: int
    ) -> StoredFile:
        """Store a file.

        Raises:
            InvalidInput: its type is not taken, it is empty, not what its name says, or a picture of too many pixels.
            BlockedByPolicy: a security policy keeps it out.
            TooLarge: it has more than `limit_bytes`, or a picture more than models take.
        """
        name = safe_name(name)
        head = await anext(chunks, b"")
        kind = check_file(name, head)
        content = _with_head(head, chunks)
        if kind.is_picture:
            picture = await _beginning(content, MAX_PICTURE_BYTES + 1)
            check_picture(name, picture)
            content = _with_head(picture, content)
        blob = await self._blobs.put(principal.organization_id, content, limit_bytes)
        path = await self._blobs.path(principal.organization_id, blob.sha256)
        await asyncio.to_thread(check_whole, name, kind, path)
        await screen_upload(self._screener, principal, name, path)  # without its row nobody finds what was refused
        file = StoredFile(
            organization_id=principal.organization_id,
            created_by_id=principal.user_id,
            name=name,
            media_type=kind.media_type,
            size_bytes=blob.size_bytes,
            sha256=blob.sha256,
        )
        async with self._database.transaction(principal.organization_id) as session:
            return await FileRepository(session).add(file)

    async def get(self, principal: Principal, file_id: UUID) -> StoredFile:
        """Return one file's row."""
        async with self._database.transaction(principal.organization_id) as session:
            return await FileRepository(session).get(principal, file_id)

    async def path(self, file: StoredFile) -> Path:
        """Return a readable path of a file's bytes."""
        return await self._blobs.path(file.organization_id, file.sha256)


def safe_name(name: str) -> str:
    """Reduce what a client calls its file to a name without folders or control characters."""
    base = PurePath(name.replace("\\", "/")).name
    clean = "".join(character for character in base if character.isprintable()).strip()
    stem, suffix = PurePath(clean).stem, PurePath(clean).suffix
    return f"{stem[: MAX_NAME_CHARS - len(suffix)]}{suffix}" or "file"


async def _beginning(chunks: AsyncIterator[bytes], size: int) -> bytes:
    """Return the chunks until there are so many bytes: all of them, unless the file has more."""
    content = bytearray()
    while len(content) < size and (chunk := await anext(chunks, b"")):
        content += chunk
    return bytes(content)


async def _with_head(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk
