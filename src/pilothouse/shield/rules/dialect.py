r"""What a rule may say, so that hyperscan, re2 and `re` read it alike.

No look-around, back-references, `\B`, `\A`, `\Z`, atomic groups. `^` and `$` stand at lines, `.` is anything but a
newline, `\w \d \s \b` mean ASCII. A match is at most MAX_WIDTH characters: `\s{0,4}`, never `\s*`. The bound keeps
pieces small, and lets a stream be scanned while it comes.

A rule that ignores case meets the folded text: lower case, and Latin letters without their accents, which people leave
out.
"""

import importlib
import re
import unicodedata
from functools import cache
from typing import Any

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.detector import Rule

MAX_WIDTH = 512  # characters
_PIECE_CHARS = 1000  # folded at once, so that a rare letter costs its neighbourhood and no more

# Private, but the one place that knows how wide a pattern can be; here since 3.11, and as `sre_parse` long before.
_parser: Any = importlib.import_module("re._parser")

# Names in the parsed rule of what one engine or the other does not have.
_FORBIDDEN = re.compile(
    r"\b(?:ASSERT|ASSERT_NOT|GROUPREF\w*|AT_NON_BOUNDARY|AT_\w+_STRING|POSSESSIVE_REPEAT|ATOMIC_GROUP)\b"
)
_CAPITAL = re.compile(r"\(\?P<\w+>|\\.|([A-Z])")
_LATIN_BLOCKS = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_NO_ACCENT = {"ł": "l", "đ": "d", "ø": "o", "ß": "s", "\u0131": "i"}  # letters that Unicode does not take apart


def width_of(rule: Rule) -> int:
    """Return how many characters a match of a rule may have.

    Raises:
        InvalidInput: the rule is no regular expression, is not bounded, or says what only one engine understands.
    """
    try:
        parsed = _parser.parse(rule.pattern, re.ASCII | re.MULTILINE)
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
    return rule.pattern.translate(_plain_letters()) if rule.ignore_case else rule.pattern


def fold(text: str) -> str:
    """Put a text in lower case and take accents from Latin letters, letter by letter, so that places agree."""
    if text.isascii():
        return text.lower()
    if len(text) > _PIECE_CHARS and "\u03a3" not in text:  # Sigma's small letter depends on its neighbours
        pieces = (text[start : start + _PIECE_CHARS] for start in range(0, len(text), _PIECE_CHARS))
        return "".join(piece.lower() if piece.isascii() else _fold_foreign(piece) for piece in pieces)
    return _fold_foreign(text)


def _fold_foreign(text: str) -> str:
    folded = text.lower()
    if len(folded) != len(text):  # the few letters that become two stay as they are
        folded = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return _ACCENTED.sub(_without_accent, folded)


def _without_accent(letter: re.Match[str]) -> str:
    return _plain_letters().get(ord(letter[0]), letter[0])


@cache
def _plain_letters() -> dict[int, str]:
    """Map each accented Latin letter in lower case to its plain letter."""
    table = {ord(letter): plain for letter, plain in _NO_ACCENT.items()}
    for code in (code for block in _LATIN_BLOCKS for code in block):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.islower():
            table[code] = base
    return table
