"""Two API processes on one database, a provider that goes on where it was cut off, and a tool that leaves marks."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.db.embedded import Cluster, revive_cluster, start_cluster, stop_cluster
from pilothouse.db.engine import Database, DatabaseSettings
from tests.gateway.wire.provider import Provider, Reply, Seen
from tests.places import open_place

from .fleet import EMAIL, PASSWORD, Fleet, free_port

WORDS = tuple(f"word{number} " for number in range(40))
WHOLE = "".join(WORDS)
PAUSE_S = 0.04

_AGENT = """
name: clerk
description: Answers, and pays when it is asked to.
instructions: Answer.
model: gpt-4o
tools: [pay]
"""

_TOOL = """
import os
from pathlib import Path

from pilothouse.agents import ToolContext, tool


@tool(confirm=True)
async def pay(ctx: ToolContext, amount: int) -> str:
    '''Pay an amount.'''
    with Path(os.environ["MARKS"]).open("a") as marks:
        marks.write(f"{amount} {ctx.idempotency_key}\\n")
    return f"paid {amount}"
"""


class Continuer(Provider):
    """Says the whole text word by word; after the beginning of it, the rest. Asked to pay, it wants the tool."""

    def reply_to(self, seen: Seen) -> Reply:
        messages = seen.json["messages"]
        if messages[-1]["role"] == "user" and "pay" in str(messages[-1]["content"]):
            return Reply(tool=("pay", '{"amount": 5}'), usage=(100, 0, 20))
        begun = messages[-2]["content"] if len(messages) > 1 and messages[-2]["role"] == "assistant" else ""
        rest = WHOLE[len(begun or "") :] if messages[-1]["role"] == "user" else WHOLE
        return Reply(words=tuple(re.findall(r"\S+ ?| ", rest)), usage=(100, 0, 20), pause_s=PAUSE_S)


@dataclass
class Api:
    """One process, and a person signed in to it."""

    fleet: Fleet
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    http: httpx2.AsyncClient | None = None

    async def start(self) -> None:
        if self.http is not None:
            await self.http.aclose()
        command = [sys.executable, "-m", "pilothouse.cli", "serve", "--no-worker", "--port", str(self.port)]
        self.process = self.fleet._start(command, f"api-{self.port}-{id(self.process)}.log")
        self.http = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}/api/v1", timeout=30)
        body = {"email": EMAIL, "password": PASSWORD, "delivery": "body"}
        async with asyncio.timeout(90):
            while True:
                try:
                    answer = await self.http.post("/auth/login", json=body)
                    if answer.is_success:
                        break
                except httpx2.TransportError:
                    await asyncio.sleep(0.1)
        self.http.headers["Authorization"] = f"Bearer {answer.json()['data']['access_token']}"

    def send(self, which: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(which)

    def kill(self) -> None:
        assert self.process
        self.send(signal.SIGKILL)
        self.process.wait()

    async def stop(self) -> None:
        if self.http is not None:
            await self.http.aclose()
        if self.process is not None and self.process.poll() is None:
            self.kill()

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """Call, and again while the answer is that the database is away: then nothing was done."""
        assert self.http
        async with asyncio.timeout(60):
            while (answer := await self.http.request(method, path, **options)).status_code == 503:
                await asyncio.sleep(0.2)
        assert answer.is_success, answer.text
        return answer.json()["data"]

    async def begin(self, prompt: str) -> str:
        """Start a run and return its id."""
        headers = {"Prefer": "respond-async"}
        return (await self.call("POST", "/agents/clerk/invoke", json={"prompt": prompt}, headers=headers))["id"]

    async def say(self, message: str) -> tuple[str, str]:
        """Say something to the agent in a new conversation and leave; return the turn and the conversation."""
        assert self.http
        body = {"message": message, "agent": "clerk"}
        async with self.http.stream("POST", "/chat/stream", json=body) as response:
            assert response.is_success
            return response.headers["X-Turn-Id"], response.headers["X-Conversation-Id"]

    @asynccontextmanager
    async def reading(self, run_id: str, after: int = 0) -> AsyncGenerator[AsyncGenerator[tuple[int, str, Any]]]:
        """Read a run's events from a seq on: seq, name, data. A connection that breaks ends them."""
        assert self.http
        async with self.http.stream("GET", f"/runs/{run_id}/stream", params={"after": after}) as response:
            yield _events(response)

    async def until(self, run_id: str, *states: str) -> Any:
        """Wait until a run is in one of these states, and return it."""
        async with asyncio.timeout(60):
            while (run := await self.call("GET", f"/runs/{run_id}"))["state"] not in states:
                await asyncio.sleep(0.1)
        return run


