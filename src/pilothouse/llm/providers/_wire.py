"""What every provider on the wire has in common: addresses and headers made once, sending, streaming, failing."""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, ClassVar, NamedTuple

import msgspec
from multidict import CIMultiDict
from yarl import URL

from pilothouse.core.errors import InvalidInput, PilothouseError, TimedOut, UpstreamFailed
from pilothouse.core.json import dumps
from pilothouse.llm.dialects import dialect
from pilothouse.llm.dialects.base import AnswerReader, DialectName
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import ModelEvent, ModelRequest
from pilothouse.llm.providers._failures import error_of, page_instead
from pilothouse.llm.providers._transport import Headers, Transport
from pilothouse.llm.providers.base import Answer, Operation, ProviderConfig
from pilothouse.llm.sse import ServerSentEvent, SseParser

NOTHING: Mapping[str, str] = {}
_OPERATION_OF: dict[DialectName, Operation] = {
    "openai_chat": "chat",
    "openai_responses": "responses",
    "anthropic_messages": "messages",
}
_MAX_ANSWER_BYTES = 64 * 1024 * 1024
_MAX_ERROR_BYTES = 64 * 1024
_ERROR_WAIT_S = 5.0
_LAST_BYTES_WAIT_S = 0.25  # of an answer that is complete: its connection can be used again
_LAST_EVENTS = frozenset({"message_stop", "response.completed", "response.incomplete"})
_PATH = re.compile(r"[A-Za-z0-9._~:@!$&'()*+,;=%-]+(?:/[A-Za-z0-9._~:@!$&'()*+,;=%-]+)*(?:\?[^\s#\\]*)?")
_STEP_UP = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?=/|\?|$)", re.IGNORECASE)


class Outgoing(NamedTuple):
    """A request as it leaves."""

    url: URL
    body: bytes
    headers: Headers


class ModelEntry(msgspec.Struct):
    """One entry of a list of models."""

    id: str


class _ModelList(msgspec.Struct):
    data: list[ModelEntry]


