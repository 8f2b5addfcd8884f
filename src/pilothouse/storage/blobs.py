"""Blobs on disk under their sha256: written whole or not at all, the same bytes once, per organization."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from anyio import to_thread

from pilothouse.core.errors import NotFound, TooLarge, Unavailable

_CHUNK_BYTES = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Blob:
    """Stored bytes."""

    sha256: str
    size_bytes: int


class BlobStore(Protocol):
    """Where blobs are kept. Each organization's are apart, so that erasing one cannot touch another."""

    async def put(self, organization_id: UUID, content: bytes | AsyncIterator[bytes], limit_bytes: int) -> Blob:
        """Store bytes; return once they are safe on disk.

        Raises:
            TooLarge: more than `limit_bytes`; nothing is kept.
            StorageFull: no space; nothing is kept.
            StorageBroken: the disk cannot be written for another reason; nothing is kept.
        """
        ...

    async def path(self, organization_id: UUID, sha256: str) -> Path:
        """Return a local, readable path.

        Raises:
            NotFound: there is no such blob.
        """
        ...

    def names(self, organization_id: UUID) -> AsyncIterator[str]:
        """Yield the sha256 of everything an organization has stored."""
        ...

    async def erase(self, organization_id: UUID) -> None:
        """Remove everything an organization has stored, also what is half written. Once more does no harm."""
        ...


class StorageFull(Unavailable):
    """The disk takes no more."""

    def __init__(self) -> None:
        super().__init__("The disk of this installation is full; nothing was stored. Free some space and try again.")


class StorageBroken(Unavailable):
    """The disk cannot be written."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"The data directory of this installation cannot be written: {error.strerror or error}.")


class DiskBlobs:
    """Blobs in a folder: `<organization>/<first two digits>/<sha256>`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, organization_id: UUID, content: bytes | AsyncIterator[bytes], limit_bytes: int) -> Blob:
        folder = self._root / str(organization_id)
        try:
            return await self._put(folder, content, limit_bytes)
        except OSError as error:
            raise (StorageFull() if error.errno in _FULL else StorageBroken(error)) from error

    async def _put(self, folder: Path, content: bytes | AsyncIterator[bytes], limit_bytes: int) -> Blob:
        await to_thread.run_sync(lambda: folder.mkdir(parents=True, exist_ok=True, mode=0o700))
        handle, name = tempfile.mkstemp(dir=folder, prefix=".incoming-")
        incoming, digest, size = Path(name), hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as file:
                async for chunk in _chunks(content):
                    size += len(chunk)
                    _check_size(size, limit_bytes)
                    digest.update(chunk)
                    await to_thread.run_sync(file.write, chunk)
                await to_thread.run_sync(_write_out, file)
            target = folder / digest.hexdigest()[:2] / digest.hexdigest()
            await to_thread.run_sync(_move, incoming, target)
        except BaseException:
            _discard(incoming)
            raise
        return Blob(digest.hexdigest(), size)

    async def path(self, organization_id: UUID, sha256: str) -> Path:
        path = self._root / str(organization_id) / sha256[:2] / sha256
        if not await to_thread.run_sync(path.is_file):
            raise NotFound("The content of this file is no longer stored.")
        return path

    async def names(self, organization_id: UUID) -> AsyncIterator[str]:
        root = self._root / str(organization_id)
        for folder in await to_thread.run_sync(_folders, root):
            for path in await to_thread.run_sync(lambda folder=folder: sorted(folder.iterdir())):
                yield path.name

    async def erase(self, organization_id: UUID) -> None:
        await to_thread.run_sync(lambda: shutil.rmtree(self._root / str(organization_id), ignore_errors=True))


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


async def _chunks(content: bytes | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        for start in range(0, len(content), _CHUNK_BYTES):
            yield content[start : start + _CHUNK_BYTES]
    else:
        async for chunk in content:
            yield chunk


def _check_size(size: int, limit_bytes: int) -> None:
    if size > limit_bytes:
        raise TooLarge(
            f"The file may have {limit_bytes / 1_000_000:g} MB at most.", details={"limit_bytes": limit_bytes}
        )


def _write_out(file: BinaryIO) -> None:
    """Let the bytes reach the disk itself: a row will soon say that they are there."""
    file.flush()
    os.fsync(file.fileno())


def _discard(incoming: Path) -> None:
    incoming.unlink(missing_ok=True)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True, mode=0o700)
    source.chmod(0o600)
    source.replace(target)
    for folder in (target.parent, target.parent.parent):  # names are safe only once their folders are on disk too
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
