"""The modules of the Python client that are generated."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.sdk.document import Operation, Parameter, class_name, named_schemas, references, resources
from scripts.sdk.python_types import annotation, docstring, typed_dict

_HEAD = "# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.\n"
_RESULTS = {
    "list": ("Listing[{}]", "AsyncListing[{}]"),
    "data": ("{}", "{}"),
    "events": ("Iterator[Event]", "AsyncGenerator[Event]"),
    "file": ("Download", "AsyncDownload"),
    "nothing": ("None", "None"),
}
_AWAITED = {"data", "nothing"}  # the others ask when they are read


def modules(document: dict[str, Any]) -> dict[str, str]:
    """Write the generated modules: their text by their path below the package."""
    grouped = dict(resources(document))
    written = {
        "schemas.py": _schemas(document),
        "resources/__init__.py": _all(grouped),
        **{f"resources/{name}.py": _resource(name, group) for name, group in grouped.items()},
    }
    return _formatted(written)


def _schemas(document: dict[str, Any]) -> str:
    head = (
        '"""Shapes on the wire. Times are ISO 8601 in UTC, money decimal strings in US dollars, ids UUIDs."""\n\n'
        "from __future__ import annotations\n\nfrom collections.abc import Mapping, Sequence\n"
        "from typing import Any, Literal, NotRequired, TypedDict\n\n\n"
    )
    written = [typed_dict(name, schema, is_sent=is_sent) for name, schema, is_sent in named_schemas(document)]
    return _HEAD + head + "\n\n\n".join(written) + "\n"


def _all(grouped: dict[str, list[Operation]]) -> str:
    imports = "".join(
        f"from pilothouse.client.resources.{name} import {', '.join(sorted((_class(name), f'Async{_class(name)}')))}\n"
        for name in grouped
    )
    parts = [
        f'class {prefix}Resources:\n    """Every resource of the API, by the first word of its address."""\n\n'
        f"    def __init__(self, connection: {prefix}Connection) -> None:\n"
        + "".join(f"        self.{name} = {prefix}{_class(name)}(connection)\n" for name in grouped)
        for prefix in ("", "Async")
    ]
    words = '"""Resources of the API."""\n\nfrom pilothouse.client.connection import AsyncConnection, Connection\n'
    return _HEAD + words + imports + "\n\n" + "\n\n".join(parts)


def _resource(name: str, operations: Sequence[Operation]) -> str:
    classes = [
        f'class {prefix}{_class(name)}:\n    """{name.replace("_", " ").capitalize()}."""\n\n'
        f"    def __init__(self, connection: {prefix}Connection) -> None:\n"
        f"        self._connection = connection\n\n"
        + "\n".join(_method(each, is_async=bool(prefix)) for each in operations)
        for prefix in ("", "Async")
    ]
    return f'{_HEAD}"""{_class(name)}."""\n\n{_imports("".join(classes))}\n\n' + "\n\n".join(classes)


_STANDARD = {
    "collections.abc": ("AsyncGenerator", "Iterator", "Mapping", "Sequence"),
    "typing": ("Any", "Literal", "Unpack"),
}
_OURS = {
    "pilothouse.client": ("schemas",),
    "pilothouse.client.connection": ("AsyncConnection", "Connection"),
    "pilothouse.client.downloads": ("AsyncDownload", "Download"),
    "pilothouse.client.events": ("Event",),
    "pilothouse.client.listing": ("AsyncListing", "Listing"),
    "pilothouse.client.request": ("Upload",),
}


def _imports(text: str) -> str:
    """Import what a module uses. Annotations stay text, so that importing the client builds no types."""
    words = set(re.findall(r"\w+", re.sub(r'""".*?"""', "", text, flags=re.DOTALL)))
    groups = ["from __future__ import annotations"]
    for modules in (_STANDARD, _OURS):
        used = {module: [name for name in names if name in words] for module, names in modules.items()}
        groups.append("\n".join(f"from {module} import {', '.join(names)}" for module, names in used.items() if names))
    return "\n\n".join(group for group in groups if group) + "\n"


def _method(operation: Operation, *, is_async: bool) -> str:
    awaited = is_async and operation.answer in _AWAITED
    result = _result(operation, is_async=is_async)
    told = {each.name: each.words for each in operation.parameters}
    lines = [
        f"    {'async ' if awaited else ''}def {operation.name}({_signature(operation)}) -> {result}:",
        docstring(operation.words, "        ", told),
        f"        return {'await ' if awaited else ''}self._connection.{_verb(operation)}({_call(operation)})",
    ]
    return "\n".join(lines) + "\n"


def _signature(operation: Operation) -> str:
    in_path = [f"{each.name}: str" for each in operation.of("path")]
    parts = ["self", *in_path, "/"] if in_path else ["self"]
    if operation.is_upload:
        parts.append("file: Upload")
    named = [_keyword(each) for each in _options(operation)]
    if named:
        parts += ["*", *named]
    if operation.body is not None:
        parts.append(f"**body: Unpack[schemas.{class_name(next(references(operation.body)))}]")
    return ", ".join(parts)


def _options(operation: Operation) -> list[Parameter]:
    """Return what is given by name; what is required first."""
    found = operation.of("query") + operation.of("header")
    return sorted(found, key=lambda each: not each.is_required)


def _keyword(parameter: Parameter) -> str:
    kind = annotation(parameter.schema, "schemas.")
    if parameter.is_required:
        return f"{parameter.name}: {kind}"
    return f"{parameter.name}: {kind}{'' if 'None' in kind.split(' | ') else ' | None'} = None"


def _result(operation: Operation, *, is_async: bool) -> str:
    data = [each.get("items", {}) if operation.answer == "list" else each for each in operation.data]
    kind = " | ".join(dict.fromkeys(annotation(each, "schemas.") for each in data))
    return _RESULTS[operation.answer][is_async].format(kind)


def _verb(operation: Operation) -> str:
    verbs = {"data": "send", "nothing": "send", "list": "listing", "events": "events", "file": "download"}
    return verbs[operation.answer]


def _call(operation: Operation) -> str:
    names = [each.name for each in operation.of("path")]
    path = re.sub(r"\{[^}]+\}", "{}", operation.path)
    parts = [f'"{operation.method}"', f'"{path}"', *([f"({', '.join(names)},)"] if names else [])]
    for place, name in (("query", "query"), ("header", "headers")):
        if given := operation.of(place):
            pairs = ", ".join(f'"{each.wire_name}": {each.name}' for each in given)
            parts.append(f"{name}={{{pairs}}}")
    if operation.body is not None:
        parts.append("body=body")
    if operation.is_upload:
        parts.append("file=file")
    return ", ".join(parts)


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _formatted(written: dict[str, str]) -> dict[str, str]:
    """Lay the modules out as the rest of the code."""
    configuration = Path(__file__).parents[2] / "pyproject.toml"
    with tempfile.TemporaryDirectory() as folder:
        for name, text in written.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        ruff = (sys.executable, "-m", "ruff")
        subprocess.run([*ruff, "format", "--quiet", "--config", str(configuration), folder], check=True)
        return {name: Path(folder, name).read_text(encoding="utf-8") for name in written}
