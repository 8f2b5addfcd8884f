"""The worker process: a platform that runs missions and jobs and serves no requests."""

import asyncio
import signal
from collections.abc import Callable

from pilothouse.core import collector
from pilothouse.settings import Settings
from pilothouse.worker.platform import open_platform


async def run_worker(settings: Settings, progress: Callable[[str], None]) -> None:
    """Run until SIGINT or SIGTERM; work that is running goes to other workers at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_platform(settings, with_worker=True, progress=progress) as platform:
        collector.settle()
        platform.security.warm()
        progress("Worker is running. Stop it with Ctrl-C.")
        await stop.wait()
        progress("Stopping")
