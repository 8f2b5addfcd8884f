"""One run at work: what all its loops, tools and questions to the model share."""

from dataclasses import dataclass, field

from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ToolContext
from pilothouse.agents.discovery import ToolIndex
from pilothouse.agents.errors import UnknownTool
from pilothouse.agents.metering import Meter
from pilothouse.agents.model import Model
from pilothouse.agents.recorder import Recorder
from pilothouse.agents.tool import Tool
from pilothouse.llm.messages import Message


@dataclass
class RunState:
    """What a run was given, and what it has used.

    Attributes:
        tools: what the agent may call, by name.
        offered: those of them that the model is shown, in order.
    """

    agent: Agent
    messages: tuple[Message, ...]
    model: Model
    context: ToolContext
    recorder: Recorder
    tools: dict[str, Tool]
    meter: Meter
    offered: dict[str, Tool] = field(default_factory=dict[str, Tool])
    _index: ToolIndex | None = None

    def tool(self, name: str) -> Tool:
        """Return one of the agent's tools.

        Raises:
            UnknownTool: it has none of that name.
        """
        if name not in self.tools:
            have = ", ".join(list(self.offered)[:40]) or "none"
            raise UnknownTool(f"There is no tool {name[:100]!r}. You have: {have}.")
        return self.tools[name]

    def offer(self, names: list[str]) -> None:
        """Show the model further tools; one that is gone by now is passed over."""
        self.offered.update((name, self.tools[name]) for name in names if name in self.tools)

    def index(self) -> ToolIndex:
        """Return the search over the agent's tools."""
        if self._index is None:
            self._index = ToolIndex(list(self.tools.values()))
        return self._index

    def spent_microusd(self) -> int:
        """Return what the model says its finished calls have cost; 0 of one that does not tell."""
        return int(getattr(self.model, "cost_microusd", 0))
