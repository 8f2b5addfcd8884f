"""How commands reach the API: over HTTP when `PILOTHOUSE_URL` is set, else in this process on the data directory."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from pilothouse.cli.options import settings_from
from pilothouse.client import AsyncPilothouse
from pilothouse.core import collector
from pilothouse.core.errors import InvalidInput, Unauthenticated

T = TypeVar("T")


@asynccontextmanager
async def open_api(data_dir: Path | None, *, works: bool = False) -> AsyncGenerator[AsyncPilothouse]:
    """Yield the API of the server named by `PILOTHOUSE_URL`, else of the data directory.

    In the second case the application runs in this process and the command acts as the administrator: whoever may
    read the data directory is its operator. A server on the same directory is no obstacle.

    Args:
        data_dir: of the installation.
        works: whether missions run in this process, where there is no server. A command that only looks must not:
            it would take missions from those who can finish them.

    Raises:
        Unauthenticated: a server is named, and no key to it.
    """
    if is_in_process():
        with collector.spared():
            from pilothouse.cli.in_process import open_in_process  # a client of a server needs none of it

        async with open_in_process(data_dir, works=works) as http:
            yield AsyncPilothouse(http=http)
    elif not os.environ.get("PILOTHOUSE_API_KEY"):
        raise Unauthenticated(
            "PILOTHOUSE_URL is set, so set PILOTHOUSE_API_KEY too: `pilothouse keys create` makes one."
        )
    else:
        async with AsyncPilothouse() as api:
            yield api


def is_in_process() -> bool:
    """Whether the application runs in this process, and ends with the command."""
    return not os.environ.get("PILOTHOUSE_URL")


def data_folder(data_dir: Path | None) -> Path | None:
    """Return the data directory that the command works on itself; None when a server is asked."""
    return settings_from(data_dir, quiet=True).data_dir if is_in_process() else None


def ask_api(data_dir: Path | None, question: Callable[[AsyncPilothouse], Awaitable[T]]) -> T:
    """Ask what a command needs, `lambda api: api.missions.read(…)`; for code outside an event loop.

    Raises:
        PilothouseError: as the client.
    """

    async def ask() -> T:
        async with open_api(data_dir) as api:
            return await question(api)

    return asyncio.run(ask())


async def upload_file(api: AsyncPilothouse, path: Path) -> str:
    """Upload a file; return its id.

    Raises:
        InvalidInput: there is no such file.
    """
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}.")
    return (await api.files.upload(path))["id"]
