"""Read server-sent events from a stream of bytes that may be cut anywhere.

Source: HTML Living Standard, 9.2.6 "Interpreting an event stream".
"""

from dataclasses import dataclass, field

from pilothouse.core.errors import UpstreamFailed

_MAX_EVENT_BYTES = 8 * 1024 * 1024  # a provider that never ends an event must not fill our memory


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event: its name ("message" unless set) and its data lines joined by newline."""

    name: str
    data: str


@dataclass
class SseParser:
    """Turns chunks into events. Lines may end in LF, CRLF or CR; a character may be cut between two chunks."""

    _buffer: bytes = b""
    _name: str = ""
    _data: list[str] = field(default_factory=list[str])
    _size_bytes: int = 0

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Return the events that a further chunk completes.

        Raises:
            UpstreamFailed: one event passes 8 MiB.
        """
        self._size_bytes += len(chunk)
        if self._size_bytes > _MAX_EVENT_BYTES:
            raise UpstreamFailed("The provider sent one event of more than 8 MiB.")
        lines, self._buffer = _split_lines(self._buffer + chunk)
        events = [event for line in lines if (event := self._take(line.decode(errors="replace"))) is not None]
        if events:
            self._size_bytes = len(self._buffer)
        return events

    def _take(self, line: str) -> ServerSentEvent | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        return None  # comments and unknown fields are ignored

    def _dispatch(self) -> ServerSentEvent | None:
        event = ServerSentEvent(self._name or "message", "\n".join(self._data)) if self._data else None
        self._name, self._data = "", []
        return event


def _split_lines(data: bytes) -> tuple[list[bytes], bytes]:
    """Return complete lines and the rest. A final CR waits, for an LF may follow in the next chunk."""
    held_back = b""
    if data.endswith(b"\r"):
        data, held_back = data[:-1], b"\r"
    *lines, rest = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return lines, rest + held_back
