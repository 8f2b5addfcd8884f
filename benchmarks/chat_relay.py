"""A relay that does nothing but pass words on: what the benchmark's own client and provider take of a first token.

Run as a process of its own, `python -m benchmarks.chat_relay URL`; it prints the port that it listens on.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from aiohttp import web


@contextmanager
def relaying(provider_url: str) -> Iterator[str]:
    """Run a relay beside this process; yield its URL."""
    command = [sys.executable, "-m", "benchmarks.chat_relay", provider_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as relay:
        assert relay.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(relay.stdout.readline())}"
        finally:
            relay.terminate()


async def _serve(provider_url: str) -> None:
    async with aiohttp.ClientSession(provider_url, connector=aiohttp.TCPConnector(limit=0)) as provider:

        async def login(_request: web.Request) -> web.Response:
            return web.json_response({"data": {"access_token": "none is looked at"}})

        async def answer(request: web.Request) -> web.StreamResponse:
            await request.read()
            response = web.StreamResponse(
                headers={"content-type": "text/event-stream", "X-Conversation-Id": "there is none"}
            )
            await response.prepare(request)
            async with provider.post("/v1/messages", json={"model": "any"}) as words:
                async for line in words.content:
                    if b"text_delta" in line:
                        text = json.loads(line.removeprefix(b"data: "))["delta"]["text"]
                        await response.write(f'data: {{"text": {json.dumps(text)}}}\n\n'.encode())
            return response

        app = web.Application()
        app.router.add_post("/api/v1/auth/login", login)
        app.router.add_post("/api/v1/chat/stream", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
