"""JSON Schema as Python annotations, and named schemas as `TypedDict`s."""

import textwrap
from collections.abc import Collection, Iterator, Mapping
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


def typed_dicts(schemas: Mapping[str, Any], sent: Collection[str], given: Collection[str]) -> Iterator[str]:
    """Write named schemas and all they refer to, by name.

    Args:
        schemas: all there are.
        sent: by clients, who may leave out what is not required.
        given: by the server, which leaves out nothing.
    """
    partial = _closure(schemas, sent)
    for name in sorted(partial | _closure(schemas, given)):
        yield "\n".join(_typed_dict(name, schemas[name], is_partial=name in partial))


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


def _typed_dict(name: str, schema: dict[str, Any], *, is_partial: bool) -> Iterator[str]:
    yield f"class {class_name(name)}(TypedDict):"
    yield docstring(schema.get("description", name), "    ")
    yield ""
    for field, inner in schema.get("properties", {}).items():
        kind = annotation(inner)
        may_lack = is_partial and field not in schema.get("required", ())
        yield f"    {field}: {f'NotRequired[{kind}]' if may_lack else kind}"
        if "description" in inner:
            yield docstring(inner["description"], "    ")


def _closure(schemas: Mapping[str, Any], names: Collection[str]) -> set[str]:
    found: set[str] = set()
    pending = set(names)
    while pending:
        name = pending.pop()
        found.add(name)
        pending |= set(references(schemas[name])) - found
    return found


def references(schema: Any) -> Iterator[str]:
    """Yield the names of the schemas that a schema refers to."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield name_of(schema)
        for each in schema.values():
            yield from references(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from references(each)
