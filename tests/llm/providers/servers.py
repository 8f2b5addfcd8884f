"""A local server in the place of a vendor's: it answers as a test tells it, and keeps what it was sent."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class FakeServer:
    """Answers every request by `handler`."""

    handler: Handler
    requests: list[Received] = field(default_factory=list)
    url: str = ""
    connections: set[object] = field(default_factory=set)

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._server = TestServer(app)
        await self._server.start_server()
        self.url = str(self._server.make_url("")).rstrip("/")

    async def stop(self) -> None:
        await self._server.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Received(request.method, request.raw_path, headers, await request.read()))
        self.connections.add(request.transport)
        return await self.handler(request)


def chat_events(chunks: list[dict[str, Any]]) -> bytes:
    """Write chunks as chat completions stream them."""
    return b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks) + b"data: [DONE]\n\n"


def message_events(events: list[dict[str, Any]]) -> bytes:
    """Write events as Anthropic streams them."""
    return b"".join(
        b"event: " + event["type"].encode() + b"\ndata: " + json.dumps(event).encode() + b"\n\n" for event in events
    )


HELLO = [
    {"id": "c", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]},
    {"id": "c", "choices": [{"index": 0, "delta": {"content": "Hé"}}]},
    {"id": "c", "choices": [{"index": 0, "delta": {"content": "llo"}, "finish_reason": None}]},
    {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
    {
        "id": "c",
        "choices": [],
        "usage": {
            "prompt_tokens": 12,
            "completion_tokens": 3,
            "prompt_tokens_details": {"cached_tokens": 8},
            "completion_tokens_details": {"reasoning_tokens": 1},
        },
    },
]
HELLO_MESSAGE = [
    {
        "type": "message_start",
        "message": {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 12, "output_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hé"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "llo"}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 3},
    },
    {"type": "message_stop"},
]


def streaming(
    data: bytes,
    *,
    piece: int = 10_000,
    pause_s: float = 0,
    is_cut: bool = False,
    content_type: str = "text/event-stream; charset=utf-8",
) -> Handler:
    """Answer with bytes in pieces of a size."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": content_type})
        await response.prepare(request)
        for start in range(0, len(data), piece):
            await response.write(data[start : start + piece])
            await asyncio.sleep(pause_s)
        if is_cut and request.transport is not None:
            request.transport.close()
        return response

    return handle


def answering(value: Any, status: int = 200, **headers: str) -> Handler:
    """Answer with JSON."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return web.json_response(value, status=status, headers=_named(headers))

    return handle


def refusing(status: int, body: str = "", **headers: str) -> Handler:
    """Answer with a status and a text."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body, headers=_named(headers))

    return handle


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
