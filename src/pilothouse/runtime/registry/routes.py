"""The catalogue of tools and agents."""

from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel

from pilothouse.agents.registry import Registry
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1", tags=["agents and tools"])

CanReadTools = Annotated[Principal, require("tools:read")]
CanReadAgents = Annotated[Principal, require("agents:read")]


def get_registry(request: Request) -> Registry:
    """Return this process's registry."""
    return request.app.state.registry


RegistryDep = Annotated[Registry, Depends(get_registry)]


class ToolRead(BaseModel):
    """A tool as people and models see it."""

    name: str
    title: str
    description: str
    category: str
    input_schema: dict[str, Any]
    confirm: bool
    timeout_s: float


class AgentRead(BaseModel):
    """An agent and the tools it may call."""

    name: str
    description: str
    tools: list[str]
    model: str


@router.get("/tools")
async def list_tools(_who: CanReadTools, registry: RegistryDep) -> list[ToolRead]:
    """Return every tool, by name."""
    return [
        ToolRead(
            name=tool.name,
            title=tool.name.replace("_", " ").capitalize(),
            description=tool.description,
            category=tool.category,
            input_schema=tool.spec.input_schema,
            confirm=tool.confirm,
            timeout_s=tool.timeout_s,
        )
        for _, tool in sorted(registry.tools.items())
    ]


@router.get("/agents")
async def list_agents(_who: CanReadAgents, registry: RegistryDep) -> list[AgentRead]:
    """Return every agent, by name."""
    return [
        AgentRead(
            name=agent.name,
            description=agent.description,
            tools=[tool.name for tool in registry.select(agent.tools)],
            model=agent.model,
        )
        for _, agent in sorted(registry.agents.items())
    ]
