"""The least a proxy of our make can be: the same server and client, and no duty at all.

Usage: python -m benchmarks.gateways.bare_proxy PORT UPSTREAM_URL
"""

import sys
from typing import Any

import aiohttp
import uvicorn
from yarl import URL


class BareProxy:
    """Hands every request on and every byte back."""

    def __init__(self, upstream: str) -> None:
        self.upstream = URL(upstream + "/v1/chat/completions")
        self.session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = (await receive())["body"]
        if self.session is None:
            connector = aiohttp.TCPConnector(limit=2000)
            self.session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        headers = {"content-type": "application/json"}
        async with self.session.post(self.upstream, data=body, headers=headers) as response:
            content_type = response.headers["content-type"].encode()
            head = {
                "type": "http.response.start",
                "status": response.status,
                "headers": [(b"content-type", content_type)],
            }
            await send(head)
            while chunk := await response.content.readany():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    uvicorn.run(
        BareProxy(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
        access_log=False,
        lifespan="off",
    )
