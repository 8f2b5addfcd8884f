"""Agents and tools with where they come from and how they have done."""

import asyncio
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.agent import Agent
from pilothouse.agents.errors import UnknownTool
from pilothouse.agents.registry import Registry
from pilothouse.agents.tool import Tool
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.runtime.feedback.repository import FeedbackRepository, Opinion
from pilothouse.runtime.registry.schemas import AgentRead, SourceRead, StatisticsRead, ToolRead
from pilothouse.runtime.runner import lacking
from pilothouse.runtime.statistics.repository import Figures, StatisticsRepository

MOST_FOUND = 20


class Catalogue:
    """The registry as one reader sees it."""

    def __init__(self, session: AsyncSession, registry: Registry, who: Principal, days: int) -> None:
        """Take what is read from; figures look `days` back."""
        self._statistics = StatisticsRepository(session)
        self._feedback = FeedbackRepository(session)
        self._registry = registry
        self._who = who
        self._days = days

    async def tools(self, text: str | None = None, category: str | None = None) -> list[ToolRead]:
        """Return tools: those nearest in meaning to a text, best first, or all by name."""
        if text:
            matches = await asyncio.to_thread(self._registry.discover, text, MOST_FOUND)  # a model may take its time
            found = [(match.tool, match.score) for match in matches]
        else:
            found = [(tool, None) for _, tool in sorted(self._registry.tools.items())]
        known = await self._known_of_tools()
        return [self._tool(tool, score, *known) for tool, score in found if category in {None, tool.category}]

    async def tool(self, name: str) -> ToolRead:
        """Return one tool.

        Raises:
            UnknownTool: there is none of that name.
        """
        return self._tool(self._registry.tool(name), None, *await self._known_of_tools())

    async def agents(self, text: str | None = None) -> list[AgentRead]:
        """Return agents: those nearest in meaning to a text, best first, or all by name."""
        if text:
            matches = await asyncio.to_thread(self._registry.discover_agents, text, MOST_FOUND)
            found = [(match.agent, match.score) for match in matches]
        else:
            found = [(agent, None) for _, agent in sorted(self._registry.agents.items())]
        known = await self._known_of_agents()
        return [self._agent(agent, score, *known) for agent, score in found]

    async def agent(self, name: str) -> AgentRead:
        """Return one agent.

        Raises:
            NotFound: there is none of that name.
        """
        return self._agent(self._registry.agent(name), None, *await self._known_of_agents())

    async def _known_of_tools(self) -> tuple[dict[str, Figures], dict[str, Opinion]]:
        figures = await self._statistics.figures(self._who, "tool", self._days)
        return figures, await self._feedback.opinions(self._who, ("tool_call",))

    async def _known_of_agents(self) -> tuple[dict[str, Figures], dict[str, Opinion]]:
        figures = await self._statistics.figures(self._who, "agent", self._days)
        return figures, await self._feedback.opinions(self._who, ("run", "message"))

    def _tool(
        self, tool: Tool, score: float | None, figures: dict[str, Figures], opinions: dict[str, Opinion]
    ) -> ToolRead:
        return ToolRead(
            name=tool.name,
            title=title_of(tool.name),
            description=tool.description,
            category=tool.category,
            input_schema=tool.spec.input_schema,
            output_schema=tool.signature.output_schema(),
            confirm=tool.confirm,
            permissions=sorted(tool.permissions),
            is_permitted=not lacking(tool, self._who),
            after=list(tool.after),
            timeout_s=tool.timeout_s,
            cost_usd=to_decimal_string(tool.cost_microusd),
            source=SourceRead.of(self._registry.source_of(tool)),
            statistics=StatisticsRead.of(figures.get(tool.name), opinions.get(tool.name), self._days),
            score=None if score is None else round(score, 4),
        )

    def _agent(
        self, agent: Agent, score: float | None, figures: dict[str, Figures], opinions: dict[str, Opinion]
    ) -> AgentRead:
        limits: dict[str, Any] = {name: getattr(agent.limits, name) for name in agent.limits.__dataclass_fields__}
        tools, problem = self._tools_of(agent)
        return AgentRead(
            name=agent.name,
            title=title_of(agent.name),
            description=agent.description,
            instructions=agent.instructions,
            tools=tools,
            model=agent.model,
            temperature=agent.temperature,
            max_output_tokens=agent.max_output_tokens,
            timeout_s=agent.timeout_s,
            limits=limits,
            permissions=sorted(agent.permissions),
            problem=problem,
            input_schema=agent.signature.input_schema() if agent.signature else None,
            source=SourceRead.of(self._registry.source_of(agent)),
            statistics=StatisticsRead.of(figures.get(agent.name), opinions.get(agent.name), self._days),
            score=None if score is None else round(score, 4),
        )

    def _tools_of(self, agent: Agent) -> tuple[list[str], str | None]:
        """Return the names of an agent's tools, and what is wrong with them; one bad agent hides no other."""
        try:
            return [tool.name for tool in self._registry.select(agent.tools)], None
        except UnknownTool as error:
            return [each if isinstance(each, str) else each.name for each in agent.tools], error.message


def title_of(name: str) -> str:
    """Write a name as people read it."""
    return name.replace("_", " ").capitalize()
