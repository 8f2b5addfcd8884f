"""Clusters, servers and ports for benchmarks."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pilothouse.db.embedded import Cluster, start_cluster, stop_cluster
from tests.places import open_place

EMAIL, PASSWORD = "bench@example.com", "a long benchmark password"  # not a secret


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port: int, timeout_s: float = 30) -> None:
    """Return once somebody listens."""
    deadline = time.monotonic() + timeout_s
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"Nobody listens on {port} after {timeout_s} s.")
        time.sleep(0.05)


@contextmanager
def migrated_cluster() -> Iterator[Cluster]:
    """Run an embedded PostgreSQL with the schema laid, on disk as in production."""
    with open_place(on_disk=True) as place:
        cluster = start_cluster(place)
        # a cluster of its own loop: benchmarks run inside one already
        subprocess.run([sys.executable, "-c", _MIGRATE, cluster.owner_url, cluster.app_url], check=True, timeout=60)
        yield cluster
        stop_cluster(cluster)


_MIGRATE = "import asyncio, sys; from pilothouse.db.migrate import migrate; asyncio.run(migrate(*sys.argv[1:]))"


@dataclass
class Served:
    """A running `pilothouse serve`."""

    url: str
    process: subprocess.Popen[bytes]
    ready_after_s: float


@contextmanager
def served(data_dir: Path, *options: str) -> Iterator[Served]:
    """Start `pilothouse serve` on embedded defaults; yield once it is ready."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "pilothouse.cli",
        "serve",
        "--port",
        str(port),
        "--data-dir",
        str(data_dir),
        *options,
    ]
    environment = {
        **os.environ,
        "PILOTHOUSE_ADMIN_EMAIL": EMAIL,
        "PILOTHOUSE_ADMIN_PASSWORD": PASSWORD,
        "PILOTHOUSE_LOG_LEVEL": "error",
        "PILOTHOUSE_RATE_LIMITS_USER_PER_MINUTE": "0",  # one user stands for many here
        "PILOTHOUSE_RATE_LIMITS_ORGANIZATION_PER_MINUTE": "0",
        "PILOTHOUSE_RATE_LIMITS_ATTEMPTS_PER_MINUTE": "0",
    }
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(url, process)
        yield Served(url, process, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"serve ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise TimeoutError("serve is not ready after 60 s")


def cpu_seconds(pid: int) -> float:
    """Return the CPU time a process has used, from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Return the memory a process holds, from /proc."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0
