"""The place of a page in a list that is ordered by ids, which hold the time."""

from uuid import UUID

from pilothouse.core.errors import InvalidInput
from pilothouse.server.paging import decode_cursor


def decode_id(cursor: str) -> UUID:
    """Unpack the cursor of a list that is ordered by id.

    Raises:
        InvalidInput: it is not one of such a list.
    """
    (value,) = decode_cursor(cursor, 1)
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidInput("The cursor is not one that this list gave out.") from error
