"""Providers for the benchmarks of chat: one that tells when it spoke, one that fails as often as it is told."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.gateway.wire.provider import Provider, Reply, Seen

FIRST_WORD_S = 0.2
WORDS = 30
WORD_S = 0.05
_OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


class TimedProvider:
    """Speaks Anthropic's wire. Its first word tells when the request came and when it was spoken, monotonic times."""

    url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["TimedProvider"]:
        """Serve meanwhile."""
        app = web.Application(client_max_size=64_000_000)
        app.router.add_post("/v1/messages", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        came_at = time.monotonic()
        model = (await request.json())["model"]
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        head = {"id": f"msg_{came_at}", "type": "message", "role": "assistant", "model": model, "content": []}
        usage = {"input_tokens": 500, "output_tokens": 1}
        ending = {"stop_reason": None, "stop_sequence": None}
        await _send(response, "message_start", message={**head, **ending, "usage": usage})
        await _send(response, "content_block_start", index=0, content_block={"type": "text", "text": ""})
        await asyncio.sleep(FIRST_WORD_S)
        for number in range(WORDS):
            word = f"word{number} " if number else f"{came_at:.6f} {time.monotonic():.6f} "
            await _send(response, "content_block_delta", index=0, delta={"type": "text_delta", "text": word})
            await asyncio.sleep(WORD_S)
        await _send(response, "content_block_stop", index=0)
        ended = {"stop_reason": "end_turn", "stop_sequence": None}
        await _send(response, "message_delta", delta=ended, usage={"output_tokens": WORDS})
        await _send(response, "message_stop")
        return response


async def _send(response: web.StreamResponse, kind: str, **fields: object) -> None:
    await response.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode())


class FaultyProvider(Provider):
    """Fails a share of the requests: overloaded, rate limited, cut before the first word, cut in the middle of one."""

    def __init__(self, share: float, seed: int = 4) -> None:
        super().__init__()
        self.faults = 0
        self._share = share
        self._random = random.Random(seed)

    def reply_to(self, _seen: Seen) -> Reply:
        """Answer, or fail in one of the ways."""
        self.seen.clear()  # thousands of requests are not kept
        words = ("All ", "is ", "well.")
        if self._random.random() >= self._share:
            return Reply(words, usage=(200, 0, 5))
        self.faults += 1
        return self._random.choice(
            (
                Reply(status=529, error=_OVERLOADED),
                Reply(status=429, error=_OVERLOADED, headers={"retry-after": "0"}),
                Reply(words, breaks_after=0),
                Reply(words, breaks_after=3),
            )
        )
