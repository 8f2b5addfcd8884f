"""A title from a conversation's first message."""

import re

TITLE_CHARS = 60
FALLBACK = "New conversation"
_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear)\b[^.!?\n,]{0,20}[,.!]\s*", re.IGNORECASE
)
_MARKS = re.compile(r"[`*#>|~]+|(?<!\w)_+|_+(?!\w)")  # an underscore within a word belongs to a name
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"```.*?(?:```|$)", re.DOTALL)


def title_of(text: str) -> str:
    """Make a title: the first sentence without greeting and Markdown, cut at a word."""
    plain = _MARKS.sub("", _LINK.sub(r"\1", _CODE.sub(" ", text)))
    plain = " ".join(plain.split())
    without_greeting = _GREETING.sub("", plain)
    first = re.split(r"(?<=[.!?])\s", without_greeting or plain, maxsplit=1)[0].rstrip(".!")
    if not any(character.isalnum() for character in first):
        return first[:TITLE_CHARS] or FALLBACK
    if len(first) > TITLE_CHARS:
        first = first[:TITLE_CHARS].rsplit(" ", 1)[0] + "…"
    return first[:1].upper() + first[1:]
