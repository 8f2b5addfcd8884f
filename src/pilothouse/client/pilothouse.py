"""The clients: a server's resources as attributes."""

import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx2

from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.resources import AsyncResources, Resources

TIMEOUT_S = 120.0
RETRIES = 2
_LOCAL = "http://127.0.0.1:8700"


class Pilothouse(Resources):
    """A Pilothouse server: `Pilothouse().missions.submit(objective="…")`.

    Args:
        url: of the server; `PILOTHOUSE_URL`, else this machine's, when not given.
        api_key: `PILOTHOUSE_API_KEY` when not given.
        timeout_s: how long to wait for a part of an answer, in seconds.
        retries: how often a request is sent again that failed in passing and may be repeated.
        http: instead, a client of yours with `base_url` and credential; it stays yours to close.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        retries: int = RETRIES,
        http: httpx2.Client | None = None,
    ) -> None:
        self._is_own = http is None
        self._http = http or httpx2.Client(**_options(url, api_key, timeout_s))
        self._connection = Connection(self._http, retries)
        super().__init__(self._connection)

    def send(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """Ask for something that this client does not know, such as a newer route; return the answer's `data`.

        Raises:
            ApiError: the server's refusal, in its words.
            Unavailable: the server cannot be reached, or is none of ours.
        """
        return self._connection.send(method, path, query=query, body=body)

    def close(self) -> None:
        """Close its connections."""
        if self._is_own:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncPilothouse(AsyncResources):
    """A Pilothouse server for asyncio; as `Pilothouse`, with `await`, `async for` and `async with`."""

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        retries: int = RETRIES,
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        self._is_own = http is None
        self._http = http or httpx2.AsyncClient(**_options(url, api_key, timeout_s))
        self._connection = AsyncConnection(self._http, retries)
        super().__init__(self._connection)

    async def send(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Any = None) -> Any:
        """Ask for something that this client does not know, such as a newer route; return the answer's `data`.

        Raises:
            ApiError: the server's refusal, in its words.
            Unavailable: the server cannot be reached, or is none of ours.
        """
        return await self._connection.send(method, path, query=query, body=body)

    async def aclose(self) -> None:
        """Close its connections."""
        if self._is_own:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _options(url: str | None, api_key: str | None, timeout_s: float) -> dict[str, Any]:
    key = api_key or os.environ.get("PILOTHOUSE_API_KEY", "")
    return {
        "base_url": (url or os.environ.get("PILOTHOUSE_URL") or _LOCAL).rstrip("/"),
        "headers": {"Authorization": f"Bearer {key}"} if key else {},
        "timeout": timeout_s,
    }
