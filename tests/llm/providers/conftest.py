"""Local servers, and providers connected to them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

import pytest

from pilothouse.llm.messages import Message, ModelEvent, ModelRequest
from pilothouse.llm.providers import Provider, ProviderConfig, WireProvider, provider_type
from tests.llm.providers.servers import FakeServer, Handler


class Connect(Protocol):
    """Starts a server with a handler and connects a provider of a type to it."""

    def __call__(self, kind: str, handler: Handler, **config: Any) -> Awaitable[tuple[Any, FakeServer]]: ...


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[FakeServer]]]:
    servers: list[FakeServer] = []

    async def started(handler: Handler) -> FakeServer:
        server = FakeServer(handler)
        await server.start()
        servers.append(server)
        return server

    yield started
    for server in servers:
        await server.stop()


@pytest.fixture
async def connect(serve: Callable[[Handler], Awaitable[FakeServer]]) -> AsyncIterator[Connect]:
    connected: list[Provider] = []

    async def connect(kind: str, handler: Handler, **config: Any) -> tuple[Any, FakeServer]:
        server = await serve(handler)
        path = config.pop("path", "/v1")
        given = {"name": "acme", "api_key": "sk-test-0123456789", **config}  # not a secret
        provider = provider_type(kind).connect(ProviderConfig(base_url=server.url + path, **given))
        connected.append(provider)
        return provider, server

    yield connect
    for provider in connected:
        await provider.aclose()


async def collect(provider: Provider, request: ModelRequest | None = None, deadline_s: float = 5) -> list[ModelEvent]:
    """Return every event of an answer."""
    request = request or ModelRequest("m", (Message("user", "Hi"),), max_output_tokens=100)
    return [event async for event in provider.stream(request, deadline_s=deadline_s)]


async def sent(
    provider: WireProvider, operation: Any, body: bytes, model: str = "m", **headers: str
) -> tuple[int, bytes]:
    """Send a request and return status and body of its answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await provider.send(operation, body, model=model, headers=named, ends_at=soon())
    return answer.status, await answer.read(1_000_000)


def soon(after_s: float = 5) -> float:
    """Return a moment of the event loop's clock."""
    return asyncio.get_running_loop().time() + after_s
