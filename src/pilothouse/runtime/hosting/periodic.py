"""Work that every process does again and again, and that a bad moment must not end."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)


async def repeat(name: str, interval_s: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do work after each interval until cancelled; a failure is logged, a database that is away is waited for."""
    while True:
        await asyncio.sleep(interval_s)
        try:
            await work()
        except Unavailable:
            continue
        except Exception:
            log.exception("periodic_work_failed", work=name)


@asynccontextmanager
async def repeating(name: str, interval_s: float, work: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    """Repeat work meanwhile."""
    task = asyncio.create_task(repeat(name, interval_s, work), name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
