"""The embedded model in a conversation: small talk, sums and plain orders; tables go to the planner of tables."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

import msgspec

from pilothouse.llm.builtin import small_talk
from pilothouse.llm.builtin.arithmetic import calculate
from pilothouse.llm.builtin.orders import PREFIX, read_order
from pilothouse.llm.messages import ToolCall

# An agent with one of these talks with a person; others are given objectives.
_TOOLS_OF_CHAT = frozenset({"navigate", "start_mission", "remember"})
_PLACE = re.compile(r"\n*\(Written on the page [^)\n]*\.\)")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_MAX_SHOWN = 8
_MAX_PASSAGE_CHARS = 240


def is_conversation(tools: Collection[str]) -> bool:
    """Tell by the tools at hand whether a person is talked with."""
    return not _TOOLS_OF_CHAT.isdisjoint(tools)


def decide(
    said: str,
    tools: Collection[str],
    calls: Mapping[str, ToolCall],
    answers: Mapping[str, str],
    *,
    attached_now: bool,
    attached_before: bool,
) -> list[ToolCall] | str | None:
    """Return the calls to make next or the answer; None leaves the message to the planner of tables and tools.

    Args:
        said: the person's message.
        tools: names of the tools at hand.
        calls: made since the message, by id.
        answers: what they returned, by id of the call.
        attached_now: a file came with the message.
        attached_before: a file came with an earlier one.
    """
    ours = {call_id: answers[call_id] for call_id in calls if call_id.startswith(PREFIX) and call_id in answers}
    if ours:
        return "\n\n".join(_told(calls[call_id].name, text) for call_id, text in ours.items())
    if calls:
        return None
    text = _PLACE.sub("", said).strip()
    decided = _order(text, tools)
    if decided is None and not attached_now:
        decided = small_talk.reply(text, tools) or calculate(text)
    if decided is not None or attached_now:
        return decided
    if "http_request" in tools and (address := _ADDRESS.search(text)):
        return [ToolCall("call-0", "http_request", {"url": address[0]})]
    is_left_to_tables = attached_before and not small_talk.needs_a_writer(text)
    return None if is_left_to_tables else small_talk.cannot(text, tools)


def _order(text: str, tools: Collection[str]) -> list[ToolCall] | str | None:
    found = read_order(text, tools)
    return [found] if isinstance(found, ToolCall) else found


def _told(tool: str, text: str) -> str:
    if text.startswith("Error: "):
        return f"**That did not work.** {text.removeprefix('Error: ')}"
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
    if not isinstance(value, dict):
        return text
    result = cast("dict[str, Any]", value)
    return _TELL.get(tool, _finding)(result)


def _finding(result: dict[str, Any]) -> str:
    return str(result.get("finding") or "Done.")


def _mission(result: dict[str, Any]) -> str:
    mission: dict[str, Any] = result.get("mission") or {}
    return f"{_finding(result)} {_link(mission)} shows how it goes; ask me any time.".replace("  ", " ")


def _missions(result: dict[str, Any]) -> str:
    missions: list[dict[str, Any]] = result.get("missions") or []
    if not missions:
        return "There is no such mission yet. Say “Start a mission to …” to begin one."
    lines = [_line(each) for each in missions[:_MAX_SHOWN]]
    answer = missions[0].get("answer") if len(missions) == 1 else None
    return "\n".join(lines) + (f"\n\n{answer}" if answer else "")


def _line(mission: dict[str, Any]) -> str:
    state = str(mission.get("state", "")).replace("_", " ")
    percent = f", {mission['percent']:.0f} %" if state in {"running", "queued", "paused"} else ""
    reason = f": {mission['reason']}" if state == "failed" and mission.get("reason") else ""
    return f"- {_link(mission)} **{mission.get('title', '')}** is {state}{percent}{reason}"


def _link(mission: dict[str, Any]) -> str:
    return f"[{mission.get('id', 'The page')}]({mission.get('page', '/missions')})"


def _passages(result: dict[str, Any]) -> str:
    passages: list[dict[str, Any]] = result.get("passages") or []
    if not passages:
        return "I find nothing about that in our earlier conversations."
    lines = [f"- {each.get('said_at', '')}: {_short(str(each.get('text', '')))}" for each in passages[:_MAX_SHOWN]]
    return "\n".join(["This is what comes near to it in earlier conversations:", "", *lines])


def _hits(result: dict[str, Any]) -> str:
    hits: list[dict[str, Any]] = result.get("hits") or []
    lines = [
        f"{number}. **{each.get('title', '')}** ({each.get('url') or each.get('source') or ''}): "
        f"{_short(str(each.get('snippet', '')))}"
        for number, each in enumerate(hits[:_MAX_SHOWN], 1)
    ]
    return "\n".join([_finding(result), "", *lines]) if lines else _finding(result)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _MAX_PASSAGE_CHARS else plain[: _MAX_PASSAGE_CHARS - 1] + "…"


_TELL: dict[str, Callable[[dict[str, Any]], str]] = {
    "start_mission": _mission,
    "steer_mission": _mission,
    "look_at_missions": _missions,
    "recall": _passages,
    "search": _hits,
}
