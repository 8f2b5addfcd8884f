"""The words in which tool calls, costs and sources are told."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pilothouse.core.json import dumps, dumps_text

_ARGUMENTS_CHARS = 100
_SUMMARY_CHARS = 160


def call_words(data: dict[str, Any]) -> str:
    """Write a call as people read it: `table_top(file="cars.csv", limit=5)`, cut where it gets long."""
    arguments = ", ".join(f"{name}={dumps_text(value)}" for name, value in data.get("arguments", {}).items())
    return f"{data['name']}({_short(arguments, _ARGUMENTS_CHARS)})"


def result_words(data: dict[str, Any]) -> str:
    """Write what came of a call, and how long it took."""
    summary = _short(" ".join(data["summary"].split()), _SUMMARY_CHARS)
    return f"{data['name']}: {summary} ({data['duration_s']:.1f} s)"


def artifact_words(artifact: dict[str, Any]) -> str:
    """Write what an artifact is and where it is to be had."""
    return f"{artifact['kind']}: {artifact['title']} {artifact.get('path') or artifact.get('url') or ''}".strip()


def source_words(number: int, citation: Mapping[str, Any]) -> str:
    """Write where something was found."""
    return f"[{number}] {citation['title']} {citation['source']}".strip()


def end_words(data: dict[str, Any]) -> str:
    """Write what an answer took: model, tokens, cost, time."""
    usage, timing = data["usage"], data["timing"]
    parts = [data.get("model") or ""]
    if usage.get("input_tokens"):
        parts.append(f"{usage['input_tokens']:,} + {usage.get('output_tokens', 0):,} tokens")
    cost = float(data.get("cost_usd") or 0)
    parts.append(f"${cost:.4f}" if cost else "")
    parts.append(f"{timing['duration_ms'] / 1000:.1f} s" if timing.get("duration_ms") else "")
    parts.append("stopped" if data.get("state") == "stopped" else "")
    return " · ".join(part for part in parts if part)


def pretty(value: Any) -> str:
    """Write a JSON value on several lines, for reading and editing."""
    return msgspec.json.format(dumps(value), indent=2).decode()


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
