"""A real installation for the pages that speak to one."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.docs.pages import ROOT
from tests.limits import UNLIMITED_VARIABLES
from tests.places import open_place

PILOTHOUSE = ROOT / ".venv" / "bin" / "pilothouse"
_START_S = 60


@dataclass(frozen=True)
class Installation:
    """A server that runs, and a key to it with every permission."""

    url: str
    api_key: str

    @property
    def variables(self) -> dict[str, str]:
        """What its clients set."""
        return {"PILOTHOUSE_URL": self.url, "PILOTHOUSE_API_KEY": self.api_key}


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """`pilothouse serve` in a process of its own, as everybody starts it."""
    with open_place() as folder:
        yield from _serve(folder)


@pytest.fixture
def own_installation() -> Iterator[Installation]:
    """The same for a page that changes what others rely on."""
    with open_place() as folder:
        yield from _serve(folder)


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder, for pages whose commands bring up a database of their own."""
    with open_place() as folder:
        yield folder


def _serve(folder: Path) -> Iterator[Installation]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PILOTHOUSE_", "DATABASE_"))}
    port = _free_port()
    log = (folder / "serve.log").open("w")
    server = subprocess.Popen(
        [PILOTHOUSE, "serve", "--port", str(port), "--data-dir", folder / "data"],
        cwd=folder,
        env=ours | UNLIMITED_VARIABLES | {"PILOTHOUSE_ADMIN_PASSWORD": "correct horse battery staple"},
        stderr=log,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, folder / "serve.log")
        made = subprocess.run(
            [PILOTHOUSE, "keys", "create", "--name", "docs", "--data-dir", folder / "data", "--json"],
            cwd=folder,
            env=ours,
            capture_output=True,
            check=True,
        )
        yield Installation(url, json.loads(made.stdout)["key"])
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, log: Path) -> None:
    ends_at = time.monotonic() + _START_S
    while time.monotonic() < ends_at:
        try:
            if httpx2.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail(f"The server was not ready after {_START_S} s:\n{log.read_text()}")
