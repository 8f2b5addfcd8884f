"""Chat completions as OpenAI publishes them, spoken by most providers and local servers.

Source: https://platform.openai.com/docs/api-reference/chat
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

import aiohttp

from pilothouse.core.errors import TimedOut, UpstreamFailed
from pilothouse.core.json import dumps
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import ModelEvent, ModelRequest
from pilothouse.llm.providers import _openai_wire as wire
from pilothouse.llm.providers.base import provider
from pilothouse.llm.sse import SseParser

_MAX_ERROR_BYTES = 64 * 1024
_CONNECT_TIMEOUT_S = 10


@provider
class OpenAICompatible:
    """One address that speaks chat completions, with its key."""

    name = "openai_compatible"

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        *,
        name: str = "openai_compatible",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the address; nothing is sent yet.

        Args:
            base_url: up to and without "/chat/completions", such as "https://api.openai.com/v1".
            api_key: sent as bearer token.
            name: of this instance, in errors and in the ledger.
            headers: sent along, such as an organization.
        """
        self.name = name
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {"content-type": "application/json", "accept": "text/event-stream", **(headers or {})}
        if api_key:
            self._headers["authorization"] = f"Bearer {api_key}"
        # OpenAI's newer models refuse the older name, most other servers know only that.
        self._output_bound = "max_completion_tokens" if "api.openai.com" in base_url else "max_tokens"
        self._session: aiohttp.ClientSession | None = None

    async def stream(self, request: ModelRequest, *, deadline_s: float) -> AsyncGenerator[ModelEvent, None]:
        """Answer as `Provider.stream` says."""
        ends_at = asyncio.get_running_loop().time() + deadline_s
        answer = wire.AnswerReader(request)
        async with aclosing(self._chunks(wire.request_body(request, self._output_bound), ends_at)) as chunks:
            async for chunk in chunks:
                for event in answer.read(chunk):
                    yield event
        for event in answer.finish():
            yield event

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def _chunks(self, body: dict[str, Any], ends_at: float) -> AsyncGenerator[wire.Chunk, None]:
        """Send the request and yield the JSON objects of the answer, one or many."""
        try:
            async with asyncio.timeout_at(ends_at):
                response = await self._open().post(self._url, data=dumps(body), headers=self._headers)
        except TimeoutError as error:
            raise TimedOut(f"{self.name} did not begin to answer in time.") from error
        except aiohttp.ClientError as error:
            raise UpstreamFailed(f"{self.name} cannot be reached: {error}.") from error
        try:
            await self._raise_for_status(response, ends_at)
            async with aclosing(self._pieces(response, ends_at)) as pieces:
                is_stream = response.content_type == "text/event-stream"
                async with aclosing(_streamed(pieces) if is_stream else _whole(pieces)) as objects:
                    async for each in objects:
                        yield each
        finally:
            response.close()

    async def _pieces(self, response: aiohttp.ClientResponse, ends_at: float) -> AsyncGenerator[bytes, None]:
        try:
            while True:
                async with asyncio.timeout_at(ends_at):
                    piece = await response.content.readany()
                if not piece:
                    return
                yield piece
        except TimeoutError as error:
            raise TimedOut(f"{self.name} did not finish its answer in time.") from error
        except aiohttp.ClientError as error:
            raise AnswerCutOff(f"{self.name} broke off in the middle of its answer.") from error

    async def _raise_for_status(self, response: aiohttp.ClientResponse, ends_at: float) -> None:
        if response.status < 400:
            return
        try:
            async with asyncio.timeout_at(ends_at):
                body = await response.content.read(_MAX_ERROR_BYTES)
        except (TimeoutError, aiohttp.ClientError):
            body = b""
        raise wire.error_of(self.name, response.status, response.headers, body)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_TIMEOUT_S)
            self._session = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


async def _streamed(pieces: AsyncIterator[bytes]) -> AsyncGenerator[wire.Chunk, None]:
    parser = SseParser()
    async for piece in pieces:
        for event in parser.feed(piece):
            if event.data.strip() == "[DONE]":
                return
            yield wire.read_chunk(event.data)


async def _whole(pieces: AsyncIterator[bytes]) -> AsyncGenerator[wire.Chunk, None]:
    """Read the answer of a server that does not stream."""
    yield wire.read_chunk(b"".join([piece async for piece in pieces]))
