"""Values that are looked up once and believed for a while."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """A small cache with one age for all; the oldest entries leave when it is full."""

    def __init__(self, fresh_s: float, capacity: int = 10_000) -> None:
        self._fresh_s = fresh_s
        self._capacity = capacity
        self._entries: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    async def get(self, key: Key, look_up: Callable[[Key], Awaitable[Value]]) -> Value:
        """Return what is remembered of a key, or look it up."""
        known = self._entries.get(key)
        if known is not None and time.monotonic() - known[0] < self._fresh_s:
            return known[1]
        value = await look_up(key)
        self._entries[key] = (time.monotonic(), value)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)
        return value

    def forget(self, key: Key) -> None:
        """Look a key up anew when it is asked for next."""
        self._entries.pop(key, None)
