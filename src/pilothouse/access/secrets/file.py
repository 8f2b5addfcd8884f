"""Secrets in files that only their owner can read."""

import asyncio
import os
import tempfile
from pathlib import Path

from pydantic import SecretStr

from pilothouse.access.secrets.backend import checked_name


class FileSecrets:
    """Keeps each secret in a file of its own, mode 0600, in a folder of mode 0700.

    A file appears complete or not at all: it is written beside its place, synchronised, then moved there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def get(self, name: str) -> SecretStr | None:
        return await asyncio.to_thread(self._read, checked_name(name))

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        return await asyncio.to_thread(self._create, checked_name(name), value)

    async def replace(self, name: str, value: SecretStr) -> None:
        await asyncio.to_thread(self._replace, checked_name(name), value)

    def _read(self, name: str) -> SecretStr | None:
        try:
            return SecretStr((self._folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def _create(self, name: str, value: SecretStr) -> SecretStr:
        written = self._write_beside(value)
        try:
            (self._folder / name).hardlink_to(written)  # unlike a rename, this fails when the name is taken
        except FileExistsError:
            value = self._read(name) or value
        finally:
            written.unlink()
        self._synchronise_folder()
        return value

    def _replace(self, name: str, value: SecretStr) -> None:
        self._write_beside(value).replace(self._folder / name)
        self._synchronise_folder()

    def _write_beside(self, value: SecretStr) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(prefix=".", dir=self._folder)  # mkstemp makes it 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(value.get_secret_value())
            file.flush()
            os.fsync(descriptor)
        return Path(path)

    def _synchronise_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
