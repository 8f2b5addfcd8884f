"""The generated modules of the TypeScript client, laid out as they are read: writing them needs no Node."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scripts.sdk.document import Operation, Parameter, class_name, named_schemas, references, resources
from scripts.sdk.typescript_types import annotation, comment, interface, key, literal

_HEAD = "// Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.\n"
_WIDTH = 120
_VERBS = {"data": "send", "nothing": "send", "list": "listing", "events": "events", "file": "download"}
_RESULTS = {
    "list": "Listing<{}>",
    "data": "Promise<{}>",
    "events": "AsyncGenerator<StreamEvent, void, undefined>",
    "file": "Download",
    "nothing": "Promise<void>",
}


def modules(document: dict[str, Any]) -> dict[str, str]:
    """Write the generated modules: their text by their path below the package."""
    grouped = dict(resources(document))
    schemas = document["components"]["schemas"]
    return {
        "schemas.ts": _schemas(document),
        "resources/index.ts": _all(list(grouped)),
        **{f"resources/{_file(name)}.ts": _resource(schemas, name, group) for name, group in grouped.items()},
    }


def _schemas(document: dict[str, Any]) -> str:
    head = "\n/** Shapes on the wire. Times are ISO 8601 in UTC, money decimal strings in US dollars, ids UUIDs. */\n\n"
    written = [interface(name, schema, is_sent=is_sent) for name, schema, is_sent in named_schemas(document)]
    return _HEAD + head + "\n\n".join(written) + "\n"


def _all(names: Sequence[str]) -> str:
    imports = [f"import {{ {_class(name)} }} from './{_file(name)}.js';" for name in names]
    fields = [f"  readonly {_camel(name)} = new {_class(name)}(this.connection);" for name in names]
    lines = [
        "import { Resource } from '../resource.js';",
        *imports,
        "",
        *(f"export * from './{_file(name)}.js';" for name in names),
        "",
        "/** Every resource of the API, by the first word of its address. */",
        "export class Resources extends Resource {",
        *fields,
        "}",
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _resource(schemas: dict[str, Any], name: str, operations: Sequence[Operation]) -> str:
    methods = "\n\n".join("\n".join(_method(schemas, each)) for each in operations)
    words = comment(name.replace("_", " ").capitalize() + ".")
    body = f"{words}\nexport class {_class(name)} extends Resource {{\n{methods}\n}}\n"
    return f"{_HEAD}{_imports(body)}\n{body}"


_SOURCES = {
    "../download.js": ("type Download",),
    "../listing.js": ("type Listing",),
    "../request.js": ("path", "type Options"),
    "../resource.js": ("Resource",),
    "../schemas.js": ("type * as schemas",),
    "../sse.js": ("type StreamEvent",),
}


def _imports(text: str) -> str:
    """Import what a module uses."""
    code = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    lines = []
    for source, names in _SOURCES.items():
        used = [name for name in names if re.search(rf"\b{name.split()[-1]}[<.`;,) &]|\b{name.split()[-1]} ", code)]
        if used:
            lines.append(f"import {_clause(used)} from '{source}';\n")
    return "".join(lines)


def _clause(names: Sequence[str]) -> str:
    if names[0].startswith("type *"):
        return names[0]
    if all(name.startswith("type ") for name in names):
        return f"type {{ {', '.join(name.removeprefix('type ') for name in names)} }}"
    return f"{{ {', '.join(names)} }}"


def _method(schemas: dict[str, Any], operation: Operation) -> Iterator[str]:
    yield comment(operation.words, "  ")
    name, result = _camel(operation.name), _result(operation)
    parameters = list(_parameters(schemas, operation))
    line = f"  {name}({', '.join(parameters)}): {result} {{"
    if "\n" not in line and len(line) <= _WIDTH:
        yield line
    else:
        yield f"  {name}("
        for each in parameters:
            yield f"    {each},"
        yield f"  ): {result} {{"
    yield from _statement(operation)
    yield "  }"


def _parameters(schemas: dict[str, Any], operation: Operation) -> Iterator[str]:
    """Yield what a method takes: names of the path, body, query, options."""
    for each in operation.of("path"):
        yield f"{_camel(each.name)}: {annotation(each.schema, 'schemas.')}"
    if operation.is_upload:
        yield "file: File"
    if operation.body is not None:
        name = next(references(operation.body))
        default = "" if schemas[name].get("required") else " = {}"
        yield f"body: schemas.{class_name(name)}{default}"
    if query := operation.of("query"):
        default = "" if any(each.is_required for each in query) else " = {}"
        yield f"query: {_fields(query)}{default}"
    headers = operation.of("header")
    yield f"options?: Options & {_fields(headers)}" if headers else "options?: Options"


def _fields(parameters: Sequence[Parameter]) -> str:
    lines = ["{"]
    for each in parameters:
        if each.words:
            lines.append(comment(each.words, " " * 6))
        lines.append(f"      {_field(each)};")
    return "\n".join([*lines, "    }"])


def _field(parameter: Parameter) -> str:
    name = _camel(parameter.name) if parameter.place == "header" else key(parameter.name)
    kind = annotation(parameter.schema, "schemas.").removesuffix(" | null")
    if parameter.is_required:
        return f"{name}: {kind}"
    return f"{name}?: {kind}{'' if parameter.place == 'header' else ' | null'}"


def _result(operation: Operation) -> str:
    data = [each.get("items", {}) if operation.answer == "list" else each for each in operation.data]
    kind = " | ".join(dict.fromkeys(annotation(each, "schemas.") for each in data))
    return _RESULTS[operation.answer].format(kind)


def _statement(operation: Operation) -> Iterator[str]:
    call = f"    return this.connection.{_VERBS[operation.answer]}("
    given = [f"'{operation.method}'", _path(operation), _said(operation)]
    line = f"{call}{', '.join(given)});"
    if len(line) <= _WIDTH:
        yield line
    else:
        yield call
        for each in given:
            yield f"      {each},"
        yield "    );"


def _path(operation: Operation) -> str:
    names = [each.name for each in operation.of("path")]
    if not names:
        return f"'{operation.path}'"
    return f"path`{re.sub(r'{([^}]+)}', lambda found: f'${{{_camel(found[1])}}}', operation.path)}`"


def _said(operation: Operation) -> str:
    parts = ["...options"]
    if operation.of("query"):
        parts.append("query")
    if headers := operation.of("header"):
        pairs = ", ".join(f"{_header(each.wire_name)}: options?.{_camel(each.name)}" for each in headers)
        parts.append(f"headers: {{ {pairs} }}")
    if operation.body is not None:
        parts.append("body")
    if operation.is_upload:
        parts.append("file")
    return f"{{ {', '.join(parts)} }}" if len(parts) > 1 else "options"


def _header(name: str) -> str:
    return literal(name) if "-" in name else name


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _file(name: str) -> str:
    return name.replace("_", "-")
