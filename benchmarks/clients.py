"""CPU per request of HTTP clients against one fake provider, in turns: ours, aiohttp, pyreqwest where there is one.

Each keeps 100 requests in flight; the provider answers after 50 to 150 ms. Threads of a client count as well.
"""

import asyncio
import importlib.util
import json
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from benchmarks.gateways.targets import upstream
from benchmarks.table import Ratio, Result
from pilothouse.llm.providers._transport import Transport

ROUNDS = 5
CALLS = 2_000
IN_FLIGHT = 100
BODY = json.dumps({"model": "slow", "messages": [{"role": "user", "content": "Hello there. " * 30}]}).encode()
HEADERS = {"content-type": "application/json", "authorization": "Bearer upstream"}

Ask = Callable[[], Awaitable[bytes]]


async def run() -> Result:
    """Run the clients in turns and compare medians."""
    clients = {"ours": _ours, "aiohttp": _aiohttp}
    if importlib.util.find_spec("pyreqwest"):
        clients["pyreqwest"] = _pyreqwest
    cpu_ms: dict[str, list[float]] = defaultdict(list)
    with upstream() as port:
        url = f"http://127.0.0.1:{port}/v1/chat/completions"
        for _ in range(ROUNDS):
            for name, client in clients.items():
                async with client(url) as ask:
                    await _ask_all(ask, IN_FLIGHT * 2)  # connected
                    began = time.process_time()
                    await _ask_all(ask, CALLS)
                    cpu_ms[name].append(1000 * (time.process_time() - began) / CALLS)
    medians = {name: statistics.median(values) for name, values in cpu_ms.items()}
    result = Result(f"HTTP clients, median of {ROUNDS} interleaved rounds", ("Client", "CPU ms/request"))
    result.rows = [(name, f"{median:.3f}") for name, median in medians.items()]
    result.ratios = {
        f"CPU per request, {name} against ours": Ratio(median / medians["ours"])
        for name, median in medians.items()
        if name != "ours"
    }
    return result


async def _ask_all(ask: Ask, total: int) -> None:
    numbers = iter(range(total))

    async def worker() -> None:
        for _ in numbers:
            assert await ask()

    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))


@asynccontextmanager
async def _ours(url: str) -> AsyncGenerator[Ask]:
    transport = Transport("upstream", max_connections=1000)
    address, headers, loop = URL(url), CIMultiDict(HEADERS), asyncio.get_running_loop()

    async def ask() -> bytes:
        answer = await transport.send("POST", address, BODY, headers, loop.time() + 60)
        return await answer.read(1_000_000)

    yield ask
    await transport.aclose()


@asynccontextmanager
async def _aiohttp(url: str) -> AsyncGenerator[Ask]:
    address, headers = URL(url), CIMultiDict(HEADERS)
    connector = aiohttp.TCPConnector(limit=1000)
    cookies = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, cookie_jar=cookies) as session:

        async def ask() -> bytes:
            async with session.post(address, data=BODY, headers=headers, allow_redirects=False) as answer:
                return await answer.read()

        yield ask


@asynccontextmanager
async def _pyreqwest(url: str) -> AsyncGenerator[Ask]:
    from pyreqwest.client import ClientBuilder

    async with ClientBuilder().build() as client:

        async def ask() -> bytes:
            answer = await client.post(url).headers(HEADERS).body_bytes(BODY).build().send()
            return bytes(await answer.bytes())

        yield ask
