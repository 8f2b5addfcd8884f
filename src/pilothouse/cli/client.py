"""How commands reach the API: over HTTP when `PILOTHOUSE_URL` is set, else in this process on the data directory."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from pilothouse.client import AsyncPilothouse, Event
from pilothouse.client.events import event_of
from pilothouse.client.request import envelope_of, unavailable
from pilothouse.client.schemas import FileRead
from pilothouse.core.errors import InvalidInput, Unauthenticated

TIMEOUT_S = 120.0

T = TypeVar("T")


class NothingLeft(Exception):
    """The stream is over, and the reader has all of it."""


class Api(AsyncPilothouse):
    """The client as commands use it.

    Attributes:
        results: folder for artifacts when there is no server to fetch them from later.
    """

    def __init__(self, http: httpx2.AsyncClient, results: Path | None = None) -> None:
        super().__init__(http=http)
        self.results = results

    @property
    def is_in_process(self) -> bool:
        """Whether the application runs in this process, and ends with the command."""
        return self.results is not None

    async def call(self, method: str, path: str, *, params: dict[str, Any] | None = None, json: Any = None) -> Any:
        """Ask for a path below `/api/v1` that the client does not know; raises as it does."""
        return await self.send(method, f"/api/v1{path}", query=params, body=json)

    async def upload(self, path: Path) -> FileRead:
        """Upload a file.

        Raises:
            InvalidInput: there is no such file.
        """
        if not path.is_file():
            raise InvalidInput(f"There is no file {path}.")
        return await self.files.upload(path)

    async def events(self, method: str, path: str, **options: Any) -> AsyncGenerator[Event]:
        """Send one request and yield the events of its answer as they come.

        Raises:
            ApiError: the server's error, in its words.
            NothingLeft: the stream is over, and there is no event left to read.
            Unavailable: the server cannot be reached, or broke off.
        """
        try:
            async with self._http.stream(method, f"/api/v1{path}", **options) as answer:
                if not answer.is_success:
                    await answer.aread()
                    envelope_of(answer)
                if answer.status_code == HTTPStatus.NO_CONTENT:
                    raise NothingLeft
                async for sent in httpx2.EventSource(answer):
                    yield event_of(sent)
        except httpx2.TransportError as error:
            raise unavailable(error) from error


@asynccontextmanager
async def open_api(data_dir: Path | None, *, works: bool = False) -> AsyncGenerator[Api]:
    """Yield the API of the server named by `PILOTHOUSE_URL`, else of the data directory.

    In the second case the application runs in this process and the command acts as the administrator: whoever may
    read the data directory is its operator. A server on the same directory is no obstacle.

    Args:
        data_dir: of the installation.
        works: whether missions run in this process, where there is no server. A command that only looks must not:
            it would take missions from those who can finish them.
    """
    url = os.environ.get("PILOTHOUSE_URL")
    if url:
        async with _remote(url, os.environ.get("PILOTHOUSE_API_KEY", "")) as api:
            yield api
    else:
        from pilothouse.cli.in_process import open_in_process  # a client of a server needs none of it

        async with open_in_process(data_dir, works=works) as (http, results):
            yield Api(http, results)


def ask_api(data_dir: Path | None, question: Callable[[Api], Awaitable[T]]) -> T:
    """Ask what a command needs, `lambda api: api.missions.read(…)`; for code outside an event loop.

    Raises:
        PilothouseError: as the client.
    """

    async def ask() -> T:
        async with open_api(data_dir) as api:
            return await question(api)

    return asyncio.run(ask())


def call_api(data_dir: Path | None, method: str, path: str, **options: Any) -> Any:
    """Send one request as `Api.call`; for code outside an event loop."""
    return ask_api(data_dir, lambda api: api.call(method, path, **options))


@asynccontextmanager
async def _remote(url: str, key: str) -> AsyncGenerator[Api]:
    if not key:
        raise Unauthenticated(
            "PILOTHOUSE_URL is set, so set PILOTHOUSE_API_KEY too: `pilothouse keys create` makes one."
        )
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(base_url=url.rstrip("/"), headers=headers, timeout=TIMEOUT_S) as http:
        yield Api(http)
