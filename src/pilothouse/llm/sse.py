"""Read server-sent events from a stream of bytes that may be cut anywhere.

Source: HTML Living Standard, 9.2.6 "Interpreting an event stream".
"""

from dataclasses import dataclass, field

import msgspec

from pilothouse.core.errors import UpstreamFailed

_MAX_EVENT_BYTES = 8 * 1024 * 1024  # a provider that never ends an event must not fill our memory
_EVENT_END = b"\n\n"


class ServerSentEvent(msgspec.Struct, frozen=True):
    """One event: its name ("message" unless set) and its data lines joined by newline."""

    name: str
    data: str


@dataclass(slots=True)
class SseParser:
    """Turns chunks into events. Lines may end in LF, CRLF or CR; a character may be cut between two chunks.

    It looks for whole events, by the blank line between them, and never looks at a byte again and again: many tiny
    chunks cost as much as one large.
    """

    _lines: list[bytes] = field(default_factory=list[bytes])  # complete ones of the event under way
    _pieces: list[bytes] = field(default_factory=list[bytes])  # of the line under way
    _size_bytes: int = 0  # of the event under way
    _ends_in_cr: bool = False

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Return the events that a further chunk completes.

        Raises:
            UpstreamFailed: one event passes 8 MiB.
        """
        chunk = self._with_plain_ends(chunk)
        self._size_bytes += len(chunk)
        blocks = self._finished_blocks(chunk)
        if self._size_bytes > _MAX_EVENT_BYTES:
            raise UpstreamFailed("The provider sent one event of more than 8 MiB.")
        return [event for block in blocks if (event := _event(block)) is not None]

    def _with_plain_ends(self, chunk: bytes) -> bytes:
        """Return a chunk whose lines end in LF. A final CR waits, for an LF may follow in the next chunk."""
        if self._ends_in_cr:
            chunk = b"\r" + chunk
        if b"\r" not in chunk:
            return chunk
        self._ends_in_cr = chunk.endswith(b"\r")
        chunk = chunk[:-1] if self._ends_in_cr else chunk
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _finished_blocks(self, chunk: bytes) -> list[bytes]:
        """Return the lines of each event that ends in a chunk, and keep what follows the last."""
        if b"\n" not in chunk:
            self._pieces.append(chunk)
            return []
        if self._pieces:
            chunk = b"".join([*self._pieces, chunk])
        blocks: list[bytes] = []
        if self._lines:
            is_end = chunk.startswith(b"\n")
            first, end, following = (b"", b"\n", chunk[1:]) if is_end else chunk.partition(_EVENT_END)
            if not end:
                self._keep(chunk)
                return []
            blocks.append(b"\n".join([*self._lines, first]))
            self._lines, chunk = [], following
        *further, rest = chunk.split(_EVENT_END)
        if further or blocks:
            self._size_bytes = len(rest)
        self._keep(rest)
        return blocks + further

    def _keep(self, rest: bytes) -> None:
        lines, end, piece = rest.rpartition(b"\n")
        if end:
            self._lines.append(lines)
        self._pieces = [piece] if piece else []


def _event(block: bytes) -> ServerSentEvent | None:
    """Read the lines of one event; None when it has no data."""
    if block.startswith(b"data: ") and b"\n" not in block:  # as chat completions write nearly all of theirs
        return ServerSentEvent("message", block[6:].decode(errors="replace"))
    name, data = "", list[str]()
    for line in block.decode(errors="replace").split("\n"):
        field_name, _, value = line.partition(":")
        if field_name == "data":
            data.append(value.removeprefix(" "))
        elif field_name == "event":
            name = value.removeprefix(" ")
    return ServerSentEvent(name or "message", "\n".join(data)) if data else None
