"""What a run says, as events of its stream. A resumed run repeats what it said before; only the rest is said again."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from pilothouse.agents.events import (
    AgentEvent,
    ApprovalRequested,
    Emitted,
    TextDelta,
    ToolFinished,
    ToolProgress,
    ToolStarted,
)
from pilothouse.core import json
from pilothouse.live.log import LoggedEvent, NewEvent
from pilothouse.runtime.approvals.schemas import OUTCOME_UNKNOWN
from pilothouse.runtime.hosting.request import ToolUse

START, TEXT, COMPLETE, ERROR = "run.start", "run.text", "run.complete", "run.error"
TOOL_START, TOOL_PROGRESS, TOOL_RESULT = "run.tool_start", "run.tool_progress", "run.tool_result"
APPROVAL, EMITTED = "run.approval", "run.emitted"
LAST = frozenset({COMPLETE, ERROR})

MAX_OUTPUT_BYTES = 16_000  # a larger output is for the model and the artifacts, not for everybody's stream
_BETWEEN = "\n\n"  # text before a tool call and text after it are two paragraphs


class _Counts:
    """How often something is shown already, and how often it was said in this hosting."""

    def __init__(self) -> None:
        self.shown: Counter[str] = Counter()
        self._said: Counter[str] = Counter()

    def is_news(self, key: str) -> bool:
        """Count one more, and tell whether it goes beyond what is shown."""
        self._said[key] += 1
        return self._said[key] > self.shown[key]


class Transcript:
    """Turns an agent's events into those of the run's stream.

    Text is compared with what the stream shows already, so that a resumed run, which begins by repeating its finished
    calls, adds only what is new. Where the two part, the stream is told the whole text as it stands now.
    """

    def __init__(self, shown: Iterable[LoggedEvent] = ()) -> None:
        """Begin, or go on behind what the stream of a resumed run shows."""
        self.tools: list[ToolUse] = []
        self._shown = ""
        self._text = ""
        self._is_after_tool = False
        # by call id, which a model may use again in a later turn: how often it is shown, and was said in this hosting
        self._starts: _Counts = _Counts()
        self._results: _Counts = _Counts()
        self._emitted: _Counts = _Counts()
        for event in shown:
            self._remember(event)

    @property
    def text(self) -> str:
        """All that the stream shows."""
        return self._shown

    @property
    def unconfirmed(self) -> str:
        """What the stream shows beyond what this hosting has said: the beginning of an answer that was cut off."""
        if not self._shown.startswith(self._text):
            return ""
        rest = self._shown[len(self._text) :]
        return rest.removeprefix(_BETWEEN) if self._is_after_tool else rest

    def hear(self, event: AgentEvent) -> list[NewEvent]:
        """Return the events that one of the agent's adds to the stream."""
        if isinstance(event, TextDelta):
            return self._hear_text(event.text)
        if isinstance(event, ToolStarted):
            return self._hear_start(event)
        if isinstance(event, ToolFinished):
            return self._hear_finish(event)
        if isinstance(event, Emitted):
            return self._hear_emitted(event)
        return _passed_on(event)

    def close(self) -> list[NewEvent]:
        """Return what corrects the stream when the agent is done and has said less than the stream shows."""
        return [] if self._text == self._shown else self._replace()

    def _hear_text(self, delta: str) -> list[NewEvent]:
        if not delta:
            return []
        if self._is_after_tool:
            self._is_after_tool = False
            if self._text and not self._text[-1].isspace():
                delta = _BETWEEN + delta
        is_level = len(self._text) == len(self._shown)
        self._text += delta
        if is_level:
            self._shown = self._text
            return [NewEvent(TEXT, {"text": delta})]
        if self._shown.startswith(self._text):
            return []
        if self._text.startswith(self._shown):
            rest = self._text[len(self._shown) :]
            self._shown = self._text
            return [NewEvent(TEXT, {"text": rest})]
        return self._replace()

    def _replace(self) -> list[NewEvent]:
        self._shown = self._text
        return [NewEvent(START, {"resumed": True, "text": self._text})]

    def _hear_start(self, event: ToolStarted) -> list[NewEvent]:
        self._is_after_tool = True
        call = event.call
        if not self._starts.is_news(call.id):
            return []
        return [NewEvent(TOOL_START, {"call_id": call.id, "name": call.name, "arguments": call.arguments})]

    def _hear_finish(self, event: ToolFinished) -> list[NewEvent]:
        if not self._results.is_news(event.call_id):
            return []
        data = _result(event)
        self.tools.append(msgspec.convert(data, ToolUse))
        return [NewEvent(TOOL_RESULT, data)]

    def _hear_emitted(self, event: Emitted) -> list[NewEvent]:
        data = {"name": event.name, "data": event.data, "call_id": event.call_id}
        return [NewEvent(EMITTED, data)] if self._emitted.is_news(json.dumps_text(data)) else []

    def _remember(self, event: LoggedEvent) -> None:
        if event.type == TEXT:
            self._shown += event.data["text"]
        elif event.type == START and "text" in event.data:
            self._shown = event.data["text"]
        elif event.type == TOOL_START:
            self._starts.shown[event.data["call_id"]] += 1
        elif event.type == EMITTED:
            self._emitted.shown[json.dumps_text(event.data)] += 1
        elif event.type == TOOL_RESULT:
            self._results.shown[event.data["call_id"]] += 1
            self.tools.append(msgspec.convert(event.data, ToolUse))


def text_of(events: Iterable[LoggedEvent]) -> str:
    """Return the text that a stream shows."""
    return Transcript(events).text


def joined(events: Iterable[NewEvent]) -> list[NewEvent]:
    """Make one event of each row of texts, and keep only the last progress of a row of reports on one call."""
    result: list[NewEvent] = []
    for event in events:
        last = result[-1] if result else None
        if last is not None and last.type == event.type == TEXT:
            result[-1] = NewEvent(TEXT, {"text": last.data["text"] + event.data["text"]})
        elif last is not None and last.type == event.type == TOOL_PROGRESS and _same_call(last, event):
            result[-1] = event
        else:
            result.append(event)
    return result


def _same_call(one: NewEvent, other: NewEvent) -> bool:
    return one.data["call_id"] == other.data["call_id"]


def _fields(event: AgentEvent) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(event))  # as readers of the log get it
    data.pop("type", None)
    return data


def _approval(event: ApprovalRequested) -> dict[str, Any]:
    note = OUTCOME_UNKNOWN if event.is_outcome_unknown else None
    return {
        "approval_id": event.approval_id,
        "call_id": event.call_id,
        "name": event.name,
        "arguments": event.arguments,
        "note": note,
    }


def _passed_on(event: AgentEvent) -> list[NewEvent]:
    """Return what needs no comparison with what was said before."""
    if isinstance(event, ToolProgress):
        return [NewEvent(TOOL_PROGRESS, _fields(event))]
    return [NewEvent(APPROVAL, _approval(event))] if isinstance(event, ApprovalRequested) else []


def _result(event: ToolFinished) -> dict[str, Any]:
    data = _fields(event)
    if len(json.dumps(data.get("output"))) > MAX_OUTPUT_BYTES:
        data["output"] = None
    return data
