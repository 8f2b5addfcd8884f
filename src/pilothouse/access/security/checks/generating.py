"""A text that a pattern matches, made from the pattern itself: no key stands in this repository."""

import random
import re
import string
from collections.abc import Sequence
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")  # the standard library's own reader of patterns has no public name
_BASE62 = string.ascii_letters + string.digits
_CATEGORIES = {"CATEGORY_DIGIT": string.digits, "CATEGORY_SPACE": " ", "CATEGORY_WORD": _BASE62}
_LONG = 12  # a repeat of more than this many gets as many again, where it may


def text_of(pattern: str, seed: int) -> str:
    """Return a text that a pattern matches, by chance, and the same for the same seed."""
    return _walk(_parser.parse(pattern, re.ASCII), random.Random(seed))  # noqa: S311 - guards no secret


def _walk(parsed: Sequence[Any], chance: random.Random) -> str:
    return "".join(_piece(str(kind), value, chance) for kind, value in parsed)


def _piece(kind: str, value: Any, chance: random.Random) -> str:
    match kind:
        case "LITERAL":
            return chr(value)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, inner = value
            many = min(most, least + (_LONG if least > _LONG and kind == "MAX_REPEAT" else 0))
            return "".join(_walk(inner, chance) for _ in range(many))
        case "SUBPATTERN":
            return _walk(value[3], chance)
        case "BRANCH":
            return _walk(chance.choice(value[1]), chance)
        case "IN":
            return chance.choice(_members(value))
        case _:
            return ""  # a boundary, or a look around


def _members(ranges: Sequence[Any]) -> str:
    if str(ranges[0][0]) == "NEGATE":
        excluded = _members(ranges[1:])
        return "".join(letter for letter in _BASE62 if letter not in excluded)
    found = ""
    for kind, value in ranges:
        match str(kind):
            case "LITERAL":
                found += chr(value)
            case "RANGE":
                found += "".join(map(chr, range(value[0], value[1] + 1)))
            case _:
                found += _CATEGORIES[str(value)]
    return found
