"""Tools and agents by meaning: shared words and nearness of meaning, mixed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pilothouse.agents.agent import Agent
from pilothouse.agents.tool import Tool
from pilothouse.llm.words import split_identifier

if TYPE_CHECKING:  # brings numpy along
    from pilothouse.llm.embeddings import Embedder
    from pilothouse.llm.ranking import TextIndex


@dataclass(frozen=True, slots=True)
class Match:
    """A tool and how near it came; scores compare within one search only."""

    tool: Tool
    score: float


@dataclass(frozen=True, slots=True)
class AgentMatch:
    """An agent and how near it came; scores compare within one search only."""

    agent: Agent
    score: float


class ToolIndex:
    """Searches a fixed list of tools by name, description and parameter names."""

    def __init__(self, tools: Sequence[Tool], embedder: "Embedder | None" = None) -> None:
        self._tools = tools
        self._embedder = embedder

    def search(self, text: str, limit: int = 5) -> list[Match]:
        """Return the nearest tools, best first."""
        return [Match(self._tools[position], score) for position, score in self._index.search(text, limit)]

    @cached_property
    def _index(self) -> "TextIndex":
        from pilothouse.llm.ranking import TextIndex  # few processes search

        texts = [_words(each.name, each.description, *_parameters(each)) for each in self._tools]
        return TextIndex(texts, self._embedder)


class AgentIndex:
    """Searches a fixed list of agents by name and description."""

    def __init__(self, agents: Sequence[Agent], embedder: "Embedder | None" = None) -> None:
        self._agents = agents
        self._embedder = embedder

    def search(self, text: str, limit: int = 5) -> list[AgentMatch]:
        """Return the nearest agents, best first."""
        return [AgentMatch(self._agents[position], score) for position, score in self._index.search(text, limit)]

    @cached_property
    def _index(self) -> "TextIndex":
        from pilothouse.llm.ranking import TextIndex

        return TextIndex([_words(each.name, each.description) for each in self._agents], self._embedder)


def _words(name: str, *described: str) -> str:
    """Say what something is for: its name twice, as a name is chosen with more care than any other word."""
    said = split_identifier(name)
    return " ".join((f"{said}. {said}.", *described))


def _parameters(tool: Tool) -> Iterator[str]:
    """Yield what is said of a tool's parameters: people ask for what goes in as often as for what comes out."""
    properties: dict[str, Any] = tool.spec.input_schema.get("properties", {})
    for name, schema in properties.items():
        yield split_identifier(name)
        yield schema.get("description", "")
