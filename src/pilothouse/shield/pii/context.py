"""What the surroundings of a number say about it."""

import re

from pilothouse.shield.detector import Match, Text

REFERENCES = ("OWASP LLM02:2025", "GDPR Art. 4(1)")
REMEDY = (
    "Send it only where the person agreed to; set this detector's policy to redact and the model sees a placeholder."
)
SIX_DIGITS = r"\d(?:[ ./()+A-Z-]{0,2}\d){5}"  # the gate of rules for numbers
_LONGER = re.compile(r"(?:\d[.-]|[A-Za-z0-9_])\Z"), re.compile(r"[-. ]?\d|[A-Za-z_]")


def stands_alone(text: Text, match: Match, group: str | int = 0) -> bool:
    """Say whether a number is no part of a longer one: of a decimal, a version, an identifier."""
    start, end = match.span(group)
    before, after = _LONGER
    return before.search(text.before(start, 2)) is None and after.match(text.after(end, 2)) is None


def has_word(text: Text, place: int, words: re.Pattern[str], reach: int = 60) -> bool:
    """Say whether one of some words, in lower case, stands in the characters before a place."""
    return words.search(text.folded, max(0, place - reach), place) is not None
