"""A zip that is read while it is written: its size is bounded by nothing here, and nothing of it is kept."""

import asyncio
import io
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile


class ZipStream:
    """Writes files into a zip one after the other. Its table of contents comes last, so nothing is sought back."""

    def __init__(self) -> None:
        self._written = _Written()
        self._zip = ZipFile(self._written, "w", ZIP_DEFLATED)

    async def add(self, name: str, content: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        """Yield the part of the zip that holds a file; read it to the end before the next."""
        with self._zip.open(name, "w", force_zip64=True) as entry:
            async for chunk in content:
                await asyncio.to_thread(entry.write, chunk)
                yield self._written.take()
        yield self._written.take()

    def close(self) -> bytes:
        """Return the table of contents."""
        self._zip.close()
        return self._written.take()


class _Written(io.RawIOBase):
    """Holds what was written since it was last taken. Cannot seek, and `ZipFile` minds that."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def write(self, data: Any, /) -> int:
        self._chunks.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._chunks)
        self._chunks.clear()
        return taken
