"""Server-sent events. Lines end in LF; an idle stream sends a comment, so that proxies keep it open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Any

from starlette.responses import StreamingResponse

from pilothouse.core import json

KEEP_ALIVE_S = 15.0


def sse_frame(event: str, data: Any, identifier: str | None = None) -> bytes:
    """Encode one event as the HTML standard has it (section 9.2)."""
    head = f"id: {identifier}\n" if identifier else ""
    return f"{head}event: {event}\ndata: ".encode() + json.dumps(data) + b"\n\n"


async def with_keep_alive(frames: AsyncIterator[bytes], every_s: float = KEEP_ALIVE_S) -> AsyncIterator[bytes]:
    """Pass frames on, with a comment whenever none came for a while."""
    queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=64)

    async def fill() -> None:
        try:
            async with aclosing(frames) as source:  # pyright: ignore[reportArgumentType]
                async for frame in source:
                    await queue.put(frame)
        finally:
            with suppress(asyncio.QueueFull):
                queue.put_nowait(None)

    async with asyncio.TaskGroup() as tasks:
        reader = tasks.create_task(fill())
        try:
            while not (reader.done() and queue.empty()):
                try:
                    frame = await asyncio.wait_for(queue.get(), every_s)
                except TimeoutError:
                    yield b": keep-alive\n\n"
                    continue
                if frame is None:
                    break
                yield frame
        finally:
            reader.cancel()


def event_stream(frames: AsyncIterator[bytes]) -> StreamingResponse:
    """Answer with a stream of events that no proxy buffers."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(with_keep_alive(frames), media_type="text/event-stream", headers=headers)
