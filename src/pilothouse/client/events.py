"""Events of a run or a mission, as the server streams them."""

from dataclasses import dataclass
from typing import Any

import httpx2

from pilothouse.core import json


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream.

    Attributes:
        name: such as `text`, `tool_start` or `complete`.
        data: what it tells.
        stream_id: the run, turn or mission it belongs to; "" where the server gave it no place.
        seq: its place there, counted from 1; 0 without one.
    """

    name: str
    data: dict[str, Any]
    stream_id: str = ""
    seq: int = 0


def event_of(sent: httpx2.ServerSentEvent) -> Event:
    """Read an event from its frame, whose id is `<stream>:<seq>`."""
    stream_id, _, seq = sent.id.rpartition(":")
    return Event(sent.event, json.loads(sent.data), stream_id, int(seq) if seq.isdecimal() else 0)
