"""Names that strangers give."""

_LONGEST = 200


def printable(name: str) -> str:
    """Return a name that can be stored and shown."""
    return "".join(letter for letter in name if letter.isprintable())[:_LONGEST] or "unnamed"