async def _events(response: httpx2.Response) -> AsyncGenerator[tuple[int, str, Any]]:
    fields: dict[str, str] = {}
    try:
        async for line in response.aiter_lines():
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields[name] = value
            elif not line and "event" in fields:
                yield int(fields["id"].rpartition(":")[2]), fields["event"], json.loads(fields["data"])
                fields = {}
    except httpx2.TransportError:
        return


@dataclass
class Reader:
    """What somebody sees of a run, wherever they read it."""

    run_id: str
    text: str = ""
    seq: int = 0
    last: str = ""

    async def read(self, api: Api, until_chars: int = 10**9) -> None:
        """Read on until so much text is seen, or the stream ends."""
        async with api.reading(self.run_id, self.seq) as events:
            async for seq, name, data in events:
                assert seq > self.seq
                self.seq, self.last = seq, name
                if name == "text":
                    self.text += data["text"]
                elif name == "start" and "text" in data:
                    self.text = data["text"]
                if len(self.text) >= until_chars:
                    return


def project(folder: Path) -> Path:
    """Lay a project folder with one agent and one tool."""
    (folder / "agents").mkdir(parents=True)
    (folder / "tools").mkdir()
    (folder / "agents" / "clerk.yaml").write_text(_AGENT)
    (folder / "tools" / "pay.py").write_text(_TOOL)
    return folder


def fleet_of(cluster: Cluster, folder: Path, provider: Provider) -> Fleet:
    """Make an installation whose model is a provider of the test's."""
    fleet = Fleet(cluster, folder)
    fleet.extra = {
        "OPENAI_API_KEY": "not-a-secret",
        "OPENAI_BASE_URL": f"{provider.url}/v1",
        "PILOTHOUSE_GATEWAY_DEFAULT_MODEL": "gpt-4o",
        "PILOTHOUSE_PROJECT": str(project(folder / "project")),
        "MARKS": str(folder / "marks.txt"),
    }
    return fleet


async def ledger_of(owner: Database, run_id: str) -> list[Any]:
    """Return every attempt of a run that was billed, once nothing of it is held any more."""
    held = text("select count(*) from reservation where request_id = :id")
    rows = text(
        "select outcome, is_estimated, answer_id, output_tokens, cost_microusd from ledger where request_id = :id"
    )
    async with asyncio.timeout(30):
        while True:
            async with owner.transaction() as session:
                if not await session.scalar(held, {"id": run_id}):
                    return list((await session.execute(rows, {"id": run_id})).all())
            await asyncio.sleep(0.1)


class Installation:
    """Two API processes, the provider behind them, their database, and the books."""

    def __init__(
        self, one: Api, other: Api, provider: Continuer, owner: Database, marks: Path, cluster: Cluster
    ) -> None:
        self.one = one
        self.other = other
        self.provider = provider
        self.owner = owner
        self.marks = marks
        self.cluster = cluster

    def paid(self) -> list[str]:
        return self.marks.read_text().splitlines() if self.marks.exists() else []

    async def lose_the_database(self, for_s: float) -> None:
        """Kill PostgreSQL as `pg_ctl -m immediate` does, and start it again after a while."""
        pid = int((self.cluster.data_dir / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)
        await asyncio.sleep(for_s)
        await asyncio.to_thread(revive_cluster, self.cluster)


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncGenerator[Installation]:
    with open_place() as place:
        cluster = await asyncio.to_thread(start_cluster, place)
        async with Continuer().running() as provider:
            fleet = fleet_of(cluster, tmp_path, provider)
            one, other = Api(fleet), Api(fleet)
            owner = Database(cluster.owner_url, DatabaseSettings(pool_size=2))
            try:
                await one.start()
                await other.start()
                yield Installation(one, other, provider, owner, tmp_path / "marks.txt", cluster)
            finally:
                await one.stop()
                await other.stop()
                await owner.close()
                await asyncio.to_thread(stop_cluster, cluster)
