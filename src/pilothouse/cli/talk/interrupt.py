"""Ctrl+C while an agent works: the first one stops it, the second one ends the command."""

import asyncio
import signal
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager


@asynccontextmanager
async def on_interrupt(action: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    """Do `action` at the first Ctrl+C inside the block; from then on the usual handler is back."""
    if threading.current_thread() is not threading.main_thread():  # signals reach the main thread alone
        yield
        return
    loop = asyncio.get_running_loop()
    acting: list[asyncio.Future[None]] = []

    def pressed() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        acting.append(asyncio.ensure_future(action()))

    loop.add_signal_handler(signal.SIGINT, pressed)
    try:
        yield
    except BaseException:
        for each in acting:
            each.cancel()
        await asyncio.gather(*acting, return_exceptions=True)
        raise
    else:
        await asyncio.gather(*acting)
    finally:
        loop.remove_signal_handler(signal.SIGINT)
