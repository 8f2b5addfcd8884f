"""The texts within a JSON value of a call, and the way to put others in their places."""

from collections.abc import Iterator
from typing import Any, cast

from pilothouse.core.errors import InvalidInput

# Under these names stand no words: kinds, ids, addresses, what a provider has signed or encrypted, and bytes in base64.
_NO_WORDS = frozenset(
    {
        "type", "role", "id", "name", "model", "status", "detail", "format", "media_type", "mime_type",
        "tool_use_id", "tool_call_id", "call_id", "item_id", "file_id", "container_id", "response_id",
        "url", "image_url", "file_url", "file_data", "signature", "thinking", "encrypted_content", "cache_control",
    }
)  # fmt: skip
_MOST_DEPTH = 200

Holder = dict[str, Any] | list[Any]
Place = tuple[Holder, Any, str]


def places_of_text(value: Any, depth: int = 0) -> Iterator[Place]:
    """Yield where words stand: what holds them, under which name or number, and the words.

    Raises:
        InvalidInput: it is nested so deeply that nobody means it; what is not read does not pass.
    """
    if not isinstance(value, dict | list):
        return
    if depth > _MOST_DEPTH:
        raise InvalidInput(f"This is nested more than {_MOST_DEPTH} levels deep.")
    for key, inner in _entries(cast("Holder", value)):
        if isinstance(inner, str):
            if inner:
                yield cast("Holder", value), key, inner
        else:
            yield from places_of_text(inner, depth + 1)


def _entries(value: Holder) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, list):
        yield from enumerate(value)
        return
    for key, inner in value.items():
        is_bytes = key == "data" and value.get("type") != "text"  # a document in plain text stands there too
        if not (is_bytes or (key in _NO_WORDS and isinstance(inner, str))):
            yield key, inner
