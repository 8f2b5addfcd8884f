"""One look-up at a time for a key: who asks meanwhile waits for its answer instead of asking as well."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class SingleFlight(Generic[Key, Value]):
    """Spares the database a hundred equal questions at the moment when something remembered has aged."""

    def __init__(self, keep: Callable[[Key, Value], None]) -> None:
        """Take what an answer is kept with; an error is kept by nobody."""
        self._keep = keep
        self._running: dict[Key, asyncio.Task[Value]] = {}

    async def get(self, key: Key, look_up: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """Return the answer of the look-up that runs, or of a new one. Who stops waiting does not stop it.

        Raises:
            Exception: what the look-up raises, for all who wait.
        """
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = asyncio.create_task(look_up())
            running.add_done_callback(lambda done: self._end(key, done))
        return await asyncio.shield(running)

    def leave(self, key: Key) -> None:
        """Look up anew for who asks from now on; what the present look-up finds may be stale and is not kept."""
        self._running.pop(key, None)

    def leave_all(self) -> None:
        """Do as `leave` for every key."""
        self._running.clear()

    def _end(self, key: Key, done: asyncio.Task[Value]) -> None:
        is_current = self._running.get(key) is done
        if is_current:
            del self._running[key]
        if not done.cancelled() and done.exception() is None and is_current:
            self._keep(key, done.result())
