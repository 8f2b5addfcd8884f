"""Where a tool or an agent comes from."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pilothouse.agents.agent import Agent
from pilothouse.agents.tool import Tool

SourceKind: TypeAlias = Literal["builtin", "package", "project", "code"]
Item: TypeAlias = Tool | Agent


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of an entry of the registry.

    Attributes:
        name: what `Registry.replace` knows it by: a file of a project, a module, an entry point group.
        kind: builtin ships with Pilothouse, package is installed beside it, project is a file of the user's own, code
            was added by hand.
        module: the Python module, "" of an agent in YAML.
        path: the file, where there is one.
    """

    name: str
    kind: SourceKind
    module: str = ""
    path: str | None = None

    def __str__(self) -> str:
        return self.path or self.module or self.name or "code"


def source_of(item: Item, name: str = "", kind: SourceKind | None = None, path: str | None = None) -> Source:
    """Describe where an item comes from, by its function when it has one."""
    module = _module_of(item)
    known = sys.modules.get(module)
    file = path or getattr(known, "__file__", None)
    guessed: SourceKind = "builtin" if module.startswith("pilothouse.") else "code"
    return Source(name or module, kind or guessed, module, file)


def _module_of(item: Item) -> str:
    function: Callable[..., Any] | None = item.function
    return "" if function is None else function.__module__
