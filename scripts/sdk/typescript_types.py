"""JSON Schema as TypeScript types, and named schemas as interfaces."""

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from scripts.sdk.document import class_name, name_of

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_WIDTH = 120


def annotation(schema: dict[str, Any], prefix: str = "") -> str:
    """Write the type of a JSON value.

    Args:
        schema: of the value.
        prefix: of named schemas, such as "schemas.".
    """
    match schema:
        case {"$ref": _}:
            written = prefix + class_name(name_of(schema))
        case {"anyOf": options}:
            written = " | ".join(dict.fromkeys(annotation(each, prefix) for each in options))
        case {"const": value}:
            written = literal(value)
        case {"enum": values}:
            written = " | ".join(map(literal, values))
        case {"type": "array"}:
            inner = annotation(schema.get("items", {}), prefix)
            written = f"({inner})[]" if " | " in inner else f"{inner}[]"
        case {"type": "object", "additionalProperties": dict() as values}:
            written = f"Record<string, {annotation(values, prefix)}>"
        case {"type": "object"}:
            written = "Record<string, unknown>"
        case {"type": kind}:
            written = _PLAIN[kind]
        case _:
            written = "unknown"
    return written


def interface(name: str, schema: dict[str, Any], *, is_sent: bool) -> str:
    """Write a named schema; clients that send it may leave out what is not required."""
    return "\n".join(_interface(name, schema, is_sent=is_sent))


def comment(text: str, indent: str = "") -> str:
    """Write a comment for editors, its lines no longer than they may be.

    Args:
        text: paragraphs.
        indent: before each line.
    """
    parts = [" ".join(part.split()).replace("*/", "*\\/") for part in text.strip().split("\n\n")]
    line = f"{indent}/** {parts[0]} */"
    if len(parts) == 1 and len(line) <= _WIDTH:
        return line
    wrapped = "\n\n".join(textwrap.fill(part, _WIDTH - len(indent) - 3) for part in parts)
    return textwrap.indent(f"/**\n{textwrap.indent(wrapped, ' * ', lambda _: True)}\n */", indent).replace(
        " * \n", " *\n"
    )


def literal(value: Any) -> str:
    """Write a JSON value; texts in single quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    return "'" + json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def key(name: str) -> str:
    """Write the name of a field."""
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else literal(name)


def _interface(name: str, schema: dict[str, Any], *, is_sent: bool) -> Iterator[str]:
    yield comment(schema.get("description", name))
    yield f"export interface {class_name(name)} {{"
    for field, inner in schema.get("properties", {}).items():
        if "description" in inner:
            yield comment(inner["description"], "  ")
        may_lack = is_sent and field not in schema.get("required", ())
        yield f"  {key(field)}{'?' if may_lack else ''}: {annotation(inner)};"
    yield "}"
