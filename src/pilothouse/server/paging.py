"""Keyset paging: a cursor is the sort value and id of the last row, opaque to clients."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput

Limit = Annotated[int, Query(ge=1, le=200, description="How many to return at most.")]
Cursor = Annotated[str | None, Query(max_length=500, description="`meta.pagination.next_cursor` of the page before.")]


def encode_cursor(*values: Any) -> str:
    """Pack the place where a page ended."""
    return base64.urlsafe_b64encode(json.dumps(values)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """Unpack a cursor.

    Raises:
        InvalidInput: it was not made by `encode_cursor` with as many values.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, InvalidInput) as error:
        raise InvalidInput("The cursor is not one that this list gave out.") from error
    if not isinstance(values, list) or len(values) != length:  # pyright: ignore[reportUnknownArgumentType]
        raise InvalidInput("The cursor is not one that this list gave out.")
    return values  # pyright: ignore[reportUnknownVariableType]


def decode_place(cursor: str) -> tuple[datetime, UUID]:
    """Unpack the cursor of a list that is ordered by a time and an id.

    Raises:
        InvalidInput: it is not one of such a list.
    """
    moment, identifier = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(moment), UUID(identifier)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidInput("The cursor is not one that this list gave out.") from error
