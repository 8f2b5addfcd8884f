"""Server-sent events. Lines end in LF; an idle stream sends a comment, so that proxies keep it open."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from starlette.responses import StreamingResponse

from pilothouse.core import json

KEEP_ALIVE_S = 15.0


def sse_frame(event: str, data: Any, identifier: str | None = None) -> bytes:
    """Encode one event as the HTML standard has it (section 9.2)."""
    head = f"id: {identifier}\n" if identifier else ""
    return f"{head}event: {event}\ndata: ".encode() + json.dumps(data) + b"\n\n"


async def with_keep_alive(frames: AsyncGenerator[bytes], every_s: float = KEEP_ALIVE_S) -> AsyncGenerator[bytes]:
    """Pass frames on, with a comment whenever none came for a while."""
    upcoming: asyncio.Future[bytes | None] | None = None
    try:
        while True:
            upcoming = upcoming or asyncio.ensure_future(anext(frames, None))
            if not (await asyncio.wait({upcoming}, timeout=every_s))[0]:
                yield b": keep-alive\n\n"
                continue
            frame, upcoming = upcoming.result(), None
            if frame is None:
                return
            yield frame
    finally:
        if upcoming is not None:
            upcoming.cancel()
            await asyncio.gather(upcoming, return_exceptions=True)
        await frames.aclose()


def event_stream(frames: AsyncGenerator[bytes]) -> StreamingResponse:
    """Answer with a stream of events that no proxy buffers."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(with_keep_alive(frames), media_type="text/event-stream", headers=headers)


# What routes document that answer so; a stream that can be come back to may be over by then.
EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}, "description": "Events"}}
EVENTS_UNLESS_OVER = EVENTS | {204: {"description": "It is over, and no event is left"}}
