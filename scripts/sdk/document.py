"""The OpenAPI document as a client sees it: operations, grouped into resources, with short names."""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

_API = "/api/v1/"
_JSON, _EVENTS = "application/json", "text/event-stream"

Answer = Literal["data", "list", "events", "file", "nothing"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address: its name on the wire, and in a program."""

    wire_name: str
    name: str
    place: Literal["path", "query", "header"]
    schema: dict[str, Any]
    is_required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One method of a resource.

    Attributes:
        body: schema of a JSON body.
        is_upload: whether the body is a file instead.
        answer: what it gives; a `list` is walked page by page where `is_paged`.
        data: schemas of what the envelope holds, one per successful status.
    """

    resource: str
    name: str
    method: str
    path: str
    words: str
    parameters: tuple[Parameter, ...]
    body: dict[str, Any] | None
    is_upload: bool
    answer: Answer
    data: tuple[dict[str, Any], ...]

    @property
    def is_paged(self) -> bool:
        """Whether the list comes in pages."""
        return any(each.wire_name == "cursor" for each in self.parameters)

    def of(self, place: str) -> list[Parameter]:
        """Return the parameters of a place."""
        return [each for each in self.parameters if each.place == place]


def resources(document: dict[str, Any]) -> Iterator[tuple[str, list[Operation]]]:
    """Yield every resource with its operations, both by name."""
    found = sorted(_operations(document), key=lambda each: (each.resource, each.name))
    for name, group in groupby(found, key=lambda each: each.resource):
        yield name, list(group)


def named_schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield every schema that an operation sends or gives, by name: the schema, and whether clients send it.

    What is sent may lack what is not required; what is only given lacks nothing.
    """
    schemas = document["components"]["schemas"]
    operations = [each for _, group in resources(document) for each in group]
    sent = _closure(
        schemas, references([[each.body, *(given.schema for given in each.parameters)] for each in operations])
    )
    for name in sorted(sent | _closure(schemas, references([list(each.data) for each in operations]))):
        yield name, schemas[name], name in sent


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


def _closure(schemas: Mapping[str, Any], names: Iterable[str]) -> set[str]:
    """Return the names with those of all that they refer to."""
    found: set[str] = set()
    pending = set(names)
    while pending:
        name = pending.pop()
        found.add(name)
        pending |= set(references(schemas[name])) - found
    return found


def name_of(schema: dict[str, Any]) -> str:
    """Return the name of a schema that another refers to."""
    return schema["$ref"].rpartition("/")[2]


def class_name(name: str) -> str:
    """Write a schema's name for a program. Two of one name have that of their module in front, slice and all."""
    *module, own = name.split("__")
    return f"{module[-2].capitalize()}{own}" if module else own


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path.startswith(_API):
                yield from _read(document["components"]["schemas"], path, method, operation)


def _read(schemas: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Iterator[Operation]:
    resource = path.removeprefix(_API).partition("/")[0].replace("-", "_")
    contents = _contents(operation["responses"])
    body = operation.get("requestBody", {}).get("content", {})
    name = _short(_function(path, method, operation), resource)
    data = tuple(_data(schemas, each) for each in contents.get(_JSON, ()) if each)
    for answer in _answers(contents, data):
        yield Operation(
            resource,
            name if answer != "events" or not data else f"{name}_events",
            method.upper(),
            path,
            operation.get("description") or operation["summary"],
            tuple(_parameters(operation)),
            body.get(_JSON, {}).get("schema"),
            "multipart/form-data" in body,
            answer,
            data,
        )


def _contents(responses: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the schemas of successful answers by their content type."""
    found: dict[str, list[dict[str, Any]]] = {}
    for status, response in responses.items():
        if status.startswith("2"):
            for kind, content in response.get("content", {}).items():
                found.setdefault(kind, []).append(content.get("schema", {}))
    return found


def _answers(contents: dict[str, list[dict[str, Any]]], data: tuple[dict[str, Any], ...]) -> Iterator[Answer]:
    if data:
        yield "list" if all(each.get("type") == "array" for each in data) else "data"
    if _EVENTS in contents:
        yield "events"
    elif contents and not data:
        yield "file"
    elif not contents:
        yield "nothing"


def _data(schemas: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Take the envelope off."""
    return schemas[name_of(schema)]["properties"]["data"]


def _function(path: str, method: str, operation: dict[str, Any]) -> str:
    """Return the name of the route's function, with which the framework begins its operation id."""
    return operation["operationId"].removesuffix(re.sub(r"\W", "_", path) + f"_{method}")


def _short(name: str, resource: str) -> str:
    """Leave out what the resource says already: `submit_mission` of `missions` is `submit`."""
    noun = resource.removesuffix("s")
    short = "_".join(re.sub(rf"(?:^|_){noun}s?(?=_|$)", "", name).strip("_").split("_"))
    return name if keyword.iskeyword(short) or not short else short


def _parameters(operation: dict[str, Any]) -> Iterator[Parameter]:
    for each in operation.get("parameters", []):
        if each["name"] not in {"accept", "Last-Event-ID"}:  # the client's own business
            is_page_size = each["name"] == "limit" and _has_cursor(operation)
            yield Parameter(
                each["name"],
                "page_size" if is_page_size else each["name"].replace("-", "_").lower(),
                each["in"],
                each["schema"],
                each.get("required", False),
                "How many to fetch at a time." if is_page_size else each.get("description", ""),
            )


def _has_cursor(operation: dict[str, Any]) -> bool:
    return any(each["name"] == "cursor" for each in operation["parameters"])
