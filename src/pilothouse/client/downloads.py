"""Files that the server gives: read whole, or written to disk as they come."""

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO


class Download:
    """A file that is fetched when it is read or saved."""

    def __init__(self, open_bytes: Callable[[], AbstractContextManager[Iterator[bytes]]]) -> None:
        self._open = open_bytes

    def read(self) -> bytes:
        """Return all of it."""
        with self._open() as chunks:
            return b"".join(chunks)

    def save(self, target: Path) -> int:
        """Write it to a file; return its size in bytes. A download that breaks off leaves no file."""
        with self._open() as chunks, _whole_file(target) as file:
            return sum(file.write(chunk) for chunk in chunks)


class AsyncDownload:
    """A file that is fetched when it is read or saved."""

    def __init__(self, open_bytes: Callable[[], AbstractAsyncContextManager[AsyncIterator[bytes]]]) -> None:
        self._open = open_bytes

    async def read(self) -> bytes:
        """Return all of it."""
        async with self._open() as chunks:
            return b"".join([chunk async for chunk in chunks])

    async def save(self, target: Path) -> int:
        """Write it to a file; return its size in bytes. A download that breaks off leaves no file."""
        async with self._open() as chunks:
            with _whole_file(target) as file:
                return sum([file.write(chunk) async for chunk in chunks])


@contextmanager
def _whole_file(target: Path) -> Generator[BinaryIO]:
    """Open a file that gets its name when it is complete."""
    half = target.with_name(f"{target.name}.part")
    try:
        with half.open("wb") as file:
            yield file
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
