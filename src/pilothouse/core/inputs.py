"""What clients send, read more strictly than the types themselves would."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StrictBool, StringConstraints

from pilothouse.core import json

_NUMBER = re.compile(r"\s*[-+]?[\d.]+\s*")
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # escaped in JSON, and not a backslash followed by letters


def one_line(text: str) -> str:
    """Return a text of characters that can be seen, which nothing can hide in or turn around.

    Raises:
        ValueError: it holds line ends, control or bidirectional characters, zero-width ones, or half a character.
    """
    if not text.isprintable():
        raise ValueError("it must be one line of printable characters")
    return text


def _written_out(moment: Any) -> Any:
    """Refuse numbers, which could mean seconds or milliseconds since 1970."""
    if isinstance(moment, int | float) or (isinstance(moment, str) and _NUMBER.fullmatch(moment)):
        raise ValueError("it must be a time such as 2026-11-21T09:00:00Z")
    return moment


def _storable(values: dict[str, Any]) -> dict[str, Any]:
    """Refuse what PostgreSQL cannot store, wherever it lies: NUL, and halves of characters."""
    try:
        text = json.dumps_text(values)
    except UnicodeEncodeError as error:
        raise ValueError("a text holds half a character") from error
    if _NUL.search(text):
        raise ValueError("a text holds the character NUL, which cannot be stored")
    return values


def _in_order(moment: datetime) -> datetime:
    """Refuse what the database, or a shift into another zone, could not hold."""
    if not 1970 <= moment.year < 9000:
        raise ValueError("a time lies between the years 1970 and 9000")
    return moment


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(one_line)]
"""What something is called. Say how long it may be: `Annotated[Line, StringConstraints(max_length=100)]`."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_order)]
"""A time with its zone, in ISO 8601."""

JsonObject = Annotated[dict[str, Any], AfterValidator(_storable)]
"""Any JSON object."""

YesNo = StrictBool
"""True or false in JSON; 0, "no" and the like are mistakes."""
