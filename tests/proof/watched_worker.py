"""A worker whose steps take a while and tell a sink outside the platform when they begin.

Usage: python -m tests.proof.watched_worker SINK_FILE   (settings come from the environment, as for any worker)
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from pilothouse.core.telemetry import configure_logging
from pilothouse.missions.execution.steps import RUN, StepFunction, StepRun
from pilothouse.settings import load_settings
from pilothouse.worker.platform import open_platform


def watched(step: StepFunction, tell: Callable[[str], None]) -> StepFunction:
    """Wrap a step: note its start in the sink, take some time, then do the real work."""

    async def run(step_run: StepRun) -> Any:
        tell(step_run.source)
        await asyncio.sleep(random.uniform(0.05, 0.3))
        return await step(step_run)

    return run


async def main(sink: str) -> None:
    """Run until the process is killed."""
    configure_logging("json", "warning")
    descriptor = os.open(sink, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(source: str) -> None:
        os.write(descriptor, f"{time.time_ns()} {os.getpid()} {source}\n".encode())  # one write: lines never mix

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    steps = {key: watched(step, tell) for key, step in RUN.items()}
    async with open_platform(load_settings(env_file=None), with_worker=True, steps=steps):
        print("running", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
