"""One installation as somebody runs it: `pilothouse serve`, a worker beside it, a data directory of its own."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from pilothouse.db.embedded.credentials import DATABASE, OWNER, Credentials
from tests.house import data_of
from tests.limits import UNLIMITED_VARIABLES

EMAIL, PASSWORD = "ada@example.com", "correct horse battery staple"
_FINAL = {"completed", "failed", "cancelled"}
_PATIENCE_S = 60  # a loaded machine of two cores makes a database, migrates it and starts


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Installation:
    """A server, perhaps a second one, and a worker that can be stopped one without the other.

    Attributes:
        settings: further variables of their environment.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=_free_port)
    server: subprocess.Popen[bytes] | None = None
    replica: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start_server(self) -> None:
        """Start it and return when it is ready."""
        self.server = await self._serve(self.port)

    async def start_replica(self) -> int:
        """Start a second server on the same database; return its port when it is ready."""
        port = _free_port()
        self.replica = await self._serve(port)
        return port

    async def start_worker(self) -> None:
        """Start it; what is queued already waits until it is there."""
        self._gates.mkdir(exist_ok=True)
        self.worker = self._start("tests.web.held_worker", str(self._gates))

    def kill_server(self) -> None:
        """End it at once, as a power cut would."""
        assert self.server is not None
        self.server.kill()
        self.server.wait()

    def hold(self, step: str) -> None:
        """Let missions wait before a step, shown as running."""
        (self._gates / step).touch()

    def let_go(self, *steps: str) -> None:
        """Let missions go on that wait before these steps, or before any."""
        for gate in [self._gates / step for step in steps] or self._gates.iterdir():
            gate.unlink(missing_ok=True)

    def stop(self) -> None:
        """End them, the first server last: it stops the database when it is the last to leave."""
        for process in (self.worker, self.replica, self.server):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    async def letter_link(self, page: str, to: str) -> str:
        """Wait for a letter to an address whose link leads to a page; return the link's path. The logs hold letters."""
        logs = [self._log(module) for module in ("pilothouse.cli", "tests.web.held_worker")]
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                text = "".join(log.read_text() for log in logs if log.exists())
                for letter in text.split("Mail to "):
                    link = re.search(rf"https?://[^/\s]+(/{page}#token=\S+)\s", letter)
                    if link and letter.startswith(f"{to} "):
                        return link[1]
                await asyncio.sleep(0.1)

    @property
    def owner_url(self) -> str:
        """Where its database is, for the role that owns it."""
        data = self.folder / "data"
        credentials = Credentials.read(data / "postgres.credentials.json")
        assert credentials is not None
        place = f"127.0.0.1:{credentials.port}" if credentials.port else ""
        host = "" if credentials.port else f"?host={quote(str(data / 'postgres' / 'socket'))}&port=5432"
        return f"postgresql://{OWNER}:{credentials.owner_password}@{place}/{DATABASE}{host}"

    @property
    def _gates(self) -> Path:
        return self.folder / "gates"

    def _log(self, module: str) -> Path:
        return self.folder / f"{module}.log"

    async def _serve(self, port: int) -> subprocess.Popen[bytes]:
        server = self._start("pilothouse.cli", "serve", "--no-worker", "--port", str(port))
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
            await _until(lambda: _is_ready(client), server, self._log("pilothouse.cli"))
        return server

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            # the rules of the security engine are compiled once for all installations
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"),
            "PILOTHOUSE_DATA_DIR": str(self.folder / "data"),
            "PILOTHOUSE_ADMIN_EMAIL": EMAIL,
            "PILOTHOUSE_ADMIN_PASSWORD": PASSWORD,
            "PILOTHOUSE_LOG_LEVEL": "warning",
            **UNLIMITED_VARIABLES,
            **self.settings,
        }
        with self._log(module).open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment, stdout=log, stderr=log)


async def _is_ready(client: httpx2.AsyncClient) -> bool:
    try:
        return (await client.get("/health/ready")).status_code == 200
    except httpx2.TransportError:
        return False


async def _until(is_so: Any, process: subprocess.Popen[bytes], log: Path) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not await is_so():
            assert process.poll() is None, f"The server did not start:\n{log.read_text()}"
            await asyncio.sleep(0.05)


class Api:
    """Prepares missions for tests that look at them, without the page."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def upload(self, path: Path) -> str:
        """Store a file; return its id."""
        return data_of(await self._http.post("/files", files={"file": (path.name, path.read_bytes())}))["id"]

    async def invite(self, email: str, role: str) -> None:
        """Invite somebody to the administrator's organization."""
        data_of(await self._http.post("/invitations", json={"email": email, "role": role}))

    async def submit(self, objective: str, *files: Path, **body: Any) -> dict[str, Any]:
        """Submit a mission."""
        file_ids = [await self.upload(path) for path in files]
        return data_of(await self._http.post("/missions", json={"objective": objective, "file_ids": file_ids, **body}))

    async def mission(self, mission_id: str) -> dict[str, Any]:
        """Read a mission as it stands."""
        return data_of(await self._http.get(f"/missions/{mission_id}"))

    async def get(self, path: str, **query: Any) -> Any:
        """Read anything."""
        return data_of(await self._http.get(path, params=query))

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make anything."""
        return data_of(await self._http.post(path, json=body))

    async def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Ask anything and return the answer as it came, also when it is a refusal."""
        return await self._http.request(method, path, **options)

    async def count(self, state: str) -> int:
        """Count the missions in a state."""
        return len(data_of(await self._http.get("/missions", params={"state": state, "limit": 100})))

    async def becomes(self, mission_id: str, state: str) -> dict[str, Any]:
        """Wait for a state; a mission that ends in another one fails the test at once."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                mission = await self.mission(mission_id)
                if mission["state"] == state:
                    return mission
                assert mission["state"] not in _FINAL, mission["error"]
                await asyncio.sleep(0.05)


@asynccontextmanager
async def open_api(address: str) -> AsyncIterator[Api]:
    """Sign in as the administrator, without cookies."""
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=30) as http:
        body = {"email": EMAIL, "password": PASSWORD, "delivery": "body"}
        token = data_of(await http.post("/auth/login", json=body))["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        yield Api(http)
