"""The command line as scripts use it: processes of their own, with an environment of their own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.missions.conftest import CARS

PASSWORD = "four teal herons waiting"


@dataclass
class Shell:
    """A place to run commands in. No variable of ours leaks in from outside."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PILOTHOUSE_", "DATABASE_", "OPENAI_"))
        }
        return subprocess.Popen(
            [sys.executable, "-m", "pilothouse.cli", *arguments],
            cwd=self.folder,
            env={**inherited, **self.environment, **environment, "COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*arguments, **environment)
        try:
            out, err = process.communicate(timeout=90)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def json(self, *arguments: str, **environment: str) -> Any:
        """Run a command that must succeed and return the one JSON value it prints."""
        done = self.run(*arguments, "--json", **environment)
        assert done.returncode == 0, done.stderr + done.stdout
        (line,) = done.stdout.splitlines()
        return json.loads(line)


@pytest.fixture
def shell() -> Iterator[Shell]:
    """A folder that every account can pass through, with a data file in it."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="ph-", dir=memory if memory.is_dir() else None))
    folder.chmod(0o755)
    (folder / "cars.csv").write_bytes(CARS)
    yield Shell(folder)
    shutil.rmtree(folder)


@dataclass
class Served:
    """A running `pilothouse serve`."""

    process: subprocess.Popen[str]
    url: str

    def ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/health/ready", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Stop it as a person or a supervisor does; return its exit code and what it said."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def serve(shell: Shell, *options: str, **environment: str) -> Served:
    """Start a server by the contract for scripts and wait until it is ready."""
    port = free_port()
    process = shell.start(
        "serve", "--host", "127.0.0.1", "--port", str(port), "--data-dir", str(shell.data_dir), *options, **environment
    )
    served = Served(process, f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + 60
    while not served.ready():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(process.communicate()[1])
        time.sleep(0.05)
    return served
