"""Half an hour of mixed traffic through one gateway: memory, connections, threads and held money, minute by minute.

Whole answers and streams on three wires, translated and not; a provider that breaks off, fails and stalls; callers who
leave in the middle or send nonsense. `SOAK_MINUTES` and `SOAK_RATE` (calls a second) make another run of it.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from benchmarks.place import memory_mb, served
from benchmarks.table import Ratio, Result
from tests.places import open_place
from tests.proof.gateways.provider import gateway_settings

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
RATE = float(os.environ.get("SOAK_RATE", "40"))
SAMPLES = 30  # one a minute, in the usual half hour
_QUIET_S = 15.0  # streams whose callers have left are read on for a while
_LEAVES = 0.08
_PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses", "messages": "/v1/messages"}
_MODELS = ("swift", "grand", "sonnet", "team")


@dataclass(frozen=True)
class Sample:
    """The gateway's process at one moment."""

    minute: float
    memory_mb: float
    sockets: int
    threads: int
    held_usd: str
    calls: int

    def row(self) -> tuple[str, ...]:
        """Return its line of the table."""
        numbers = (f"{self.memory_mb:.0f}", f"{self.sockets}", f"{self.threads}", self.held_usd, f"{self.calls:,}")
        return f"{self.minute:.1f}", *numbers


@dataclass
class Soak:
    """Calls at a steady rate to one gateway."""

    url: str
    key: str
    pid: int
    http: aiohttp.ClientSession
    outcomes: Counter[str] = field(default_factory=Counter[str])
    _calls: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def run(self) -> list[Sample]:
        """Call and take samples; at the end wait until all is quiet, and take the last."""
        began_at = time.monotonic()
        load = asyncio.create_task(self._load(began_at + MINUTES * 60))
        samples: list[Sample] = []
        for number in range(1, SAMPLES + 1):
            await asyncio.sleep(max(0.0, began_at + number * MINUTES * 60 / SAMPLES - time.monotonic()))
            samples.append(await self._sample(number * MINUTES / SAMPLES))
            print(*samples[-1].row(), sep="\t", flush=True)
        await load
        await asyncio.sleep(_QUIET_S)
        return [*samples, await self._sample((time.monotonic() - began_at) / 60)]

    async def _load(self, until: float) -> None:
        while time.monotonic() < until:
            task = asyncio.create_task(self._call())
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)
            await asyncio.sleep(random.expovariate(RATE))
        await asyncio.gather(*self._calls)

    async def _call(self) -> None:
        wire = random.choice(list(_PATHS))
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        outcome = "no answer"
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self.http.post(self.url + _PATHS[wire], data=_body(wire), headers=headers) as answer:
                outcome = f"{answer.status}"
                leaves = random.random() < _LEAVES
                async for _ in answer.content.iter_any():
                    if leaves:
                        answer.close()
                        outcome = "left"
                        break
        self.outcomes[outcome] += 1

    async def _sample(self, minute: float) -> Sample:
        process = Path(f"/proc/{self.pid}")
        sockets = sum(_is_socket(each) for each in (process / "fd").iterdir())
        threads = len(list((process / "task").iterdir()))
        (budget,) = await _api(self.http, self.url, self.key, "/api/v1/budgets")
        held = budget["window"]["held_usd"]
        return Sample(minute, memory_mb(self.pid), sockets, threads, held, self.outcomes.total())


async def run() -> Result:
    """Soak a gateway and compare its last sample with its first."""
    result = Result(
        f"Soak, {MINUTES:g} minutes at {RATE:g} calls a second",
        ("Minute", "memory MB", "sockets", "threads", "held $", "calls"),
    )
    with open_place(on_disk=True) as place, _provider(place) as provider_url:
        os.environ.update(gateway_settings(provider_url) | {"PILOTHOUSE_GATEWAY_DRAIN_S": "5"})
        with served(place / "data", "--no-worker") as server:
            key = _make_key(place / "data")
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
                me = await _api(http, server.url, key, "/api/v1/auth/me")
                budget = {"scope_kind": "organization", "scope_id": me["organization"]["id"], "period": "total"}
                await _api(http, server.url, key, "/api/v1/budgets", budget | {"limit_usd": "1000000"})
                soak = Soak(server.url, key, server.process.pid, http)
                samples = await soak.run()
    result.rows = [sample.row() for sample in samples]
    result.rows += [(f"answered {outcome}", "", "", "", "", f"{n:,}") for outcome, n in sorted(soak.outcomes.items())]
    assert float(samples[-1].held_usd) == 0, "money is held for calls that have ended"
    result.ratios["memory, last sample against first"] = Ratio(samples[-1].memory_mb / samples[0].memory_mb, "lower")
    return result


def _body(wire: str) -> bytes:
    """Write a request; one in fifty makes no sense."""
    if random.random() < 0.02:
        return random.choice((b"{", b"[]", b'{"model": 7}', b'{"model": "nobody-knows", "messages": []}'))
    prompt = f"This is call {uuid4()}. " + "Say something about patience. " * random.randint(0, 50)
    body: dict[str, Any] = {"model": random.choice(_MODELS), "stream": random.random() < 0.6}
    if wire == "responses":
        return json.dumps(body | {"input": prompt, "max_output_tokens": 100}).encode()
    return json.dumps(body | {"messages": [{"role": "user", "content": prompt}], "max_tokens": 100}).encode()


def _is_socket(descriptor: Path) -> bool:
    try:
        return str(descriptor.readlink()).startswith("socket:")
    except FileNotFoundError:  # closed while we looked
        return False


@contextmanager
def _provider(place: Path) -> Generator[str]:
    """Run the moody provider of the fault tests."""
    command = [sys.executable, "-m", "tests.proof.gateways.provider", str(place / "bill.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


def _make_key(data_dir: Path) -> str:
    command = ["keys", "create", "--name", "soak", "--data-dir", str(data_dir), "--json"]
    made = subprocess.run(
        [sys.executable, "-m", "pilothouse.cli", *command], check=True, capture_output=True, timeout=60
    )
    return json.loads(made.stdout)["key"]


async def _api(http: aiohttp.ClientSession, url: str, key: str, path: str, body: Any = None) -> Any:
    method = "POST" if body else "GET"
    async with http.request(method, url + path, json=body, headers={"authorization": f"Bearer {key}"}) as answer:
        answer.raise_for_status()
        return (await answer.json())["data"]
