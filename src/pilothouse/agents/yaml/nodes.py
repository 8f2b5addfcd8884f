"""YAML to plain values, with the place of each. Only what JSON could say: no tags, no aliases, no key twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import yaml
from yaml.events import AliasEvent, DocumentStartEvent, Event, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pilothouse.agents.yaml.errors import YamlInvalid, YamlProblem

MAX_BYTES = 256 * 1024
_MAX_NODES = 10_000
_MAX_DEPTH = 20

Place: TypeAlias = tuple[int, int]  # line and column, counted from 1
Path: TypeAlias = tuple[str | int, ...]


@dataclass
class Document:
    """A file's value, and where each part of it stands.

    Attributes:
        values: place of each value, by its path.
        keys: place of each key, by its path.
    """

    value: Any = None
    values: dict[Path, Place] = field(default_factory=dict[Path, Place])
    keys: dict[Path, Place] = field(default_factory=dict[Path, Place])

    def place_of(self, path: Path, *, of_key: bool = False) -> Place:
        """Return where something stands; for what is not there, where it belongs."""
        if of_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, (1, 1))


def read_document(text: str, file: str) -> Document:
    """Read a YAML text.

    Raises:
        YamlInvalid: it is no YAML, or uses what is not allowed here.
    """
    problems: list[YamlProblem] = []
    try:
        _check_events(text, file)
        node = cast("Node | None", yaml.compose(text, yaml.SafeLoader))
        if node is None:
            raise YamlInvalid(file, [YamlProblem(1, 1, "the file is empty")])
        document = Document()
        document.value = _Reader(document, problems).read(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlInvalid(file, [YamlProblem(line, column, f"this is no YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise YamlInvalid(file, [YamlProblem(1, 1, f"this is no YAML: {str(error).splitlines()[0]}")]) from error
    if problems:
        raise YamlInvalid(file, problems)
    return document


def _check_events(text: str, file: str) -> None:
    """Refuse what could make a small file large, before anything is built from it."""
    depth = nodes = documents = 0
    for event in _events(text):
        documents += isinstance(event, DocumentStartEvent)
        nodes += isinstance(event, NodeEvent)
        depth += type(event).__name__.endswith(("MappingStartEvent", "SequenceStartEvent"))
        depth -= type(event).__name__.endswith(("MappingEndEvent", "SequenceEndEvent"))
        words = _objection(event, depth, nodes, documents)
        if words:
            mark = event.start_mark
            raise YamlInvalid(file, [YamlProblem(mark.line + 1, mark.column + 1, words)])


def _events(text: str) -> Iterator[Event]:
    yield from yaml.parse(text, yaml.SafeLoader)


def _objection(event: Event, depth: int, nodes: int, documents: int) -> str | None:
    if isinstance(event, AliasEvent):
        return "anchors and aliases are not allowed; write the value out"
    if isinstance(event, NodeEvent) and event.anchor is not None:
        return "anchors and aliases are not allowed; write the value out"
    tag: str | None = getattr(event, "tag", None)
    if tag not in {None, "!"}:
        return f"tags such as {tag!r} are not allowed"
    if depth > _MAX_DEPTH:
        return f"this is nested deeper than {_MAX_DEPTH} levels"
    if nodes > _MAX_NODES:
        return f"the file has more than {_MAX_NODES:,} values"
    return "a file holds one agent; this is a second document" if documents > 1 else None


class _Reader:
    def __init__(self, document: Document, problems: list[YamlProblem]) -> None:
        self._document = document
        self._problems = problems
        self._scalars = yaml.SafeLoader("")

    def read(self, node: Node, path: Path) -> Any:
        """Return a node's value, and note where it and its parts stand."""
        self._document.values[path] = _place(node)
        if isinstance(node, MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.read(each, (*path, index)) for index, each in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return cast("Any", self._scalars.construct_object(node))

    def _read_mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line, column = _place(key_node)
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if not isinstance(key, str):
                self._problems.append(YamlProblem(line, column, "a key is a plain word"))
            elif key in found:
                first = self._document.keys[*path, key][0]
                self._problems.append(YamlProblem(line, column, f"the key {key!r} stands in line {first} already"))
            else:
                self._document.keys[*path, key] = (line, column)
                found[key] = self.read(value_node, (*path, key))
        return found


def _place(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1
