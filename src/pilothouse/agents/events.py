"""What happens while an agent works, as typed values that any stream can carry. Durations are seconds."""

import re
from typing import Any, TypeAlias

import msgspec

from pilothouse.agents.capabilities import ArtifactRef, Citation
from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps, loads
from pilothouse.llm.messages import Message, TextDelta, ToolCall, Usage

__all__ = [
    "AgentEvent",
    "ApprovalRequested",
    "Completed",
    "Emitted",
    "TextDelta",
    "ToolFinished",
    "ToolProgress",
    "ToolStarted",
    "emitted",
]


_OWN_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_MOST_OWN_BYTES = 64 * 1024


class ToolStarted(msgspec.Struct, frozen=True, tag="tool_started"):
    """A tool call begins."""

    call: ToolCall


class ToolProgress(msgspec.Struct, frozen=True, tag="tool_progress"):
    """A tool tells how far it is; `fraction` lies between 0 and 1."""

    call_id: str
    name: str
    fraction: float
    message: str


class ToolFinished(msgspec.Struct, frozen=True, tag="tool_finished"):
    """A tool call ended.

    Attributes:
        ok: False when it failed; `summary` then says why.
        summary: one line for people.
        output: the validated JSON value the tool returned; None when it failed, and when it was cut.
        is_replayed: it ran before a crash and was not run again.
        started_after_s: when the call began, counted from the run's beginning.
        attempts: how often the tool was run for this call; 0 when it was refused before.
        error_code: of a failed call, such as "tool_timed_out".
        is_cut: the output was too long to be kept; the model was shown its beginning.
        artifacts: what the call stored for people.
        citations: where the call has its words from.
        navigate: the page the person is taken to.
    """

    call_id: str
    name: str
    ok: bool
    summary: str
    duration_s: float
    output: Any = None
    is_replayed: bool = False
    started_after_s: float = 0
    attempts: int = 1
    error_code: str | None = None
    is_cut: bool = False
    artifacts: tuple[ArtifactRef, ...] = ()
    citations: tuple[Citation, ...] = ()
    navigate: str | None = None


class ApprovalRequested(msgspec.Struct, frozen=True, tag="approval_requested"):
    """A call waits for a person. A run resumed before the decision tells so again, under the same key.

    Attributes:
        arguments: as the tool would get them.
        idempotency_key: of the call.
        is_outcome_unknown: the call was approved and begun before, and nobody knows how far it came.
    """

    call_id: str
    name: str
    arguments: dict[str, Any]
    idempotency_key: str
    approval_id: str | None = None
    is_outcome_unknown: bool = False


class Emitted(msgspec.Struct, frozen=True, tag="emitted"):
    """Something a tool or an agent wants told, in terms of its own: `name` with a JSON value."""

    name: str
    data: Any = None
    call_id: str | None = None


def emitted(name: str, data: Any, call_id: str | None = None) -> Emitted:
    """Make an event of somebody's own.

    Raises:
        InvalidInput: the name is not like "report.mood", or the value is no JSON or longer than 64 kB.
    """
    if not _OWN_NAME.fullmatch(name):
        raise InvalidInput(f'{name[:80]!r} is no name of an event; write it like "report.mood".')
    try:
        written = dumps(data)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InvalidInput(f"The value of the event {name} is no JSON: {error}.") from error
    if len(written) > _MOST_OWN_BYTES:
        raise InvalidInput(f"The value of the event {name} is longer than 64 kB; store an artifact instead.")
    return Emitted(name, loads(written), call_id)


class Completed(msgspec.Struct, frozen=True, tag="completed"):
    """The run's last event.

    Attributes:
        text: the final answer.
        usage: sum over the run's model calls.
        messages: what the run added to the conversation, ready to be stored.
        output: the JSON value of an agent whose function returns something else than text.
        cost_microusd: of model calls, as far as the model tells, and of tool calls as they are declared.
    """

    text: str
    usage: Usage
    messages: tuple[Message, ...]
    model_calls: int
    tool_calls: int
    output: Any = None
    cost_microusd: int = 0


AgentEvent: TypeAlias = (
    TextDelta
    | ToolStarted
    | ToolProgress
    | ApprovalRequested
    | ToolFinished
    | Emitted
    | Completed
)  # fmt: skip
