"""Stretches of time as people write them: "30d", "24h", "2w"."""

import re
from datetime import UTC, datetime, timedelta

from pilothouse.core.errors import InvalidInput

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SHAPE = re.compile(r"([0-9]{1,5})([mhdw])")


def parse_duration(text: str) -> timedelta:
    """Read a stretch of time.

    Raises:
        InvalidInput: it is not a number of minutes (m), hours (h), days (d) or weeks (w).
    """
    match = _SHAPE.fullmatch(text.strip().lower())
    if match is None or not int(match[1]):
        raise InvalidInput(f'{text!r} is no stretch of time; write it like "30d", "24h", "90m" or "2w".')
    return int(match[1]) * _UNITS[match[2]]


def parse_moment(text: str, *, forward: bool = False) -> datetime:
    """Read a time: a date or time in ISO 8601, in UTC unless it says otherwise, or a stretch of time from now.

    Args:
        text: such as "2026-11-01", "2026-11-01T12:00" or "7d".
        forward: whether a stretch of time leads into the future, not into the past.

    Raises:
        InvalidInput: it is neither.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            length = parse_duration(text)
        except InvalidInput as error:
            raise InvalidInput(f'{text!r} is no time; write it like "2026-11-01" or "7d".') from error
        return datetime.now(UTC) + length if forward else datetime.now(UTC) - length
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
