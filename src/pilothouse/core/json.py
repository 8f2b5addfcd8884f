"""JSON through msgspec: it knows UUIDs, datetimes and dataclasses, and is several times faster than json."""

from typing import Any

import msgspec

from pilothouse.core.errors import InvalidInput

_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder()


def dumps(value: Any) -> bytes:
    """Encode a value as compact UTF-8 JSON."""
    return _encoder.encode(value)


def dumps_text(value: Any) -> str:
    """Encode a value as compact JSON text, as a database parameter wants it."""
    return _encoder.encode(value).decode()


def loads(data: bytes | str) -> Any:
    """Decode JSON.

    Raises:
        InvalidInput: the bytes are not JSON, or nested too deeply; the message says where.
    """
    try:
        return _decoder.decode(data)
    except RecursionError as error:
        raise InvalidInput("This JSON is nested too deeply.") from error
    except msgspec.DecodeError as error:
        raise InvalidInput(f"This is not valid JSON: {error}.") from error
