"""What a caller on a wire sends is read where it stands; only what must change is written anew.

Messages in which nothing was minded when they came before are recognised by their bytes and not even decoded: of a long
conversation only what is new costs anything.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import msgspec

from pilothouse.access.security.kinds import Where
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.screening import Screening
from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps
from pilothouse.gateway.calls.screening import read_passages
from pilothouse.gateway.calls.texts import Place, places_of_text
from pilothouse.gateway.wire.body import WireBody

# Where each operation has words for the model. Tools that a caller declares are part of what it says.
_FIELDS: dict[str, tuple[str, ...]] = {
    "chat": ("messages", "tools", "functions", "prediction", "response_format"),
    "responses": ("instructions", "input", "tools", "prompt", "text"),
    "messages": ("system", "messages", "tools"),
    "embeddings": ("input",),
}
# Instructions of whoever calls, and what a model has said before.
_VALUES_ONLY = frozenset({"instructions", "system", "response_format", "text", "prediction"})
_OWN_ROLES = frozenset({"system", "developer", "assistant"})
_RESULTS = frozenset(
    {"tool_result", "function_call_output", "custom_tool_call_output", "mcp_call", "web_search_tool_result"}
)
_CALLS = frozenset({"function_call", "custom_tool_call", "tool_use"})
_TYPED = re.compile(rb"\[[A-Z][A-Z_]{0,38}_[1-9]")  # what looks like a placeholder is looked at every time
_items = msgspec.json.Decoder(list[msgspec.Raw])
_anything = msgspec.json.Decoder(Any)


Value = TypeVar("Value")


@dataclass(slots=True)
class _Item:
    """One message of a field, or the whole of a field that is no list.

    Attributes:
        value: decoded, in a list of one, so that a plain text can be replaced like any other.
    """

    name: str
    number: int | None
    raw: bytes
    value: list[Any] = field(default_factory=list[Any])
    places: list[Place] = field(default_factory=list[Place])
    passages: list[Passage] = field(default_factory=list[Passage])


async def screened_body(screening: Screening, body: WireBody) -> WireBody:
    """Return a body as it may go to a model; the same one when nothing in it changes.

    Raises:
        BlockedByPolicy: it may not go there.
    """
    if screening.is_off("prompt") and screening.is_off("tool_result"):
        return body
    told = ((name, body.json.raw_of(name)) for name in _FIELDS[body.operation.name])
    fields = {name: _split(raw) for name, raw in told if raw}
    fresh = [
        item for name, (raws, is_list) in fields.items() for item in _unknown(screening, name, raws, is_list=is_list)
    ]
    if not fresh:
        return body
    passages = [passage for item in fresh for passage in item.passages]
    texts = await read_passages(screening, passages)
    for item in fresh:
        if _is_harmless(screening, item):
            screening.remember_harmless(item.raw, values_only=item.name in _VALUES_ONLY)
    changed = _changed(fresh, texts)
    if not changed:
        return body
    return WireBody(body.operation, body.json.with_fields(_rebuilt(fields, changed)))


def _split(raw: bytes) -> tuple[list[bytes], bool]:
    """Return the messages of a field, and whether it is a list of such; plain texts and tokens stay together."""
    if raw[:1] == b"[" and b"{" in raw:
        return [bytes(each) for each in _decoded(_items, raw)], True
    return [raw], False


def _decoded(decoder: msgspec.json.Decoder[Value], raw: bytes) -> Value:
    try:
        return decoder.decode(raw)
    except (RecursionError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The body cannot be read as JSON, or is nested too deeply: {error}.") from error


def _unknown(screening: Screening, name: str, raws: Sequence[bytes], *, is_list: bool) -> Iterator[_Item]:
    """Yield what was not seen before, read into passages."""
    for number, raw in enumerate(raws):
        if not screening.is_known_harmless(raw, values_only=name in _VALUES_ONLY):
            yield _read(_Item(name, number if is_list else None, raw))


def _read(item: _Item) -> _Item:
    item.value = [_decoded(_anything, item.raw)]
    item.places = [*places_of_text(item.value)]
    results = {id(each) for each in _within_results(item.value[0])}
    is_own = item.name in _VALUES_ONLY or _is_own(item.value[0])
    for holder, _, text in item.places:
        where: Where = "tool_result" if id(holder) in results else "prompt"
        item.passages.append(Passage(text, where, values_only=is_own and where == "prompt"))
    return item


def _is_harmless(screening: Screening, item: _Item) -> bool:
    return not _TYPED.search(item.raw) and all(map(screening.minds_nothing, item.passages))


def _is_own(message: Any) -> bool:
    if not isinstance(message, dict):
        return False
    fields = cast("dict[str, Any]", message)
    return fields.get("role") in _OWN_ROLES or fields.get("type") in _CALLS


def _within_results(value: Any, *, is_result: bool = False) -> Iterator[Any]:
    """Yield what holds words that a tool gave: messages of tools, and blocks of results within others."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        is_result = is_result or fields.get("role") in {"tool", "function"} or fields.get("type") in _RESULTS
        if is_result:
            yield fields
        for inner in fields.values():
            yield from _within_results(inner, is_result=is_result)
    elif isinstance(value, list):
        entries = cast("list[Any]", value)
        if is_result:
            yield entries
        for inner in entries:
            yield from _within_results(inner, is_result=is_result)


def _changed(items: Sequence[_Item], texts: Sequence[str]) -> dict[tuple[str, int | None], bytes]:
    """Put texts in their places; return the messages that are no longer the same, by field and number."""
    changed: dict[tuple[str, int | None], bytes] = {}
    remaining = iter(texts)
    for item in items:
        is_same = True
        for (holder, key, old), new in zip(item.places, remaining, strict=False):
            if new != old:
                cast("Any", holder)[key] = new
                is_same = False
        if not is_same:
            changed[item.name, item.number] = dumps(item.value[0])
    return changed


def _rebuilt(
    fields: dict[str, tuple[list[bytes], bool]], changed: dict[tuple[str, int | None], bytes]
) -> dict[str, msgspec.Raw]:
    """Return the fields that change; every message in them that does not stays as it came, byte for byte."""
    rebuilt: dict[str, msgspec.Raw] = {}
    for name in {name for name, _ in changed}:
        raws, is_list = fields[name]
        kept = [changed.get((name, number if is_list else None), raw) for number, raw in enumerate(raws)]
        rebuilt[name] = msgspec.Raw(b"[" + b",".join(kept) + b"]" if is_list else kept[0])
    return rebuilt
