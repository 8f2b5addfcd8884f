"""Objectives that are not about tables: choose one tool by meaning, fill its arguments by type, tell its result.

Filling is by what is certain: an address, a number, a date, one of the allowed values, a quoted text, a name with a
capital letter. What a required argument needs and the objective does not hold is asked for, not made up.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from pilothouse.llm.builtin import small_talk
from pilothouse.llm.builtin.arithmetic import calculate
from pilothouse.llm.builtin.report import CLOSING
from pilothouse.llm.messages import ToolCall, ToolSpec
from pilothouse.llm.ranking import TextIndex
from pilothouse.llm.words import split_identifier, words_of

_URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_QUOTED = re.compile(r"[\"“«']([^\"”»']{1,500})[\"”»']")
_NAME = re.compile(r"(?:in|for|of|from|to|at|about|near|called|named)\s+((?:[A-Z][\w'-]*\s?){1,4})")
_WHOLE = frozenset("text query prompt question objective message content input q search term topic".split())  # noqa: SIM905  # reads best
_MAX_SHOWN_CHARS = 1_500


def decide(
    objective: str, tools: Sequence[ToolSpec], calls: Mapping[str, ToolCall], answers: Mapping[str, str]
) -> list[ToolCall] | str:
    """Return one call, or the answer once it is made or none fits."""
    if answers:
        return _told(calls, answers)
    if not tools and (said := calculate(objective) or small_talk.reply(objective, ())):
        return said
    spec = _fitting_tool(objective, tools)
    if spec is None:
        return _cannot(objective)
    arguments, missing = fill_arguments(objective, spec)
    if missing:
        return f"**{spec.name} needs to know {' and '.join(missing)}.** Please say it in your request.\n\n{CLOSING}"
    return [ToolCall("call-0", spec.name, arguments)]


def fill_arguments(objective: str, spec: ToolSpec) -> tuple[dict[str, Any], list[str]]:
    """Fill a tool's arguments from an objective.

    Returns:
        The arguments found, and the names of required ones that were not.
    """
    properties = cast("dict[str, dict[str, Any]]", spec.input_schema.get("properties", {}))
    required = cast("list[str]", spec.input_schema.get("required", []))
    found: dict[str, Any] = {}
    for name, schema in properties.items():
        value = _value_of(name, schema, objective, is_required=name in required)
        if value is not None:
            found[name] = value
    return found, [name for name in required if name not in found]


def _fitting_tool(objective: str, tools: Sequence[ToolSpec]) -> ToolSpec | None:
    """Choose the nearest tool that shares a word with the objective, or takes the address it names."""
    if not tools or not objective:
        return None
    with_address = [spec for spec in tools if "url" in spec.input_schema.get("properties", {})]
    if _URL.search(objective) and with_address:
        return with_address[0]
    texts = [f"{split_identifier(spec.name)}. {split_identifier(spec.name)}. {spec.description}" for spec in tools]
    said = set(words_of(objective))
    for position, _ in TextIndex(texts).search(objective, limit=len(texts)):
        if said & set(words_of(texts[position])):
            return tools[position]
    return None


def _value_of(name: str, schema: dict[str, Any], objective: str, *, is_required: bool) -> Any:
    options = [schema, *cast("list[dict[str, Any]]", schema.get("anyOf", []))]
    for option in options:
        if "enum" in option:
            return next((each for each in option["enum"] if str(each).lower() in objective.lower()), None)
    kinds = {option.get("type") for option in options}
    if kinds & {"integer", "number"}:
        return _number(name, objective, is_integer="number" not in kinds, is_required=is_required)
    if "string" in kinds:
        return _string(name, objective, is_required=is_required)
    if "boolean" in kinds:
        return True if split_identifier(name).lower() in objective.lower() else None
    return None


def _number(name: str, objective: str, *, is_integer: bool, is_required: bool) -> float | None:
    """Take the number beside the argument's name; without its name, a required argument takes the first one."""
    word = re.escape(split_identifier(name).lower().rstrip("s"))
    lower = objective.lower()
    beside = re.search(rf"({_NUMBER.pattern})\s*-?\s*{word}|{word}s?\s*(?:=|:|is|of|to)?\s*({_NUMBER.pattern})", lower)
    text = (beside[1] or beside[2]) if beside else None
    if text is None and is_required and (first := _NUMBER.search(lower)):
        text = first[0]
    if text is None:
        return None
    value = float(text.replace(",", ""))
    return int(value) if is_integer or value.is_integer() else value


def _string(name: str, objective: str, *, is_required: bool) -> str | None:
    for words, pattern in (
        ("url uri link address", _URL),
        ("email mail recipient", _EMAIL),
        ("date day since until", _DATE),
    ):
        if name.lower() in words.split():
            found = pattern.search(objective)
            return found[0] if found else None
    if not is_required:
        return None
    quoted = _QUOTED.search(objective)
    if quoted:
        return quoted[1]
    if name.lower() in _WHOLE:
        return objective
    named = _NAME.search(objective) or re.search(r"(?<!^)(?<![.?!] )\b((?:[A-Z][\w'-]+\s?)+)", objective)
    return named[1].strip() if named else None


def _told(calls: Mapping[str, ToolCall], answers: Mapping[str, str]) -> str:
    parts: list[str] = []
    for call_id, text in answers.items():
        name = calls[call_id].name if call_id in calls else "the tool"
        if text.startswith("Error: "):
            parts.append(f"**{name} did not work.** {text.removeprefix('Error: ')}")
        else:
            parts.append(f"**{name} answered:**\n\n{_readable(text)}")
    return "\n\n".join([*parts, CLOSING])


def _readable(text: str) -> str:
    """Show a JSON object as a list of its fields, anything else as it is."""
    shown = text if len(text) <= _MAX_SHOWN_CHARS else text[:_MAX_SHOWN_CHARS] + "…"
    try:
        value = json.loads(text)
    except ValueError:
        return shown
    if not isinstance(value, dict):
        return shown
    fields = cast("dict[str, Any]", value)
    lines = [f"- {name.replace('_', ' ')}: {_short(field)}" for name, field in fields.items() if field is not None]
    return "\n".join(lines)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_SHOWN_CHARS else text[:_MAX_SHOWN_CHARS] + "…"


def _cannot(objective: str) -> str:
    first = (
        "**This needs a language model, and none is connected.**"
        if objective
        else "**There is nothing to answer: the objective is empty.**"
    )
    return (
        f"{first} Without one, the built-in planner answers questions about attached data files (CSV, TSV, Excel, "
        "Parquet, JSON), such as “What is the average price by region?”, and calls a tool whose arguments the "
        "request names. To connect a model, add a provider with its key in the settings, then ask again.\n\n"
        f"{CLOSING}"
    )
