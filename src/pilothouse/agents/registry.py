"""The tools and agents there are: by name, by pattern, by meaning."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import ModuleType
from typing import Any

from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ToolContext
from pilothouse.agents.discovery import Match, ToolIndex
from pilothouse.agents.errors import UnknownTool
from pilothouse.agents.execution import ToolResult, execute
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import Conflict, NotFound
from pilothouse.core.plugins import import_modules, load_entry_points


@dataclass
class Registry:
    """Tools and agents by name. Filled at start by scanning packages; what is added later is found too."""

    tools: dict[str, Tool] = field(default_factory=dict[str, Tool])
    agents: dict[str, Agent] = field(default_factory=dict[str, Agent])
    _index: ToolIndex | None = field(default=None, repr=False)

    def add(self, *items: Tool | Agent) -> "Registry":
        """Add tools and agents.

        Raises:
            Conflict: another one of that name is here already.
        """
        for item in items:
            known: dict[str, Any] = self.tools if isinstance(item, Tool) else self.agents
            if known.get(item.name, item) is not item:
                raise Conflict(f"There are two of the name {item.name!r}; rename one with name=….")
            known[item.name] = item
        self._index = None
        return self

    def scan(self, package: ModuleType) -> "Registry":
        """Add what the modules of a package declare."""
        for module in import_modules(package):
            self.add(*(each for each in vars(module).values() if isinstance(each, Tool | Agent)))
        return self

    def load(self, entry_point_group: str) -> "Registry":
        """Add what installed packages declare under an entry point group: a tool, an agent or a module of them."""
        for loaded in load_entry_points(entry_point_group):
            items = vars(loaded).values() if isinstance(loaded, ModuleType) else [loaded]
            self.add(*(each for each in items if isinstance(each, Tool | Agent)))
        return self

    def tool(self, name: str) -> Tool:
        """Return one tool.

        Raises:
            UnknownTool: there is none of that name; the message lists those whose meaning is near.
        """
        if name not in self.tools:
            near = ", ".join(match.tool.name for match in self.discover(name.replace("_", " "), limit=3))
            raise UnknownTool(f"There is no tool {name!r}. The nearest are: {near or 'none'}.")
        return self.tools[name]

    def agent(self, name: str) -> Agent:
        """Return one agent.

        Raises:
            NotFound: there is none of that name.
        """
        if name not in self.agents:
            raise NotFound(f"There is no agent {name!r}; there are {', '.join(sorted(self.agents)) or 'none'}.")
        return self.agents[name]

    def select(self, wanted: Iterable[str | Tool]) -> list[Tool]:
        """Return the tools an agent lists: each once, patterns such as "table_*" in order of name.

        Raises:
            UnknownTool: a name, or a pattern that matches nothing.
        """
        chosen: dict[str, Tool] = {}
        for each in wanted:
            found = [each] if isinstance(each, Tool) else self._matching(each)
            chosen.update((tool.name, tool) for tool in found)
        return list(chosen.values())

    def discover(self, text: str, limit: int = 5) -> list[Match]:
        """Return the tools whose name and description come nearest to a text, best first."""
        if self._index is None:
            self._index = ToolIndex(list(self.tools.values()))
        return self._index.search(text, limit)

    async def execute(self, name: str, arguments: dict[str, Any], context: ToolContext) -> ToolResult:
        """Run one call of one tool by name; see `execution.execute` for what it may raise."""
        return await execute(self.tool(name), arguments, context)

    def _matching(self, pattern: str) -> list[Tool]:
        if "*" not in pattern:
            return [self.tool(pattern)]
        found = [tool for name, tool in sorted(self.tools.items()) if fnmatchcase(name, pattern)]
        if not found:
            raise UnknownTool(f"No tool matches {pattern!r}.")
        return found
