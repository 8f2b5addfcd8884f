"""What happens while an agent works, as typed values that any stream can carry. Durations are seconds."""

from typing import Any, TypeAlias

import msgspec

from pilothouse.llm.messages import Message, TextDelta, ToolCall, Usage

__all__ = ["AgentEvent", "Completed", "TextDelta", "ToolFinished", "ToolProgress", "ToolStarted"]


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
        output: the validated JSON value the tool returned; None when it failed.
        is_replayed: it ran before a crash and was not run again.
    """

    call_id: str
    name: str
    ok: bool
    summary: str
    duration_s: float
    output: Any = None
    is_replayed: bool = False


class Completed(msgspec.Struct, frozen=True, tag="completed"):
    """The run's last event.

    Attributes:
        text: the final answer.
        usage: sum over the run's model calls.
        messages: what the run added to the conversation, ready to be stored.
    """

    text: str
    usage: Usage
    messages: tuple[Message, ...]
    model_calls: int
    tool_calls: int


AgentEvent: TypeAlias = TextDelta | ToolStarted | ToolProgress | ToolFinished | Completed
