"""Following a run to its end, across dropped connections; what is seen of it on the way."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from pilothouse.client import AsyncPilothouse, Event
from pilothouse.core.errors import Unavailable

LAST = frozenset({"complete", "error"})
_AT_WORK = frozenset({"queued", "running"})
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # between attempts to reach the server again


@dataclass
class Followed:
    """A run as far as it was read.

    Attributes:
        state: as its last event told; "running" before.
        seq: of the last event that was read.
        text: all that the agent said.
        approvals: calls that wait for a person, by the id of their approval.
        begun: set once `run_id` is known.
        start: begins the run and streams its events; called again when the connection drops before the first. An
            idempotency key makes that safe.
    """

    run_id: str = ""
    seq: int = 0
    state: str = "running"
    text: str = ""
    conversation_id: str | None = None
    error: dict[str, Any] | None = None
    approvals: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    start: Callable[[], AsyncGenerator[Event]] | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, event: Event) -> None:
        """Note what an event tells."""
        self.run_id = event.stream_id or self.run_id
        self.seq = event.seq or self.seq
        self.begun.set()
        data = event.data
        if event.name == "start":
            self.state = "running"
            self.conversation_id = data.get("conversation_id") or self.conversation_id
            self.text = data.get("text", self.text)
        elif event.name == "text":
            self.text += data["text"]
        elif event.name == "approval":
            self.approvals[data["approval_id"]] = data
        elif event.name in LAST:
            self.state = data["state"]
            self.error = data if event.name == "error" else None

    def __post_init__(self) -> None:
        if self.run_id:
            self.begun.set()

    def events(self, api: AsyncPilothouse) -> AsyncGenerator[Event]:
        """Stream what comes behind what was read."""
        if self.run_id or self.start is None:
            return api.runs.stream(self.run_id, after=self.seq)
        return self.start()


async def follow(api: AsyncPilothouse, run: Followed) -> AsyncGenerator[Event]:
    """Yield the events of a run behind what was read of it, until it is over or waits for a person.

    Raises:
        ApiError: the server's error, in its words.
        Unavailable: the server stays out of reach.
    """
    failures = 0
    while True:
        try:
            async with aclosing(run.events(api)) as events:
                async for event in events:
                    failures = 0
                    run.take(event)
                    yield event
                    if event.name in LAST:
                        return
            if run.run_id and await _has_told_all(api, run):
                return
        except Unavailable:
            if failures == len(_PAUSES_S):
                raise
        await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
        failures += 1


async def _has_told_all(api: AsyncPilothouse, run: Followed) -> bool:
    """Whether a run whose stream ended is over or waits, and nothing of it is unread."""
    stands = await api.runs.read(run.run_id)
    return stands["state"] not in _AT_WORK and stands["seq"] <= run.seq
