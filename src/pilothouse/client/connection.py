"""Sending requests, again where that is safe, and reading what comes back."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from itertools import count
from typing import Any

import httpx2

from pilothouse.client.downloads import AsyncDownload, Download
from pilothouse.client.events import Event, event_of
from pilothouse.client.listing import AsyncListing, Listing, Page
from pilothouse.client.request import (
    ApiRequest,
    api_request,
    envelope_of,
    pause_after_answer,
    pause_after_failure,
    unavailable,
)

_JSON, _EVENTS, _ANY = "application/json", "text/event-stream", "*/*"


class Connection:
    """A server, and how patiently it is asked.

    Every method takes a request as `api_request` does. What it asks raises `ApiError`, the server's refusal in its
    words, and `Unavailable` when the server cannot be reached or is none of ours.
    """

    def __init__(self, http: httpx2.Client, retries: int) -> None:
        self._http = http
        self._retries = retries

    def send(self, method: str, path: str, names: Sequence[str] = (), **options: Any) -> Any:
        """Send one request and return the answer's `data`."""
        return self._ask(api_request(method, path, names, **options))["data"]

    def listing(
        self, method: str, path: str, names: Sequence[str] = (), *, query: Mapping[str, Any] | None = None
    ) -> Listing[Any]:
        """Return a list that asks when it is walked through."""

        def fetch(cursor: str | None) -> Page[Any]:
            place = {"cursor": cursor} if cursor else {}
            return Page.of(self._ask(api_request(method, path, names, query={**(query or {}), **place})))

        return Listing(fetch)

    def events(self, method: str, path: str, names: Sequence[str] = (), **options: Any) -> Iterator[Event]:
        """Yield events as they come. A stream that can be read anew goes on where its connection broke."""
        request, failures = api_request(method, path, names, **options), 0
        while True:
            try:
                with self._answer(request, _EVENTS) as answer:
                    if answer.status_code != HTTPStatus.NO_CONTENT:
                        for sent in httpx2.EventSource(answer):
                            request, failures = request.after(sent.id), 0
                            yield event_of(sent)
                    return
            except httpx2.TransportError as error:
                if request.method != "GET" or failures == self._retries:
                    raise unavailable(error) from error
                time.sleep(pause_after_failure(request, error, failures))
                failures += 1

    def download(self, method: str, path: str, names: Sequence[str] = (), **options: Any) -> Download:
        """Return a file that is asked for when it is read."""
        request = api_request(method, path, names, **options)

        @contextmanager
        def opened() -> Generator[Iterator[bytes]]:
            try:
                with self._answer(request, _ANY) as answer:
                    yield answer.iter_bytes()
            except httpx2.TransportError as error:
                raise unavailable(error) from error

        return Download(opened)

    def _ask(self, request: ApiRequest) -> dict[str, Any]:
        with self._answer(request, _JSON) as answer:
            answer.read()
            return envelope_of(answer)

    @contextmanager
    def _answer(self, request: ApiRequest, accept: str) -> Generator[httpx2.Response]:
        """Yield the answer to a request, whose body is not read yet; a refusal is raised."""
        answer = self._patiently(request, accept)
        try:
            if not answer.is_success:
                answer.read()
                envelope_of(answer)
            yield answer
        finally:
            answer.close()

    def _patiently(self, request: ApiRequest, accept: str) -> httpx2.Response:
        """Send a request until its answer stands."""
        for attempt in count():
            try:
                with request.parts(accept) as parts:
                    answer = self._http.send(self._http.build_request(**parts), stream=True)
            except httpx2.TransportError as error:
                if attempt >= self._retries:
                    raise unavailable(error) from error
                pause = pause_after_failure(request, error, attempt)
            else:
                pause = pause_after_answer(request, answer, attempt) if attempt < self._retries else None
                if pause is None:
                    return answer
                answer.close()
            time.sleep(pause)
        raise AssertionError  # the count has no end


class AsyncConnection:
    """A server, and how patiently it is asked; as `Connection`."""

    def __init__(self, http: httpx2.AsyncClient, retries: int) -> None:
        self._http = http
        self._retries = retries

    async def send(self, method: str, path: str, names: Sequence[str] = (), **options: Any) -> Any:
        """Send one request and return the answer's `data`."""
        return (await self._ask(api_request(method, path, names, **options)))["data"]

    def listing(
        self, method: str, path: str, names: Sequence[str] = (), *, query: Mapping[str, Any] | None = None
    ) -> AsyncListing[Any]:
        """Return a list that asks when it is walked through."""

        async def fetch(cursor: str | None) -> Page[Any]:
            place = {"cursor": cursor} if cursor else {}
            return Page.of(await self._ask(api_request(method, path, names, query={**(query or {}), **place})))

        return AsyncListing(fetch)

    async def events(self, method: str, path: str, names: Sequence[str] = (), **options: Any) -> AsyncGenerator[Event]:
        """Yield events as they come. A stream that can be read anew goes on where its connection broke."""
        request, failures = api_request(method, path, names, **options), 0
        while True:
            try:
                async with self._answer(request, _EVENTS) as answer:
                    if answer.status_code != HTTPStatus.NO_CONTENT:
                        async for sent in httpx2.EventSource(answer):
                            request, failures = request.after(sent.id), 0
                            yield event_of(sent)
                    return
            except httpx2.TransportError as error:
                if request.method != "GET" or failures == self._retries:
                    raise unavailable(error) from error
                await asyncio.sleep(pause_after_failure(request, error, failures))
                failures += 1

    def download(self, method: str, path: str, names: Sequence[str] = (), **options: Any) -> AsyncDownload:
        """Return a file that is asked for when it is read."""
        request = api_request(method, path, names, **options)

        @asynccontextmanager
        async def opened() -> AsyncGenerator[AsyncIterator[bytes]]:
            try:
                async with self._answer(request, _ANY) as answer:
                    yield answer.aiter_bytes()
            except httpx2.TransportError as error:
                raise unavailable(error) from error

        return AsyncDownload(opened)

    async def _ask(self, request: ApiRequest) -> dict[str, Any]:
        async with self._answer(request, _JSON) as answer:
            await answer.aread()
            return envelope_of(answer)

    @asynccontextmanager
    async def _answer(self, request: ApiRequest, accept: str) -> AsyncGenerator[httpx2.Response]:
        """Yield the answer to a request, whose body is not read yet; a refusal is raised."""
        answer = await self._patiently(request, accept)
        try:
            if not answer.is_success:
                await answer.aread()
                envelope_of(answer)
            yield answer
        finally:
            await answer.aclose()

    async def _patiently(self, request: ApiRequest, accept: str) -> httpx2.Response:
        """Send a request until its answer stands."""
        for attempt in count():
            try:
                with request.parts(accept) as parts:
                    answer = await self._http.send(self._http.build_request(**parts), stream=True)
            except httpx2.TransportError as error:
                if attempt >= self._retries:
                    raise unavailable(error) from error
                pause = pause_after_failure(request, error, attempt)
            else:
                pause = pause_after_answer(request, answer, attempt) if attempt < self._retries else None
                if pause is None:
                    return answer
                await answer.aclose()
            await asyncio.sleep(pause)
        raise AssertionError  # the count has no end