class HttpProvider:
    """Sends requests in the provider's own wire. A vendor's class names its operations, paths and headers.

    Attributes:
        paths: of each operation, under the base address.
        forwarded: headers of a caller that mean something to this provider; no other goes along.
        price_list: the vendor's id in the price table; None where the address tells.
    """

    name = ""
    dialect: DialectName = "openai_chat"
    operations: frozenset[Operation] = frozenset()
    paths: ClassVar[Mapping[Operation, str]] = {}
    forwarded: ClassVar[frozenset[str]] = frozenset()
    price_list: ClassVar[str | None] = None
    default_model: ClassVar[str | None] = None
    output_bound: ClassVar[str] = "max_tokens"  # of chat completions; OpenAI itself wants a newer name

    def __init__(self, config: ProviderConfig, base_url: str, headers: Headers, api_key: str | None = None) -> None:
        """Describe the address; nothing is sent yet.

        Args:
            config: for its name, guard and bounds.
            base_url: checked; paths follow it after a slash.
            headers: of every request, credentials included.
            api_key: only to keep it out of messages.
        """
        self.name = config.name or type(self).name
        self._base_url = base_url
        self._headers = headers
        self._api_key = api_key
        self._urls = {operation: self.url(path) for operation, path in self.paths.items()}
        self._transport = Transport(self.name, max_connections=config.max_connections, guard=config.guard)

    @classmethod
    def serves(cls, model: str) -> bool:
        """Serve every model of the vendor's price list, as `ProviderType.serves` says."""
        del model
        return True

    def url(self, path: str) -> URL:
        """Return the address of a path, which is taken as it is."""
        return URL(f"{self._base_url}/{path}", encoded=True)

    async def send(
        self, operation: Operation, body: bytes, *, model: str, headers: Mapping[str, str] = NOTHING, ends_at: float
    ) -> Answer:
        """Send a request as `WireProvider.send` says."""
        url, body, outgoing = await self._outgoing(operation, body, model, headers)
        return await self._transport.send("POST", url, body, outgoing, ends_at)

    def lacks(self, operation: Operation) -> None:
        """Take note that this address does not know an operation after all."""
        self.operations = self.operations - {operation}

    async def request(self, method: str, path: str, *, ends_at: float, body: bytes | None = None) -> Answer:
        """Ask for something that costs nothing, as `WireProvider.request` says."""
        if not _PATH.fullmatch(path) or _STEP_UP.search(path):
            raise InvalidInput(f"{path[:200]!r} is not a path at {self.name}.")
        return await self._transport.send(method, self.url(path), body, self._headers, ends_at)

    async def check(self, *, model: str | None, ends_at: float) -> list[str] | None:
        """See whether the connection works, as `WireProvider.check` says."""
        del model
        return await self._list_models("models", ends_at)

    async def failure_of(self, answer: Answer) -> PilothouseError:
        """Read a refusal as `WireProvider.failure_of` says."""
        body = b""
        with contextlib.suppress(TimeoutError, TimedOut, AnswerCutOff):  # the status says enough
            async with asyncio.timeout(_ERROR_WAIT_S):
                while len(body) < _MAX_ERROR_BYTES and (chunk := await answer.next_chunk()):
                    body += chunk
        answer.close()
        return error_of(self.name, answer.status, answer.headers, body[:_MAX_ERROR_BYTES], self._api_key)

    async def stream(self, request: ModelRequest, *, deadline_s: float) -> AsyncGenerator[ModelEvent, None]:
        """Answer as `Provider.stream` says."""
        ends_at = asyncio.get_running_loop().time() + deadline_s
        wire = dialect(self.dialect)
        body = dumps(self._bounded(wire.write_request(request, stream=True)))
        answer = await self.send(_OPERATION_OF[self.dialect], body, model=request.model, ends_at=ends_at)
        try:
            await self._raise_for(answer)
            async with aclosing(_events(answer, wire.answer_reader(request))) as events:
                async for event in events:
                    yield event
        finally:
            answer.close()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def _outgoing(self, operation: Operation, body: bytes, model: str, headers: Mapping[str, str]) -> Outgoing:
        """Address a request; a provider that names the model in the address, or signs, does it here."""
        del model
        return Outgoing(self._urls[operation], body, self._with(headers))

    def _with(self, headers: Mapping[str, str]) -> Headers:
        """Return our headers with those of the caller that this provider knows."""
        known = {name: headers[name] for name in self.forwarded if name in headers} if headers else None
        if not known:
            return self._headers
        joined = CIMultiDict(self._headers)
        joined.update(known)
        return joined

    def _bounded(self, body: dict[str, Any]) -> dict[str, Any]:
        """Bound an answer by the name this provider knows: OpenAI's newer models refuse the older, others know it."""
        if "max_tokens" in body and self.dialect == "openai_chat":
            body[self.output_bound] = body.pop("max_tokens")
        return body

    async def _raise_for(self, answer: Answer) -> None:
        if not 200 <= answer.status < 300:
            raise await self.failure_of(answer)
        if "html" in answer.headers.get("content-type", ""):
            raise page_instead(self.name)

    async def _list_models(self, path: str, ends_at: float) -> list[str]:
        answer = await self.request("GET", path, ends_at=ends_at)
        try:
            await self._raise_for(answer)
            body = await answer.read(_MAX_ANSWER_BYTES)
        finally:
            answer.close()
        try:  # Together lists them without an object around
            found = msgspec.json.decode(body, type=_ModelList | list[ModelEntry])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UpstreamFailed(f"{self.name} did not list its models in the published shape.") from error
        return [entry.id for entry in (found.data if isinstance(found, _ModelList) else found)]


async def _events(answer: Answer, reader: AnswerReader) -> AsyncGenerator[ModelEvent]:
    """Read an answer, streamed or whole, into events."""
    if answer.is_stream:
        async with aclosing(_streamed(answer, reader)) as streamed:
            async for event in streamed:
                yield event
    else:
        for event in reader.whole(await answer.read(_MAX_ANSWER_BYTES)):
            yield event
    for event in reader.finish():
        yield event


async def _streamed(answer: Answer, reader: AnswerReader) -> AsyncGenerator[ModelEvent]:
    parser = SseParser()
    while chunk := await answer.next_chunk():
        events = parser.feed(chunk)
        for sent in events:
            for event in reader.feed(sent):
                yield event
        if any(_is_last(sent) for sent in events):
            await _read_to_the_end(answer)
            return


def _is_last(event: ServerSentEvent) -> bool:
    return event.name in _LAST_EVENTS or event.data == "[DONE]"


async def _read_to_the_end(answer: Answer) -> None:
    """Give the connection back to the pool, unless the provider keeps it busy."""
    try:
        async with asyncio.timeout(_LAST_BYTES_WAIT_S):
            while await answer.next_chunk():
                pass
    except (TimeoutError, TimedOut, AnswerCutOff):
        answer.close()
