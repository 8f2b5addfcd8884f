"""A worker that waits before a step for as long as a test wants to look at the page.

Usage: python -m tests.web.held_worker GATE_DIRECTORY   (settings come from the environment, as for any worker)

A step begins once the directory holds no file of its name. The step itself is the real one.
"""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

from pilothouse.core.telemetry import configure_logging
from pilothouse.missions.execution.steps import RUN, StepFunction, StepRun
from pilothouse.settings import load_settings
from pilothouse.worker.platform import open_platform


def held(step: StepFunction, closed: Path) -> StepFunction:
    """Wrap a step: wait at its gate, then do the real work."""

    async def run(step_run: StepRun) -> Any:
        while closed.exists():
            await asyncio.sleep(0.02)
        return await step(step_run)

    return run


async def main(gates: Path) -> None:
    """Run until asked to stop."""
    configure_logging("json", "warning")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    steps = {key: held(step, gates / key) for key, step in RUN.items()}
    async with open_platform(load_settings(env_file=None), with_worker=True, steps=steps):
        print("running", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
