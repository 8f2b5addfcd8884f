"""JSON schemas as Anthropic's structured output takes them: closed objects, and few constraints.

Source: the vendor's page "Structured outputs", section on limitations, and what its Python client does to schemas.
"""

from typing import Any, cast

from pilothouse.core.json import dumps_text

_KEPT_WORDS = """
    $defs $ref additionalProperties allOf anyOf const default definitions description enum format items properties
    required title type
"""
_KEPT = frozenset(_KEPT_WORDS.split())
_FORMAT_WORDS = "date-time time date duration email hostname uri ipv4 ipv6 uuid"
_FORMATS = frozenset(_FORMAT_WORDS.split())
_OF_SCHEMAS = ("properties", "$defs", "definitions")
_LISTS_OF_SCHEMAS = ("anyOf", "allOf")


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Close a schema's objects, and move the constraints that are not taken into the description, for the model.

    An object that allows further properties is closed too: there is no other way to ask for it.
    """
    kept: dict[str, Any] = {name: value for name, value in schema.items() if _is_kept(name, value)}
    left_out = {name: value for name, value in schema.items() if name not in kept and name != "oneOf"}
    for name in _OF_SCHEMAS:
        if isinstance(kept.get(name), dict):
            kept[name] = {key: _closed(value) for key, value in cast("dict[str, Any]", kept[name]).items()}
    if isinstance(schema.get("oneOf"), list):
        kept["anyOf"] = schema["oneOf"]
    for name in _LISTS_OF_SCHEMAS:
        if isinstance(kept.get(name), list):
            kept[name] = [_closed(value) for value in cast("list[Any]", kept[name])]
    if "items" in kept:
        kept["items"] = _closed(kept["items"])
    if kept.get("type") == "object" or "properties" in kept:
        kept["additionalProperties"] = False
    if left_out:
        words = (kept.get("description"), f"Constraints: {dumps_text(left_out)}")
        kept["description"] = "\n\n".join(filter(None, words))
    return kept


def _closed(schema: Any) -> Any:
    return closed(cast("dict[str, Any]", schema)) if isinstance(schema, dict) else schema


def _is_kept(name: str, value: Any) -> bool:
    if name == "format":
        return value in _FORMATS
    return name in _KEPT or (name == "minItems" and value in {0, 1})
