"""Reading along while an answer passes through untouched: what it used, when it begins, whether it ends well.

A stream passes in whole events, so that an error of ours never lands inside one of the provider's. Nothing is decoded
but the few events that carry usage, an error or the end; the others are only searched for marks.
"""

import re
from abc import ABC, abstractmethod
from typing import ClassVar, Literal, TypeAlias

from pilothouse.core.errors import InvalidInput, PilothouseError, UpstreamFailed
from pilothouse.core.splice import JsonObject
from pilothouse.llm.messages import Usage

Verdict: TypeAlias = Literal["pass", "drop", "hold"]

_MAX_EVENT_BYTES = 8 * 1024 * 1024  # a provider that never ends an event must not fill our memory
_MAX_PREAMBLE_BYTES = 256 * 1024
_EVENT_END = re.compile(rb"\r?\n\r?\n|\r\r")
# Any string under a name that carries an answer's content, in one of the wires.
_CONTENT = re.compile(
    rb'"(?:content|text|thinking|reasoning_content|refusal|arguments|partial_json|delta)"\s*:\s*"((?:[^"\\]|\\.)*)"'
)


class Watch(ABC):
    """Reads along one stream of one wire.

    Attributes:
        usage: what the provider counted, once it told.
        answer_id: the provider's id of the answer.
        error: what the provider said went wrong in the middle; the event itself was passed on.
        has_begun: content has passed. Before that nothing has, so another provider may still be asked.
        is_finished: the answer's end has been seen.
        content_bytes: of the content that has come, for an estimate when no usage ever does.
    """

    marks: ClassVar[re.Pattern[bytes]]  # of events that must be looked at
    content: ClassVar[re.Pattern[bytes]]  # of events that begin the content

    def __init__(self) -> None:
        self.usage: Usage | None = None
        self.answer_id = ""
        self.error: PilothouseError | None = None
        self.has_begun = False
        self.is_finished = False
        self.content_bytes = 0
        self._rest = b""
        self._preamble: list[bytes] = []
        self._held: list[bytes] = []

    def feed(self, chunk: bytes) -> bytes:
        """Take a further chunk and return what may pass now, often all of it.

        Raises:
            UpstreamFailed: the provider's stream cannot be read.
            PilothouseError: the provider refused before any content.
        """
        data = self._rest + chunk if self._rest else chunk
        end = _end_of_last_event(data)
        self._rest = data[end:]
        if len(self._rest) > _MAX_EVENT_BYTES:
            raise UpstreamFailed("The provider sent one event of more than 8 MiB.")
        if not end:
            return b""
        block = data[:end] if self._rest else data
        for found in _CONTENT.finditer(block):
            self.content_bytes += found.end(1) - found.start(1)
        if self._held or self.marks.search(block):
            block = self._sift(block)
        return block if self.has_begun else self._wait_for_content(block)

    def rest(self) -> bytes:
        """Return what still waits when the stream has ended: a preamble without content."""
        waiting = b"".join(self._preamble)
        self._preamble.clear()
        return waiting

    def ending(self, cost_usd: str) -> bytes:
        """Return the held end of the stream, with the cost in its usage."""
        return b"".join(self._with_cost(event, cost_usd) for event in self._held)

    @abstractmethod
    def _look_at(self, data: bytes) -> Verdict:
        """Read one marked event and say what becomes of it. From the first that is held on, all are."""

    @abstractmethod
    def _with_cost(self, event: bytes, cost_usd: str) -> bytes:
        """Return an event with the cost in its usage, when it has one."""

    def _sift(self, block: bytes) -> bytes:
        passing: list[bytes] = []
        for event in events_of(block):
            verdict = self._look_at(data_of(event)) if self.marks.search(event) else "pass"
            if verdict == "hold" or (self._held and verdict == "pass"):
                self._held.append(event)
            elif verdict == "pass":
                passing.append(event)
        return b"".join(passing)

    def _wait_for_content(self, block: bytes) -> bytes:
        """Keep what comes before the content, as long as another provider could still be asked instead."""
        if self.error is not None:
            raise self.error
        self._preamble.append(block)
        size_bytes = sum(map(len, self._preamble))
        if not (self._held or self.content.search(block) or size_bytes > _MAX_PREAMBLE_BYTES):
            return b""
        self.has_begun = True
        return self.rest()


def data_of(event: bytes) -> bytes:
    """Return the data of one server-sent event."""
    lines = (line for line in event.splitlines() if line.startswith(b"data:"))
    return b"\n".join(line[5:].removeprefix(b" ") for line in lines)


def with_data(event: bytes, data: bytes) -> bytes:
    """Return an event with other data, which is JSON without line breaks."""
    kept = [line for line in event.splitlines() if line and not line.startswith(b"data:")]
    return b"\n".join([*kept, b"data: " + data]) + b"\n\n"


def json_of(data: bytes) -> JsonObject:
    """Read an event's data.

    Raises:
        UpstreamFailed: it is not a JSON object.
    """
    try:
        return JsonObject(data)
    except InvalidInput as error:
        raise UpstreamFailed("The provider's answer does not have the published shape.") from error


def events_of(block: bytes) -> list[bytes]:
    """Take whole events apart."""
    events: list[bytes] = []
    start = 0
    for boundary in _EVENT_END.finditer(block):
        events.append(block[start : boundary.end()])
        start = boundary.end()
    return events


def _end_of_last_event(data: bytes) -> int:
    """Return where the last complete event ends; 0 when none does."""
    end = data.rfind(b"\n\n") + 2
    if b"\r" in data:
        end = max(end, data.rfind(b"\n\r\n") + 3, data.rfind(b"\r\r") + 2)
    return end if end > 3 else 0
