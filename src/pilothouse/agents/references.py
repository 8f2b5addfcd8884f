"""Results of one call as arguments of another: `{"$result": 1, "path": "rows[0].id"}` inside a call's arguments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from pilothouse.agents.errors import InvalidArguments
from pilothouse.llm.messages import ToolCall

KEY = "$result"
HINT = """\
You may call several tools in one answer; those that do not depend on each other run at the same time. Where a call \
needs a value that another call of the same answer returns, write {"$result": N, "path": "a.b[0]"} in its place: N \
counts the calls of this answer from 1, and path leads into the result (leave it out for the whole)."""

Reference: TypeAlias = dict[str, Any]
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,9})\]")
_MAX_DEPTH = 64


def references_in(value: Any, depth: int = 0) -> Iterator[Reference]:
    """Yield every reference inside a JSON value; nothing is looked for deeper than 64 levels."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        if _is_reference(entries):
            yield entries
            return
        for each in entries.values():
            yield from references_in(each, depth + 1)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from references_in(each, depth + 1)


def target_of(reference: Reference, calls: Sequence[ToolCall]) -> int:
    """Return the position of the call that a reference names: by number from 1, by id, or by a tool called once.

    Raises:
        InvalidArguments: there is no such call in this answer.
    """
    named = reference[KEY]
    if isinstance(named, int) and 1 <= named <= len(calls):
        return named - 1
    by_id = [index for index, call in enumerate(calls) if call.id == named]
    by_name = [index for index, call in enumerate(calls) if call.name == named]
    if len(by_id) == 1:
        return by_id[0]
    if len(by_name) == 1:
        return by_name[0]
    if len(by_name) > 1:
        raise InvalidArguments(f"{named!r} is called {len(by_name)} times in this answer; name the call by its number.")
    raise InvalidArguments(f"{KEY} names {named!r}; this answer has calls 1 to {len(calls)}.")


def filled_in(value: Any, results: Mapping[int, Any], calls: Sequence[ToolCall]) -> Any:
    """Return a JSON value with every reference replaced by what it leads to.

    Raises:
        InvalidArguments: a path leads nowhere; the message says what is there instead.
    """
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        if _is_reference(entries):
            return _followed(results[target_of(entries, calls)], entries.get("path") or "")
        return {key: filled_in(each, results, calls) for key, each in entries.items()}
    if isinstance(value, list):
        return [filled_in(each, results, calls) for each in cast("list[Any]", value)]
    return value


def _is_reference(entries: dict[str, Any]) -> bool:
    if KEY not in entries or not entries.keys() <= {KEY, "path"}:
        return False
    return isinstance(entries[KEY], int | str) and isinstance(entries.get("path", ""), str)


def _followed(value: Any, path: str) -> Any:
    position = 0
    for step in _STEP.finditer(path):
        if step.start() != position:
            break
        name, number = step.groups()
        value = _step_into(value, name if number is None else int(number), path)
        position = step.end()
    if position != len(path):
        raise InvalidArguments(f"The path {path!r} cannot be read; write it like a.b[0].")
    return value


def _step_into(value: Any, step: str | int, path: str) -> Any:
    if isinstance(value, list) and str(step).isdecimal():
        items: list[Any] = cast("list[Any]", value)
        if int(step) < len(items):
            return items[int(step)]
        raise InvalidArguments(f"The path {path!r} leads nowhere: there are {len(items)} items, counted from 0.")
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        if str(step) in entries:
            return entries[str(step)]
        there = ", ".join(list(entries)[:20]) or "nothing"
        raise InvalidArguments(f"The path {path!r} leads nowhere: there is {there}.")
    raise InvalidArguments(f"The path {path!r} leads nowhere: nothing lies below the value before {step!r}.")
