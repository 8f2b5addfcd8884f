"""JSON Schema as Python annotations, and named schemas as `TypedDict`s."""

import textwrap
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from scripts.sdk.document import class_name, name_of

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
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
            written = f"Literal[{value!r}]"
        case {"enum": values}:
            written = f"Literal[{', '.join(map(repr, values))}]"
        case {"type": "array"}:
            written = f"Sequence[{annotation(schema.get('items', {}), prefix)}]"
        case {"type": "object", "additionalProperties": dict() as values}:
            written = f"Mapping[str, {annotation(values, prefix)}]"
        case {"type": "object"}:
            written = "Mapping[str, Any]"
        case {"type": kind}:
            written = _PLAIN[kind]
        case _:
            written = "Any"
    return written


def typed_dict(name: str, schema: dict[str, Any], *, is_sent: bool) -> str:
    """Write a named schema; clients that send it may leave out what is not required."""
    return "\n".join(_typed_dict(name, schema, is_sent=is_sent))


def docstring(text: str, indent: str, arguments: Mapping[str, str] = MappingProxyType({})) -> str:
    """Write a docstring, its lines no longer than they may be.

    Args:
        text: paragraphs.
        indent: before each line.
        arguments: what is to be said of some of them.
    """
    width = _WIDTH - len(indent) - len('""""""')
    parts = [textwrap.fill(" ".join(part.split()), width) for part in text.strip().split("\n\n")]
    if told := [f"{name}: {words}" for name, words in arguments.items() if words]:
        wrapped = (textwrap.fill(each, width, initial_indent=" " * 4, subsequent_indent=" " * 8) for each in told)
        parts.append("\n".join(("Args:", *wrapped)))
    body = "\n\n".join(parts).replace("\\", "\\\\").replace('"""', "'''")
    end = f"\n{indent}" if "\n" in body else ""
    return textwrap.indent(f'"""{body}', indent).rstrip() + f'{end}"""'


def _typed_dict(name: str, schema: dict[str, Any], *, is_sent: bool) -> Iterator[str]:
    yield f"class {class_name(name)}(TypedDict):"
    yield docstring(schema.get("description", name), "    ")
    yield ""
    for field, inner in schema.get("properties", {}).items():
        kind = annotation(inner)
        may_lack = is_sent and field not in schema.get("required", ())
        yield f"    {field}: {f'NotRequired[{kind}]' if may_lack else kind}"
        if "description" in inner:
            yield docstring(inner["description"], "    ")
