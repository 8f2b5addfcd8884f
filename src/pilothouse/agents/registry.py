"""The tools and agents there are: by name, by pattern, by meaning, and where each comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ToolContext
from pilothouse.agents.discovery import AgentIndex, AgentMatch, Match, ToolIndex
from pilothouse.agents.errors import UnknownTool
from pilothouse.agents.execution import ToolResult, execute
from pilothouse.agents.sources import Item, Source, SourceKind, source_of
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import Conflict, NotFound

if TYPE_CHECKING:  # brings numpy along
    from pilothouse.llm.embeddings import Embedder


@dataclass
class Registry:
    """Tools and agents by name.

    Every change puts new dictionaries in the place of the old ones, so that who took one keeps a state that fits
    together: a run at work never sees half of a reload.

    Attributes:
        generation: grows by each change.
        embedder: gives the vectors that are searched by; the static ones unless set.
    """

    tools: dict[str, Tool] = field(default_factory=dict[str, Tool])
    agents: dict[str, Agent] = field(default_factory=dict[str, Agent])
    generation: int = 0
    embedder: "Embedder | None" = None
    _sources: dict[tuple[type[Item], str], Source] = field(default_factory=dict[Any, Source], repr=False)
    _tool_index: ToolIndex | None = field(default=None, repr=False)
    _agent_index: AgentIndex | None = field(default=None, repr=False)

    def add(
        self, *items: Item, source: str = "", kind: SourceKind | None = None, path: str | None = None
    ) -> "Registry":
        """Add tools and agents.

        Args:
            items: what to add; one that is here already is no conflict with itself.
            source: name to replace or remove them by later; their module's unless given.
            kind: see `Source`; guessed unless given.
            path: of the file they come from; that of their module unless given.

        Raises:
            Conflict: another one of that name is here already; the message names both places.
        """
        return self._change([(item, source_of(item, source, kind, path)) for item in items])

    def replace(self, source: str, items: Iterable[tuple[Item, Source]]) -> "Registry":
        """Put items in the place of all that came from a source, at one stroke.

        Raises:
            Conflict: as `add`; nothing has changed then.
        """
        return self._change(items, without={source})

    def replace_all(self, sources: Mapping[str, Iterable[tuple[Item, Source]]]) -> "Registry":
        """Replace several sources at one stroke; as `replace`."""
        return self._change([each for items in sources.values() for each in items], without=set(sources))

    def remove(self, source: str) -> "Registry":
        """Take out all that came from a source."""
        return self._change([], without={source})

    def copy(self) -> "Registry":
        """Return a registry of the same entries, to be changed without changing this one."""
        return replace(self, _tool_index=None, _agent_index=None)

    def source_of(self, item: Item) -> Source:
        """Return where an entry comes from.

        Raises:
            NotFound: it is not here.
        """
        source = self._sources.get((_kind(item), item.name))
        if source is None:
            raise NotFound(f"{item.name!r} is not registered.")
        return source

    def scan(self, package: ModuleType, kind: SourceKind | None = None) -> "Registry":
        """Add what the modules of a package declare."""
        from pilothouse.core.plugins import import_modules  # its log takes longer to import than all of this

        for module in import_modules(package):
            self.add(*declared_in(module), kind=kind)
        return self

    def load(self, entry_point_group: str) -> "Registry":
        """Add what installed packages declare under an entry point group: a tool, an agent or a module of them."""
        from pilothouse.core.plugins import load_entry_points

        for loaded in load_entry_points(entry_point_group):
            items = declared_in(loaded) if isinstance(loaded, ModuleType) else [loaded]
            self.add(*(each for each in items if isinstance(each, Tool | Agent)), kind="package")
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
        if self._tool_index is None:
            self._tool_index = ToolIndex(list(self.tools.values()), self.embedder)
        return self._tool_index.search(text, limit)

    def discover_agents(self, text: str, limit: int = 5) -> list[AgentMatch]:
        """Return the agents whose name and description come nearest to a text, best first."""
        if self._agent_index is None:
            self._agent_index = AgentIndex(list(self.agents.values()), self.embedder)
        return self._agent_index.search(text, limit)

    async def execute(self, name: str, arguments: dict[str, Any], context: ToolContext) -> ToolResult:
        """Run one call of one tool by name; see `execution.execute` for what it may raise."""
        return await execute(self.tool(name), arguments, context)

    def _change(self, items: Iterable[tuple[Item, Source]], without: set[str] | None = None) -> "Registry":
        gone = {key for key, source in self._sources.items() if source.name in (without or set())}
        tools = {name: tool for name, tool in self.tools.items() if (Tool, name) not in gone}
        agents = {name: agent for name, agent in self.agents.items() if (Agent, name) not in gone}
        sources = {key: source for key, source in self._sources.items() if key not in gone}
        for item, source in items:
            known: dict[str, Any] = tools if isinstance(item, Tool) else agents
            key = (_kind(item), item.name)
            if known.get(item.name, item) is not item:
                raise _conflict(item, source, sources.get(key))
            known[item.name] = item
            sources.setdefault(key, source)
        self.tools, self.agents, self._sources = tools, agents, sources
        self._tool_index = self._agent_index = None
        self.generation += 1
        return self

    def _matching(self, pattern: str) -> list[Tool]:
        if "*" not in pattern:
            return [self.tool(pattern)]
        found = [tool for name, tool in sorted(self.tools.items()) if fnmatchcase(name, pattern)]
        if not found:
            raise UnknownTool(f"No tool matches {pattern!r}.")
        return found


def declared_in(module: ModuleType) -> list[Item]:
    """Return the tools and agents a module holds, in the order they stand there."""
    return [each for each in vars(module).values() if isinstance(each, Tool | Agent)]


def _kind(item: Item) -> type[Item]:
    return Tool if isinstance(item, Tool) else Agent


def _conflict(item: Item, source: Source, other: Source | None) -> Conflict:
    what = "tools" if isinstance(item, Tool) else "agents"
    places = f"{other or 'code'} and {source}"
    return Conflict(
        f"There are two {what} of the name {item.name!r}, in {places}; rename one with name=….",
        details={"name": item.name, "places": [str(other or "code"), str(source)]},
    )
