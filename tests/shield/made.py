"""Values made at run time: no key, card or number of a person stands in these files."""

import random
import re
import string
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from pilothouse.shield.detector import Detector, Kind
from pilothouse.shield.findings import Finding
from pilothouse.shield.scanner import Scanner

_parser: Any = import_module("re._parser")
BASE62 = string.ascii_letters + string.digits


def random_text(size: int, alphabet: str = BASE62, seed: int = 1) -> str:
    """Return characters by chance, the same in every process."""
    return "".join(random.Random(f"{seed}{size}{alphabet}").choices(alphabet, k=size))


def text_of(pattern: str, seed: int = 1) -> str:
    """Return a text that a pattern matches, as even as it allows: repeats in the middle of their bounds."""
    return _walk(_parser.parse(pattern, re.ASCII), random.Random(seed))


def _walk(parsed: Sequence[Any], chance: random.Random) -> str:
    return "".join(_piece(str(kind), value, chance) for kind, value in parsed)


def _piece(kind: str, value: Any, chance: random.Random) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
        least, most, inner = value
        many = least if kind == "MIN_REPEAT" else min(most, least + (12 if least > 12 else 0))
        return "".join(_walk(inner, chance) for _ in range(many))
    if kind == "SUBPATTERN":
        return _walk(value[3], chance)
    if kind == "BRANCH":
        return _walk(chance.choice(value[1]), chance)
    if kind == "IN":
        return chance.choice(_members(value))
    return ""  # a boundary


def _members(ranges: Sequence[Any]) -> str:
    if str(ranges[0][0]) == "NEGATE":
        return "".join(letter for letter in BASE62 if letter not in _members(ranges[1:]))
    found = ""
    for kind, value in ranges:
        if str(kind) == "LITERAL":
            found += chr(value)
        elif str(kind) == "RANGE":
            found += "".join(map(chr, range(value[0], value[1] + 1)))
        else:
            found += {"CATEGORY_DIGIT": string.digits, "CATEGORY_SPACE": " ", "CATEGORY_WORD": BASE62}[str(value)]
    return found


@cache
def _scanner(detectors: tuple[Detector, ...]) -> Scanner:
    return Scanner(detectors, layers=())


def found_by(text: str, *detectors: Detector, kind: Kind = "prompt") -> list[Finding]:
    """Scan a text with some detectors alone, without looking beneath it."""
    return list(_scanner(detectors).scan(text, kind=kind).findings)


def values_found(text: str, *detectors: Detector, kind: Kind = "prompt") -> list[str]:
    """Return what some detectors point at in a text."""
    return [text[each.start : each.end] for each in found_by(text, *detectors, kind=kind)]
