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


def places_of_text(value: Any, depth: int = 0, *, is_payload: bool = False) -> Iterator[Place]:
    """Yield where words stand: what holds them, under which name or number, and the words.

    Args:
        is_payload: it is what a tool is given, where every name may stand before words.

    Raises:
        InvalidInput: it is nested so deeply that nobody means it; what is not read does not pass.
    """
    if not isinstance(value, dict | list):
        return
    if depth > _MOST_DEPTH:
        raise InvalidInput(f"This is nested more than {_MOST_DEPTH} levels deep.")
    holder = cast("Holder", value)
    for key, inner in enumerate(holder) if isinstance(holder, list) else holder.items():
        if not isinstance(inner, str):
            is_given = is_payload or (key == "input" and isinstance(inner, dict))
            yield from places_of_text(inner, depth + 1, is_payload=is_given)
        elif inner and (is_payload or _is_words(holder, key)):
            yield holder, key, inner


def _is_words(holder: Holder, key: Any) -> bool:
    if key == "data":  # of a document in plain text; bytes otherwise
        return isinstance(holder, dict) and holder.get("type") == "text"
    return key not in _NO_WORDS
