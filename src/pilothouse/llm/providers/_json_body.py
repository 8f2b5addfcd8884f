"""Change the outermost fields of a request and leave what is inside them as the caller wrote it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pilothouse.core.errors import InvalidInput

_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])


def fields_of(body: bytes) -> dict[str, msgspec.Raw]:
    """Return the outermost fields, undecoded.

    Raises:
        InvalidInput: the body is not a JSON object.
    """
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"The body is not a JSON object: {error}.") from error


def is_true(fields: Mapping[str, msgspec.Raw], name: str) -> bool:
    """Tell whether a field is there and true."""
    return name in fields and bytes(fields[name]) == b"true"


def written(fields: Mapping[str, Any]) -> bytes:
    """Write fields as JSON."""
    return msgspec.json.encode(fields)
