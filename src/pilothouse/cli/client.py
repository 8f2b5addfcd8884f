"""How commands reach the API: over HTTP when `PILOTHOUSE_URL` is set, else in this process on the data directory."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from pilothouse.cli.events import Event, NothingLeft, read_events
from pilothouse.core.errors import InvalidInput, PilothouseError, Unauthenticated, Unavailable

TIMEOUT_S = 120.0


class ApiRefused(PilothouseError):
    """The server answered with an error; its code, message and details are passed on."""

    def __init__(self, code: str, message: str, details: dict[str, Any] | None) -> None:
        super().__init__(message, details=details)
        self.told_code = code


class Api:
    """The REST API as commands use it: paths below `/api/v1` in, `data` out.

    Attributes:
        results: folder for artifacts when there is no server to fetch them from later.
    """

    def __init__(self, http: httpx2.AsyncClient, results: Path | None = None) -> None:
        self._http = http
        self.results = results

    @property
    def is_in_process(self) -> bool:
        """Whether the application runs in this process, and ends with the command."""
        return self.results is not None

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """Send one request and return the answer's `data`.

        Raises:
            ApiRefused: the server's error, in its words.
            Unavailable: the server cannot be reached.
        """
        return (await self.envelope(method, path, **options))["data"]

    async def envelope(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Send one request and return the whole answer."""
        body = self._body(await self._send(method, f"/api/v1{path}", **options))
        if not body.get("success"):
            raise _refusal(body)
        return body

    async def every(self, path: str, **query: Any) -> list[Any]:
        """Return all of a list that comes in pages; raises as `call`."""
        found: list[Any] = []
        cursor: str | None = None
        while True:
            place = {"cursor": cursor} if cursor else {}
            page = await self.envelope("GET", path, params={"limit": 200, **query, **place})
            found += page["data"]
            cursor = page["meta"]["pagination"]["next_cursor"]
            if cursor is None:
                return found

    async def upload(self, path: Path) -> dict[str, Any]:
        """Upload a file.

        Raises:
            InvalidInput: there is no such file.
        """
        if not path.is_file():
            raise InvalidInput(f"There is no file {path}.")
        with path.open("rb") as file:
            return await self.call("POST", "/files", files={"file": (path.name, file)})

    async def download(self, path: str) -> bytes:
        """Return an address's bytes.

        Raises:
            ApiRefused: the server's error, in its words.
            Unavailable: the server cannot be reached.
        """
        response = await self._send("GET", path)
        if not response.is_success:
            raise _refusal(self._body(response))
        return response.content

    async def delete(self, path: str) -> None:
        """Send one DELETE request, which is answered by nothing.

        Raises:
            ApiRefused: the server's error, in its words.
            Unavailable: the server cannot be reached.
        """
        response = await self._send("DELETE", f"/api/v1{path}")
        if not response.is_success:
            raise _refusal(self._body(response))

    async def save(self, path: str, target: Path, **options: Any) -> int:
        """Write an address's bytes into a file as they come; return how many. A broken answer leaves no file.

        Raises:
            ApiRefused: the server's error, in its words.
            Unavailable: the server cannot be reached, or broke off.
        """
        half = target.with_name(f"{target.name}.part")
        try:
            async with self._http.stream("GET", path, **options) as response:
                if not response.is_success:
                    await response.aread()
                    raise _refusal(self._body(response))
                with half.open("wb") as file:
                    size_bytes = sum([file.write(chunk) async for chunk in response.aiter_bytes()])
        except httpx2.TransportError as error:
            half.unlink(missing_ok=True)
            raise Unavailable(f"{self._http.base_url} cannot be reached: {error}.") from error
        half.replace(target)
        return size_bytes

    async def events(self, method: str, path: str, **options: Any) -> AsyncGenerator[Event]:
        """Send one request and yield the events of its answer as they come.

        Raises:
            ApiRefused: the server's error, in its words.
            NothingLeft: the stream is over, and there is no event left to read.
            Unavailable: the server cannot be reached, or broke off.
        """
        try:
            async with self._http.stream(method, f"/api/v1{path}", **options) as response:
                if not response.is_success:
                    await response.aread()
                    raise _refusal(self._body(response))
                if response.status_code == 204:
                    raise NothingLeft
                async with aclosing(read_events(response.aiter_lines())) as events:
                    async for event in events:
                        yield event
        except httpx2.TransportError as error:
            raise Unavailable(f"{self._http.base_url} cannot be reached: {error}.") from error

    async def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            return await self._http.request(method, path, **options)
        except httpx2.TransportError as error:
            raise Unavailable(f"{self._http.base_url} cannot be reached: {error}.") from error

    def _body(self, response: httpx2.Response) -> dict[str, Any]:
        try:
            return response.json()
        except ValueError as error:
            raise Unavailable(f"{self._http.base_url} did not answer as a Pilothouse server does.") from error


def _refusal(body: dict[str, Any]) -> ApiRefused:
    error = body.get("error", {})
    return ApiRefused(error.get("code", "http_error"), error.get("message", ""), error.get("details"))


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


def call_api(data_dir: Path | None, method: str, path: str, **options: Any) -> Any:
    """Send the one request a command needs and return the answer's `data`; for code outside an event loop.

    Raises:
        PilothouseError: as `Api.call`.
    """

    async def call() -> Any:
        async with open_api(data_dir) as api:
            return await api.call(method, path, **options)

    return asyncio.run(call())


@asynccontextmanager
async def _remote(url: str, key: str) -> AsyncGenerator[Api]:
    if not key:
        raise Unauthenticated(
            "PILOTHOUSE_URL is set, so set PILOTHOUSE_API_KEY too: `pilothouse keys create` makes one."
        )
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(base_url=url.rstrip("/"), headers=headers, timeout=TIMEOUT_S) as http:
        yield Api(http)
