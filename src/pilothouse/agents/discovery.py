"""Tools by meaning: shared words and nearness of meaning, mixed."""

from dataclasses import dataclass

from pilothouse.agents.tool import Tool
from pilothouse.llm.ranking import TextIndex


@dataclass(frozen=True, slots=True)
class Match:
    """A tool and how near it came; scores compare within one search only."""

    tool: Tool
    score: float


class ToolIndex:
    """Searches a fixed list of tools by name, description and parameter names."""

    def __init__(self, tools: list[Tool]) -> None:
        self._tools = tools
        self._index = TextIndex([_words(tool) for tool in tools])

    def search(self, text: str, limit: int = 5) -> list[Match]:
        """Return the nearest tools, best first."""
        return [Match(self._tools[position], score) for position, score in self._index.search(text, limit)]


def _words(tool: Tool) -> str:
    """Say what a tool is for: its name twice, as a name is chosen with more care than any other word."""
    name = tool.name.replace("_", " ")
    parameters = " ".join(tool.signature.parameters).replace("_", " ")
    return f"{name}. {name}. {tool.description} {parameters}"
