r"""What a rule may say, so that hyperscan, re2 and `re` read it alike.

No look-around, back-references, `\B`, `\A`, `\Z`, atomic groups. `^` and `$` stand at lines, `.` is anything but a
newline, `\w \d \s \b` mean ASCII. A match is at most MAX_WIDTH characters: `\s{0,4}`, never `\s*`. The bound keeps
pieces small, and lets a stream be scanned while it comes.

A rule that ignores case meets the folded text: lower case, and Latin letters without their accents, which people leave
out.

Almost all rules are looked for in one byte for each character (letters.py), whatever the text's alphabet: gaps such as
`.{0,40}` cost an engine far less so than in UTF-8. Only rules that name letters without a byte of their own cannot be;
so each of their matches has to hold such a letter, and texts without any are spared the search.
"""

import importlib
import re
from typing import Any

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.detector import Rule
from pilothouse.shield.letters import NO_PLACE, is_letter_without_place, plain_letters

MAX_WIDTH = 512  # characters

# Private, but the one place that knows how wide a pattern can be; here since 3.11, and as `sre_parse` long before.
_parser: Any = importlib.import_module("re._parser")

# Names in the parsed rule of what one engine or the other does not have.
_FORBIDDEN = re.compile(
    r"\b(?:ASSERT|ASSERT_NOT|GROUPREF\w*|AT_NON_BOUNDARY|AT_\w+_STRING|POSSESSIVE_REPEAT|ATOMIC_GROUP)\b"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_ALL_BUT_FOREIGN = re.compile(r"\[\^[^\]]*[^\x00-\x7f]")
_CAPITAL = re.compile(r"\(\?P<\w+>|\\.|([A-Z])")


def width_of(rule: Rule) -> int:
    """Return how many characters a match of a rule may have.

    Raises:
        InvalidInput: the rule is no regular expression, is not bounded, or says what only one engine understands.
    """
    try:
        parsed = _parser.parse(pattern := pattern_of(rule), re.ASCII | re.MULTILINE)
    except re.error as error:
        raise InvalidInput(f"The rule {rule.pattern!r} is no regular expression: {error}.") from error
    widest = int(parsed.getwidth()[1])
    if widest > MAX_WIDTH:
        raise InvalidInput(
            f"The rule {rule.pattern!r} may match {widest} characters, more than {MAX_WIDTH}; bound its repeats."
        )
    if _FORBIDDEN.search(repr(parsed)):
        raise InvalidInput(
            f"The rule {rule.pattern!r} looks around, back, or for the text's ends; not all engines can."
        )
    if rule.ignore_case and any(found[1] for found in _CAPITAL.finditer(rule.pattern)):
        raise InvalidInput(f"The rule {rule.pattern!r} ignores case, so it is written in lower case.")
    if is_wide(pattern):
        if not _needs_letter(parsed):
            raise InvalidInput(
                f"The rule {rule.pattern!r} names letters beyond Latin-1, and matches texts without any."
            )
    elif _ALL_BUT_FOREIGN.search(pattern):
        raise InvalidInput(f"The rule {rule.pattern!r} has a class of all but characters beyond ASCII.")
    return widest


def room_around(gate: str, pattern: str) -> tuple[int, int]:
    """Return how many characters of a match may stand before and behind its gate.

    That is less than the whole match where the gate is a part of the pattern, word for word.
    """
    items, part = _parser.parse(pattern), list(_parser.parse(gate))
    for first in range(len(items) - len(part) + 1):
        if repr(items.data[first : first + len(part)]) == repr(part):
            return int(items[:first].getwidth()[1]), int(items[first + len(part) :].getwidth()[1])
    widest = int(items.getwidth()[1])
    return widest, widest


def pattern_of(rule: Rule) -> str:
    """Return a rule's pattern for the form of the text that it meets."""
    return rule.pattern.translate(plain_letters()) if rule.ignore_case else rule.pattern


def is_wide(pattern: str) -> bool:
    """Say whether a pattern names letters that have no byte of their own, so that it can only be found in UTF-8."""
    return any(map(is_letter_without_place, pattern))


def narrowed(pattern: str) -> str:
    """Return what finds a pattern in one byte for each character, and where it names a curly quote, some more."""
    return _FOREIGN.sub(lambda letter: rf"\x{min(ord(letter[0]), NO_PLACE):02x}", pattern)


def _needs_letter(items: Any) -> bool:
    """Say whether all that a parsed pattern matches holds a letter without a byte of its own."""
    return any(_is_such_letter(str(name), value) for name, value in items)


def _is_such_letter(name: str, value: Any) -> bool:
    if name == "LITERAL":
        return is_letter_without_place(chr(value))
    if name == "RANGE":
        return all(is_letter_without_place(chr(end)) for end in value)
    if name == "IN":
        return all(_is_such_letter(str(inner), each) for inner, each in value)
    if name == "BRANCH":
        return all(map(_needs_letter, value[1]))
    is_there = name == "SUBPATTERN" or (name.endswith("REPEAT") and value[0] > 0)
    return is_there and _needs_letter(value[-1])
