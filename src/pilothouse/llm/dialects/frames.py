"""Server-sent events as the vendors frame them. Lines end in LF."""

from typing import Any

from pilothouse.core.json import dumps

DONE = b"data: [DONE]\n\n"


def data_frame(value: Any) -> bytes:
    """Write an event without a name, as chat completions do."""
    return b"data: " + dumps(value) + b"\n\n"


def named_frame(name: str, value: Any) -> bytes:
    """Write an event with its name, as messages and responses do."""
    return b"event: " + name.encode() + b"\ndata: " + dumps(value) + b"\n\n"
