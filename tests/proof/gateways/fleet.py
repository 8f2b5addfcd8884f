"""The processes: a PostgreSQL, a provider, gateways; and what befalls them."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2

from tests.proof.fleet import Fleet, free_port
from tests.proof.gateways.provider import Billed, gateway_settings, read_bill

GATEWAYS = 3
LEASE_S = 1.0
_READY_WITHIN_S = 90.0
_ASLEEP_S = (0.1, 3 * LEASE_S)  # some are taken for dead, some wake in time
# What a defect of ours would write into a log; everything else there speaks of a database that is away.
_DEFECTS = ("settlement_failed", "wire_call_crashed", "request_crashed", "Traceback", "never retrieved")


@dataclass(eq=False)
class GatewayProcess:
    """One `pilothouse serve`, and whether callers can reach it."""

    process: subprocess.Popen[bytes]
    port: int
    is_ready: bool = False
    is_asleep: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    async def wait_until_ready(self, http: httpx2.AsyncClient) -> None:
        """Return once it answers, or has ended before it did."""
        while not (self.is_ready or self.has_ended):
            with suppress(httpx2.TransportError):
                self.is_ready = (await http.get(f"{self.url}/health/ready", timeout=5)).is_success
            await asyncio.sleep(0.1)


@dataclass
class GatewayFleet(Fleet):
    """One more gateway than needed runs, so that a killed one is replaced at once.

    Attributes:
        is_far: whether PostgreSQL is behind a proxy that adds 2 ms each way.
    """

    is_far: bool = False
    gateways: list[GatewayProcess] = field(default_factory=list[GatewayProcess])
    helpers: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])
    http: httpx2.AsyncClient = field(default_factory=httpx2.AsyncClient)
    _errands: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    _provider_url: str = ""
    _far_url: str = ""

    async def start(self) -> None:
        """Start everything; return once enough gateways answer."""
        self._provider_url = self._start_helper("tests.proof.gateways.provider", str(self.bill_file))
        if self.is_far:
            self._far_url = self._start_helper("tests.proof.gateways.far_database")
        for _ in range(GATEWAYS + 1):
            self._start_gateway()
        await self.have_gateways()

    async def end(self) -> None:
        """End every process."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        for process in [*self.helpers, *(each.process for each in self.gateways)]:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
        for helper in self.helpers:
            assert helper.stdout
            helper.stdout.close()
        await self.http.aclose()

    @property
    def awake(self) -> list[GatewayProcess]:
        """The gateways that callers know of."""
        return [each for each in self.gateways if each.is_ready and not each.is_asleep]

    @property
    def bill_file(self) -> Path:
        return self.folder / "bill.jsonl"

    def bill(self) -> list[Billed]:
        return read_bill(self.bill_file)

    def forced_holds(self) -> set[UUID]:
        """Return the holds that gateways booked anew after PostgreSQL had lost them; these ask no limit."""
        lines = (line for log in self.folder.glob("gateway-*.log") for line in log.read_text().splitlines())
        return {UUID(json.loads(line)["reservation_id"]) for line in lines if "hold_booked_anew" in line}

    def defects(self) -> list[str]:
        """Return lines of logs that only a defect of ours can have written, and gateways that ended by themselves."""
        lines = (line for log in self.folder.glob("*.log") for line in log.read_text().splitlines())
        ended = [f"{each.url} has ended" for each in self.gateways if each.is_ready and each.has_ended]
        return ended + [line for line in lines if any(mark in line for mark in _DEFECTS)]

    def environment(self) -> dict[str, str]:
        return {
            **super().environment(),
            **({"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}),
            "DATABASE_URL": self._address(self.cluster.app_url),
            "DATABASE_OWNER_URL": self._address(self.cluster.owner_url),
            "PILOTHOUSE_LOG_STYLE": "json",
            "PILOTHOUSE_DURABLE_LEASE_S": str(LEASE_S),
            "PILOTHOUSE_DURABLE_BEAT_S": "0.2",
            **gateway_settings(self._provider_url),
            "PILOTHOUSE_GATEWAY_RETRY_BASE_S": "0.01",
            "PILOTHOUSE_GATEWAY_RETRY_CAP_S": "0.1",
            "PILOTHOUSE_GATEWAY_DEADLINE_S": "8",
            "PILOTHOUSE_GATEWAY_DRAIN_S": "1",
            "PILOTHOUSE_GATEWAY_BREAKER_COOL_DOWN_S": "0.2",
        }

    async def have_gateways(self) -> None:
        """Wait until enough gateways are awake."""
        async with asyncio.timeout(_READY_WITHIN_S):
            while len(self.awake) < GATEWAYS:
                await asyncio.sleep(0.05)

    async def kill_a_gateway(self) -> None:
        """End one as `kill -9` does, and start another."""
        victim = random.choice(self.awake)
        self.gateways.remove(victim)
        victim.process.kill()
        await asyncio.to_thread(victim.process.wait)
        self._start_gateway()

    async def put_a_gateway_to_sleep(self) -> None:
        """Stop one, and wake it some time later, perhaps not before the next round."""
        victim = random.choice(self.awake)
        victim.process.send_signal(signal.SIGSTOP)
        victim.is_asleep = True
        self._run(self._wake(victim, random.uniform(*_ASLEEP_S)))

    async def crash_postgres(self) -> None:
        """Stop PostgreSQL as `pg_ctl -m immediate` does, and start it."""
        await asyncio.to_thread(self.strike_postgres)

    async def crash_postgres_and_kill_a_gateway(self) -> None:
        """Let both happen at once, in either order."""
        await asyncio.gather(*random.sample([self.crash_postgres(), self.kill_a_gateway()], 2))

    async def wake_all(self) -> None:
        """Wait until nobody sleeps any more."""
        while any(each.is_asleep for each in self.gateways):
            await asyncio.sleep(0.05)

    async def _wake(self, sleeper: GatewayProcess, after_s: float) -> None:
        await asyncio.sleep(after_s)
        sleeper.process.send_signal(signal.SIGCONT)
        sleeper.is_asleep = False

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    def _start_gateway(self) -> None:
        port = free_port()
        command = [sys.executable, "-m", "pilothouse.cli", "serve", "--no-worker", "--port", str(port)]
        started = GatewayProcess(self._start(command, f"gateway-{port}-{time.time_ns()}.log"), port)
        self.gateways.append(started)
        self._run(self._bring_up(started))

    async def _bring_up(self, started: GatewayProcess) -> None:
        """Wait for a gateway; start another where it ended because PostgreSQL was away."""
        await started.wait_until_ready(self.http)
        if started.has_ended and started in self.gateways and not started.is_ready:
            self.gateways.remove(started)
            self._start_gateway()

    def _start_helper(self, module: str, *arguments: str) -> str:
        """Start a process of ours that prints its address."""
        with (self.folder / f"{module.rpartition('.')[2]}.log").open("wb") as log:
            helper = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env={**os.environ, "DATABASE_URL": self.cluster.app_url},
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.helpers.append(helper)
        assert helper.stdout
        return helper.stdout.readline().decode().strip()

    def _address(self, url: str) -> str:
        """Return a URL of PostgreSQL, by way of the proxy when that stands between."""
        if not self._far_url:
            return url
        far, near = urlsplit(self._far_url), urlsplit(url)
        place = f"{near.netloc.rpartition('@')[0]}@127.0.0.1:{far.port}"
        return f"postgresql://{place}{near.path}"
