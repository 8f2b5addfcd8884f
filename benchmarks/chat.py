"""Chat: what the platform adds to the first token, how much of the input comes from caches, how many turns succeed."""

import asyncio
import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from benchmarks.chat_provider import FaultyProvider, TimedProvider
from benchmarks.chat_relay import relaying
from benchmarks.place import EMAIL, PASSWORD, served
from benchmarks.table import Ratio, Result, percentile
from tests.chat.caching import CachingProvider
from tests.gateway.wire.provider import Reply
from tests.places import open_place

CONVERSATIONS = int(os.environ.get("BENCH_CHAT_CONVERSATIONS", "100"))
MEASURE_S = float(os.environ.get("BENCH_CHAT_SECONDS", "60"))
WARM_UP_S = 10.0  # until every process has answered once
THINK_S = 20.0  # mean pause of a person between an answer and the next message: some 15 words at 40 a minute
CACHED_TURNS = 20
TURNS = int(os.environ.get("BENCH_CHAT_TURNS", "5000"))
FAULT_SHARE = 0.05
AT_ONCE = 16
_LONG_ANSWER = "The figures of the quarter are in line with the plan. " * 12


async def run() -> Result:
    """Measure all three, each against a server of its own."""
    result = Result("Chat", ("Measure", "Value"))
    bare_ms = await _bare(result)
    for processes in (1, 2):
        await _first_token(result, processes, bare_ms)
    await _cache(result)
    await _faults(result)
    return result


async def _bare(result: Result) -> tuple[float, float]:
    """Return what client and provider take by themselves, p50 and p95: no platform's share."""
    async with TimedProvider().running() as provider:
        with relaying(provider.url) as url:
            added_ms = await _talk(url)
    p50, p95 = percentile(added_ms, 0.5), percentile(added_ms, 0.95)
    result.rows += [("a bare relay in the platform's place, p50", f"{p50:.1f} ms"), ("… p95", f"{p95:.1f} ms")]
    return p50, p95


async def _first_token(result: Result, processes: int, bare_ms: tuple[float, float]) -> None:
    async with TimedProvider().running() as provider:
        with _office(provider.url, "--processes", str(processes)) as url:
            added_ms = await _talk(url)
    p50, p95 = percentile(added_ms, 0.5), percentile(added_ms, 0.95)
    words = f"{CONVERSATIONS} open conversations, {len(added_ms)} turns: added to the first token"
    result.rows += [(f"{words}, {processes} processes, p50", f"{p50:.1f} ms"), ("… p95", f"{p95:.1f} ms")]
    least_ms, bare_p95_ms = bare_ms
    share = Ratio((p95 - least_ms) / 50, "lower", 1, is_relative=False)
    result.ratios[f"p95 of the platform's share, {processes} processes, of 50 ms"] = share
    result.ratios[f"p95 to the first token, {processes} processes, times a bare relay's"] = Ratio(
        p95 / bare_p95_ms, "lower"
    )


async def _cache(result: Result) -> None:
    provider = CachingProvider(lambda number: Reply(words=(f"Answer {number}. {_LONG_ANSWER}",)))
    async with provider.running():
        with _office(provider.url) as url:
            async with await _client(url) as http:
                conversation_id = None
                for number in range(CACHED_TURNS):
                    body = {"message": f"Question {number}: go on, please.", "conversation_id": conversation_id}
                    answer = (await http.post("/chat", json=body)).json()["data"]
                    conversation_id = answer["turn"]["conversation_id"]
    result.rows.append((f"input from the provider's cache over {CACHED_TURNS} turns", f"{provider.hit_rate:.1%}"))
    result.ratios["cache hits over 20 turns"] = Ratio(provider.hit_rate, "higher", 0.8)


