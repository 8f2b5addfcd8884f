"""Values that are looked up once and believed for a while."""

import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

from pilothouse.core.single_flight import SingleFlight

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """A small cache with one age for all; the oldest entries leave when it is full."""

    def __init__(self, fresh_s: float, capacity: int = 10_000) -> None:
        self._fresh_s = fresh_s
        self._capacity = capacity
        self._entries: OrderedDict[Key, tuple[float, Value]] = OrderedDict()
        self._flights: SingleFlight[Key, Value] = SingleFlight(self._put)

    async def get(self, key: Key, look_up: Callable[[Key], Coroutine[Any, Any, Value]]) -> Value:
        """Return what is remembered of a key, or look it up: once, however many ask."""
        known = self._entries.get(key)
        if known is not None and time.monotonic() - known[0] < self._fresh_s:
            return known[1]
        return await self._flights.get(key, lambda: look_up(key))

    def forget(self, key: Key) -> None:
        """Look a key up anew when it is asked for next."""
        self._flights.leave(key)
        self._entries.pop(key, None)

    def _put(self, key: Key, value: Value) -> None:
        self._entries[key] = (time.monotonic(), value)
        self._entries.move_to_end(key)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)
