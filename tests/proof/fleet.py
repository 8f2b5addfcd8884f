"""Processes to be killed: an API, two workers, a PostgreSQL; and a client that does not give up."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import text

from pilothouse.db.embedded import Cluster, revive_cluster
from pilothouse.db.engine import Database
from tests.limits import UNLIMITED_VARIABLES

EMAIL, PASSWORD = "chief@example.com", "correct horse battery staple"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Fleet:
    """One installation of several processes on one database."""

    cluster: Cluster
    folder: Path
    port: int = field(default_factory=free_port)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    api: subprocess.Popen[bytes] | None = None
    asleep: list[subprocess.Popen[bytes]] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def sink(self) -> Path:
        return self.folder / "sink.txt"

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.cluster.app_url,
            "DATABASE_OWNER_URL": self.cluster.owner_url,
            "PILOTHOUSE_DATA_DIR": str(self.folder / "data"),
            "PILOTHOUSE_ADMIN_EMAIL": EMAIL,
            "PILOTHOUSE_ADMIN_PASSWORD": PASSWORD,
            "PILOTHOUSE_DURABLE_CONCURRENCY": "40",
            "PILOTHOUSE_LOG_LEVEL": "warning",
            **UNLIMITED_VARIABLES,
            **self.extra,
        }

    def start_worker(self) -> None:
        command = [sys.executable, "-m", "tests.proof.watched_worker", str(self.sink)]
        self.workers.append(self._start(command, f"worker-{len(self.workers)}-{uuid4().hex[:6]}.log"))

    def start_api(self) -> None:
        command = [sys.executable, "-m", "pilothouse.cli", "serve", "--no-worker", "--port", str(self.port)]
        self.api = self._start(command, f"api-{uuid4().hex[:6]}.log")

    def _start(self, command: list[str], log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("wb") as output:
            return subprocess.Popen(command, env=self.environment(), stdout=output, stderr=output)

    def strike_a_worker(self) -> subprocess.Popen[bytes]:
        """Kill one worker, or stop it to be woken later; start another one."""
        victim = self.workers.pop(random.randrange(len(self.workers)))
        if random.random() < 0.5:
            victim.send_signal(signal.SIGSTOP)
            self.asleep.append(victim)
        else:
            victim.kill()
            victim.wait()
        return victim

    def wake(self) -> None:
        for victim in self.asleep:
            victim.send_signal(signal.SIGCONT)

    def strike_the_api(self) -> None:
        assert self.api is not None
        self.api.kill()
        self.api.wait()
        self.start_api()

    def strike_postgres(self) -> None:
        pid = int((self.cluster.data_dir / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)  # what `pg_ctl -m immediate` sends
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                break
            time.sleep(0.05)
        revive_cluster(self.cluster)

    def stop(self) -> None:
        self.wake()
        for process in [*self.workers, *self.asleep, *([self.api] if self.api else [])]:
            process.kill()
            process.wait()


class Client:
    """Speaks to the API and repeats what got no answer: every order is idempotent or says so."""

    def __init__(self, fleet: Fleet) -> None:
        self._http = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{fleet.port}", timeout=10)

    async def sign_in(self) -> None:
        body = {"email": EMAIL, "password": PASSWORD, "delivery": "body"}
        answer = await self.call("POST", "/api/v1/auth/login", json=body)
        self._http.headers["Authorization"] = f"Bearer {answer['data']['access_token']}"

    async def call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        deadline = time.monotonic() + 60
        while True:
            try:
                response = await self._http.request(method, path, **options)
                if response.status_code < 500:
                    return response.json()
            except httpx2.TransportError:
                pass
            assert time.monotonic() < deadline, f"{method} {path} got no answer for a minute"
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self._http.aclose()


@dataclass
class Books:
    """What the database and the sink say about missions."""

    database: Database
    organization: UUID
    sink: Path

    async def states(self) -> Counter[str]:
        async with self.database.transaction(self.organization) as session:
            return Counter((await session.scalars(text("select state from work where kind = 'mission'"))).all())

    async def unfinished(self) -> str:
        """Say which missions are not completed, where they stand and why."""
        query = text(
            "select w.id, w.state, w.epoch, w.attempts, w.due_at - now() due_in, m.current_step, m.error, l.name runner"
            " from work w join mission m on m.id = w.id left join process_lease l on l.id = w.runner_id"
            " where w.state <> 'completed'"
        )
        async with self.database.transaction(self.organization) as session:
            return "\n".join(str(dict(row)) for row in (await session.execute(query)).mappings())

    async def held_by(self, pid: int) -> set[UUID]:
        """Missions that run in a process now."""
        query = text(
            "select w.id from work w join process_lease l on l.id = w.runner_id"
            " where w.state = 'running' and l.name like :name"
        )
        async with self.database.transaction(self.organization) as session:
            return set((await session.scalars(query, {"name": f"%:{pid}"})).all())

    def starts(self) -> list[tuple[int, int, str]]:
        """The sink's lines: nanoseconds, pid, `mission:step:revision`."""
        lines = self.sink.read_text().splitlines() if self.sink.exists() else []
        return [(int(at), int(pid), source) for at, pid, source in (line.split(" ") for line in lines)]

    async def check(self) -> None:
        """Assert that sequences have no gaps, and that no step was finished twice or begun after it was finished."""
        async with self.database.transaction(self.organization) as session:
            events = (await session.execute(
                text("select stream, seq, at, type, data from event order by stream, seq")
            )).all()  # fmt: skip
            last = dict((await session.execute(text("select id, last_seq from work"))).all())
            revisions = (await session.execute(
                text("select mission_id, step, revision, finished_at from mission_step where finished_at is not null")
            )).all()  # fmt: skip
        by_stream: dict[UUID, list[int]] = defaultdict(list)
        for event in events:
            by_stream[event.stream].append(event.seq)
        for stream, seqs in by_stream.items():
            assert seqs == list(range(1, last[stream] + 1)), f"{stream} has gaps: {seqs}"
        finished = {f"{row.mission_id}:{row.step}:{row.revision}": row.finished_at for row in revisions}
        assert len(finished) == len(revisions)
        slack_ns = 5_000_000  # the row's time is taken just before its commit
        for at, pid, source in self.starts():
            end = finished.get(source)
            assert end is None or at <= end.timestamp() * 1e9 + slack_ns, f"{pid} began {source} after it was finished"
