"""A run's events as server-sent events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

from fastapi import Header, Query
from starlette.responses import StreamingResponse

from pilothouse.live import log as event_log
from pilothouse.live.log import LoggedEvent
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.server.sse import event_stream, sse_frame

After = Annotated[int, Query(ge=0, le=event_log.LARGEST_SEQ, description="Seq of the last event you have.")]
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)]


def after_of(last_event_id: str | None, after: int = 0) -> int:
    """Return the seq that a reader has: what its browser remembers goes before what it asks for."""
    seq = (last_event_id or "").rpartition(":")[2]
    return min(int(seq), event_log.LARGEST_SEQ) if seq.isdecimal() else after


def frame_of(event: LoggedEvent) -> bytes:
    """Encode one event of a run: `run.text` is called `text`, and its id is the place to resume from."""
    return sse_frame(event.type.removeprefix(event_log.PRIVATE), event.data, f"{event.stream}:{event.seq}")


def run_stream(host: RunHost, organization_id: UUID, run_id: UUID, after: int = 0) -> StreamingResponse:
    """Answer with a run's events from a seq on; ends when the run is over or waits."""
    return event_stream(_frames(host.follow(organization_id, run_id, after)))


async def _frames(events: AsyncGenerator[LoggedEvent]) -> AsyncGenerator[bytes]:
    async with aclosing(events) as source:
        async for event in source:
            yield frame_of(event)
