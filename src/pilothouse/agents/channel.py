"""Events from those who work to the one who reads: unhurried text waits for its reader, everything else never waits."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

from pilothouse.agents.events import AgentEvent, TextDelta

_MOST_UNREAD = 256


class EventSink(Protocol):
    """Takes events."""

    def emit(self, event: AgentEvent) -> None:
        """Take an event at once."""
        ...

    async def send(self, event: AgentEvent) -> None:
        """Take an event when the reader has come near enough."""
        ...


class Channel:
    """A queue of events that ends when the work behind it does."""

    def __init__(self) -> None:
        self._events: deque[AgentEvent] = deque()
        self._arrived = asyncio.Event()
        self._read = asyncio.Event()

    def emit(self, event: AgentEvent) -> None:
        self._events.append(event)
        self._arrived.set()

    async def send(self, event: AgentEvent) -> None:
        self.emit(event)
        while len(self._events) >= _MOST_UNREAD:
            self._read.clear()
            await self._read.wait()

    async def next(self, work: "asyncio.Task[None]") -> AgentEvent | None:
        """Return the next event; None when the work is done and all of them are read."""
        while not self._events:
            if work.done():
                return None
            self._arrived.clear()
            await self._arrived.wait()
        self._read.set()
        return self._events.popleft()

    def close(self, _work: "asyncio.Task[None]") -> None:
        """Wake the reader: the work is done."""
        self._arrived.set()


class TextMuted:
    """Passes on everything but text: for an answer that is used rather than shown."""

    def __init__(self, sink: EventSink) -> None:
        self._sink = sink

    def emit(self, event: AgentEvent) -> None:
        if not isinstance(event, TextDelta):
            self._sink.emit(event)

    async def send(self, event: AgentEvent) -> None:
        if not isinstance(event, TextDelta):
            await self._sink.send(event)


async def events_of(work: Callable[[EventSink], Awaitable[None]]) -> AsyncGenerator[AgentEvent, None]:
    """Do some work beside the reader and yield the events it sends; what the work raises is raised here, last.

    Leaving the iterator ends the work, and waits for that.
    """
    channel = Channel()

    async def to_its_end() -> None:
        await work(channel)

    task = asyncio.create_task(to_its_end())
    task.add_done_callback(channel.close)
    try:
        while (event := await channel.next(task)) is not None:
            yield event
        task.result()
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # who leaves early does not ask for it
