"""Where a value stands after its name, and what it is not: a call, an expression, a path."""

import re
from dataclasses import dataclass

from pilothouse.shield.detector import Text

_NAME_BEFORE = re.compile(r"[A-Za-z0-9_.$\-]{0,48}\Z")
_QUOTED = {mark: re.compile(rf"(?:[^{mark}\\\n]|\\.){{0,512}}") for mark in "\"'`"}
_BARE = re.compile(r"[^\s\"'`<>;,(){}\[\]|\\]{0,512}")
_EXPRESSION = re.compile(
    r"[A-Za-z_$][\w$]{0,24}(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]{0,24})+\Z|[A-Za-z_]{1,24}\Z"
    r"|[A-Za-z_]\w{0,24}=[A-Za-z_]|self\.|this\.|process\.|os\.|config\.|env\."
)
# Addresses, paths, files by their ending, and names with a day at their end.
_REFERENCE = re.compile(
    r"^[a-z][a-z0-9+.-]{1,20}://|^(?:arn|urn|git|data):|https?:|^[./~]|^[A-Za-z]:[/\\]"
    r"|\.(?:com|org|net|io|py|js|ts|json|ya?ml|md|txt|png|html?|svg)\b|\d{4}-\d{2}-\d{2}\Z"
)
_TRAILING = ".,:;!?)"


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text, by its places, quotes left out."""

    start: int
    end: int
    text: str
    is_quoted: bool


def name_at(text: Text, start: int, end: int) -> str:
    """Return the whole name that a keyword between two places belongs to."""
    before = _NAME_BEFORE.search(text.before(start, 48))
    return (before.group() if before else "") + text.value[start:end]


def value_at(text: Text, place: int) -> Value:
    """Read the value that begins at a place: up to its closing quote, or to what cannot belong to it."""
    mark = text.before(place, 1)
    if mark in _QUOTED and mark:
        found = _QUOTED[mark].match(text.value, place)
        end = found.end() if found else place
        if text.after(end, 1) == mark:
            return Value(place, end, text.value[place:end], is_quoted=True)
    found = _BARE.match(text.value, place)
    value = found.group().rstrip(_TRAILING) if found else ""
    return Value(place, place + len(value), value, is_quoted=False)


def is_code(text: Text, value: Value) -> bool:
    """Say whether a bare value is no literal: a call, an attribute, a name."""
    if value.is_quoted:
        return False
    return text.after(value.end, 1) in {"(", "["} or _EXPRESSION.match(value.text) is not None


def is_reference(value: str) -> bool:
    """Say whether a value only leads somewhere: a path, an address, a file's name, a version by its day."""
    return _REFERENCE.search(value) is not None


def is_prose(value: str) -> bool:
    """Say whether a value is text for people: several words."""
    return " " in value.strip()
