"""The words of screening: where a text stands, what kind of trouble it holds, what is done about it."""

from functools import cache
from typing import Literal, TypeAlias, get_args

from pilothouse.shield.detector import Kind

Where: TypeAlias = Literal[
    "prompt", "answer", "tool_arguments", "tool_result", "tool_description", "upload", "memory"
]  # fmt: skip
Family: TypeAlias = Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]
Action: TypeAlias = Literal["off", "monitor", "flag", "redact", "block"]

PLACES: tuple[Where, ...] = get_args(Where)
FAMILIES: tuple[Family, ...] = get_args(Family)
ACTIONS: tuple[Action, ...] = get_args(Action)  # mildest first
VALUES: frozenset[Family] = frozenset({"secrets", "pii"})  # what can be hidden, and is never shown in clear

# What the engine takes a text for. Arguments are what a model wrote, memories what it will read again as its own.
KINDS: dict[Where, Kind] = {
    "prompt": "prompt",
    "answer": "answer",
    "tool_arguments": "answer",
    "tool_result": "tool_result",
    "tool_description": "tool_description",
    "upload": "document",
    "memory": "prompt",
}

# By how a detector's id begins; the first that fits counts.
_BEGINNINGS: tuple[tuple[str, Family], ...] = (
    ("prompt_injection", "prompt_injection"),
    ("jailbreak", "prompt_injection"),
    ("hidden_", "prompt_injection"),
    ("skill_tool_", "prompt_injection"),
    ("secret_", "secrets"),
    ("pii_", "pii"),
    ("malware_", "malware"),
    ("skill_", "malware"),
    ("link_", "links"),
)


def family_of(detector: str) -> Family:
    """Return the family that a detector's id belongs to; "other" for those of outside packages."""
    for beginning, family in _BEGINNINGS:
        if detector.startswith(beginning):
            return family
    return "other"


@cache
def detectors_of(families: tuple[Family, ...] | frozenset[Family]) -> frozenset[str] | None:
    """Return the detectors of some families as the engine takes them; None for all, which those of others need."""
    if "other" in families:
        return None
    return frozenset(f"{beginning}*" for beginning, family in _BEGINNINGS if family in families)
