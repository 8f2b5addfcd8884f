"""Server-sent events as they are read: the HTML standard's section 9.2, as far as our server writes it."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from pilothouse.core import json


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a run.

    Attributes:
        run_id: whose stream it belongs to; "" when the server gave it no id.
        seq: its place there, counted from 1; 0 without an id.
    """

    name: str
    data: dict[str, Any]
    run_id: str = ""
    seq: int = 0


class NothingLeft(Exception):
    """The stream is over, and the reader has all of it."""


async def read_events(lines: AsyncIterator[str]) -> AsyncGenerator[Event]:
    """Yield the events in the lines of a stream. One that breaks off in the middle is dropped, to be read again."""
    fields: dict[str, str] = {}
    async for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")  # a comment has the empty name
        elif "data" in fields:
            yield _event(fields)
            fields = {}


def _event(fields: dict[str, str]) -> Event:
    run_id, _, seq = fields.get("id", "").rpartition(":")
    return Event(fields.get("event", "message"), json.loads(fields["data"]), run_id, int(seq) if seq.isdecimal() else 0)
