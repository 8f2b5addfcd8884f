"""Arguments of a tool as people type them: `miles=300 city=Lyon`."""

from collections.abc import Mapping
from typing import Any, cast

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput


def read_arguments(given: list[str], text: str | None, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as JSON values.

    Args:
        given: `name=value`; a value is text where the schema wants text, else JSON.
        text: a JSON object to begin with.
        schema: of the tool's arguments.

    Raises:
        InvalidInput: something is no argument; the message says how to write it.
    """
    found = read_object(text, '{"miles": 300}') if text else {}
    properties = cast("dict[str, dict[str, Any]]", schema.get("properties", {}))
    for each in given:
        name, separator, value = each.partition("=")
        if not separator:
            raise InvalidInput(f"{each!r} is no argument; write name=value, such as {_example(properties)}.")
        if name not in properties:
            raise InvalidInput(f"There is no argument {name!r}; there are {', '.join(properties) or 'none'}.")
        found[name] = _value(value, properties[name])
    return found


def read_object(text: str, example: str) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        InvalidInput: the text is no JSON, or something else.
    """
    value = json.loads(text)
    if not isinstance(value, dict):
        raise InvalidInput(f"Arguments are a JSON object, such as '{example}'.")
    return cast("dict[str, Any]", value)


def _value(text: str, schema: dict[str, Any]) -> Any:
    """Read one value: where text is wanted all is text, elsewhere what is no JSON is left for the tool to refuse."""
    kinds = {option.get("type") for option in (schema, *schema.get("anyOf", []))}
    if "string" in kinds and not (text == "null" and "null" in kinds):
        return text
    try:
        return json.loads(text)
    except InvalidInput:
        return text.split(",") if "array" in kinds else text


def _example(properties: dict[str, dict[str, Any]]) -> str:
    return f"{next(iter(properties), 'miles')}=…"