async def _faults(result: Result) -> None:
    async with FaultyProvider(FAULT_SHARE).running() as provider:
        with _office(provider.url) as url:
            async with await _client(url) as http:
                succeeded = await _many_turns(http)
    share = succeeded / TURNS
    words = f"{TURNS} turns, {FAULT_SHARE:.0%} of the provider's answers fail: turns that succeed"
    result.rows.append((words, f"{share:.2%}"))
    result.ratios["turns that succeed with 5 % faults"] = Ratio(share, "higher", 0.995)


async def _talk(url: str) -> list[float]:
    """Let people talk for a while; return what the platform added to each first token, in milliseconds."""
    added_ms: list[float] = []

    async def person(number: int) -> None:
        chance = random.Random(number)
        conversation_id = None
        async with httpx2.AsyncClient(base_url=f"{url}/api/v1", headers=headers, timeout=60) as http:
            await asyncio.sleep(chance.uniform(0, THINK_S))
            while (now := time.monotonic()) < ends_at:
                body = {"message": "Please go on.", "conversation_id": conversation_id}
                conversation_id, taken_ms = await _timed_turn(http, body)
                if now >= counts_from:
                    added_ms.append(taken_ms)
                pause_s = chance.expovariate(1 / THINK_S)
                await asyncio.sleep(min(pause_s, max(0.0, ends_at - time.monotonic())))

    headers = await _sign_in(url)
    counts_from = time.monotonic() + WARM_UP_S
    ends_at = counts_from + MEASURE_S
    async with asyncio.TaskGroup() as group:
        for number in range(CONVERSATIONS):
            group.create_task(person(number))
    return added_ms


async def _timed_turn(http: httpx2.AsyncClient, body: dict[str, object]) -> tuple[str, float]:
    """Take one turn to its end; return its conversation and the platform's share of its first token."""
    sent_at, share_ms = time.monotonic(), None
    async with http.stream("POST", "/chat/stream", json=body) as answer:
        assert answer.status_code == 200, (await answer.aread()).decode()
        async for line in answer.aiter_lines():
            if share_ms is None and line.startswith('data: {"text"'):
                came_at, spoken_at = map(float, json.loads(line.removeprefix("data: "))["text"].split()[:2])
                share_ms = 1000 * ((came_at - sent_at) + (time.monotonic() - spoken_at))
        assert share_ms is not None, "a turn without a word"
        return answer.headers["X-Conversation-Id"], share_ms


async def _many_turns(http: httpx2.AsyncClient) -> int:
    """Take turns, several at a time, each in a conversation of its own; count those that were answered whole."""
    left, succeeded = iter(range(TURNS)), 0

    async def take() -> None:
        nonlocal succeeded
        for number in left:
            answer = await http.post("/chat", json={"message": f"Is all well, {number}?"})
            message = answer.json()["data"]["message"]
            succeeded += message["state"] == "complete" and message["text"] == "All is well."

    await asyncio.gather(*(take() for _ in range(AT_ONCE)))
    return succeeded


async def _sign_in(url: str) -> dict[str, str]:
    """Return the headers of the installation's administrator."""
    async with httpx2.AsyncClient(base_url=f"{url}/api/v1", timeout=60) as http:
        body = {"email": EMAIL, "password": PASSWORD, "delivery": "body"}
        token = (await http.post("/auth/login", json=body)).json()["data"]["access_token"]
    return {"Authorization": f"Bearer {token}"}


async def _client(url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=f"{url}/api/v1", headers=await _sign_in(url), timeout=60)


@contextmanager
def _office(provider_url: str, *options: str) -> Iterator[str]:
    """Run a server whose Anthropic is the given provider."""
    os.environ |= {"ANTHROPIC_API_KEY": "not-a-secret", "ANTHROPIC_BASE_URL": provider_url}
    try:
        with open_place(on_disk=True) as place, served(place / "data", *options) as server:
            yield server.url
    finally:
        del os.environ["ANTHROPIC_API_KEY"], os.environ["ANTHROPIC_BASE_URL"]
