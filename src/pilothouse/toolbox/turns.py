"""Heavy work takes turns: so many at once in this process, whoever asked."""

import asyncio
from weakref import WeakKeyDictionary

_by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]] = WeakKeyDictionary()


def turn(kind: str, at_once: int) -> asyncio.Semaphore:
    """Return what to hold (`async with`) while doing one piece of work of a kind.

    Args:
        kind: of work, such as "browser".
        at_once: pieces that may be done at the same time; what the first caller said holds.
    """
    kinds = _by_loop.setdefault(asyncio.get_running_loop(), {})  # a semaphore belongs to one event loop
    return kinds.setdefault(kind, asyncio.Semaphore(at_once))
