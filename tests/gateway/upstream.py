"""A server that speaks chat completions as published, follows a script, and keeps its own bill."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Reply:
    """One answer: its words, what it says it used, and what goes wrong."""

    words: list[str] = field(default_factory=lambda: ["Hello", ", ", "world"])
    usage: dict[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 1000, "completion_tokens": 500})
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stalls_after: int | None = None
    breaks_after: int | None = None


class Upstream:
    """Answers requests with the scripted replies in turn; the last one repeats."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies) or [Reply()]
        self.requests: list[dict[str, Any]] = []
        self.was_left = asyncio.Event()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.status != 200:
            return web.json_response({"error": {"message": "no"}}, status=reply.status, headers=reply.headers)
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        try:
            for number, word in enumerate(reply.words):
                if number == reply.stalls_after:
                    await asyncio.sleep(60)
                if number == reply.breaks_after:
                    assert request.transport
                    request.transport.abort()
                    return response
                await self._send(response, {"choices": [{"index": 0, "delta": {"content": word}}]})
        except (asyncio.CancelledError, ConnectionError):
            self.was_left.set()
            raise
        await self._send(response, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        if reply.usage:
            await self._send(response, {"choices": [], "usage": reply.usage})
        await response.write(b"data: [DONE]\n\n")
        return response

    async def _send(self, response: web.StreamResponse, chunk: dict[str, Any]) -> None:
        await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
