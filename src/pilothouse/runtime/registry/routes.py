"""The catalogue of tools and agents, and trying a tool by hand."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from pilothouse.agents.registry import Registry
from pilothouse.core.principal import Principal
from pilothouse.runtime.hosting.deps import RunHostDep
from pilothouse.runtime.registry.reading import Catalogue
from pilothouse.runtime.registry.schemas import AgentRead, ToolRead, ToolTry, TriedRead
from pilothouse.runtime.registry.trying import ToolTrial
from pilothouse.server.auth import CurrentPrincipal, require_permission
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1", tags=["agents and tools"])

CanReadTools = Annotated[Principal, require_permission("tools:read")]
CanReadAgents = Annotated[Principal, require_permission("agents:read")]
CanInvokeTools = Annotated[Principal, require_permission("tools:invoke")]
Name = Annotated[str, Path(max_length=200)]
ByMeaning = Annotated[str | None, Query(max_length=500, description="What it should do; the nearest come first.")]
Days = Annotated[int | None, Query(ge=1, le=365, description="How far back the figures look.")]


async def get_registry(request: Request) -> Registry:
    """Return this process's registry."""
    return request.app.state.registry


RegistryDep = Annotated[Registry, Depends(get_registry)]


async def get_catalogue(
    request: Request, who: CurrentPrincipal, session: SessionDep, registry: RegistryDep, days: Days = None
) -> Catalogue:
    """Build what this request reads from."""
    return Catalogue(session, registry, who, days or request.app.state.settings.runtime.statistics_days)


CatalogueDep = Annotated[Catalogue, Depends(get_catalogue)]


@router.get("/tools")
async def list_tools(
    _who: CanReadTools,
    catalogue: CatalogueDep,
    q: ByMeaning = None,
    category: Annotated[str | None, Query(max_length=50)] = None,
) -> list[ToolRead]:
    """Return every tool by name, or those nearest in meaning to `q`, with how they have done."""
    return await catalogue.tools(q, category)


@router.get("/tools/{name}")
async def read_tool(name: Name, _who: CanReadTools, catalogue: CatalogueDep) -> ToolRead:
    """Return one tool."""
    return await catalogue.tool(name)


@router.post("/tools/{name}/run")
async def run_tool(
    name: Name, body: ToolTry, who: CanInvokeTools, registry: RegistryDep, host: RunHostDep
) -> TriedRead:
    """Run one call of a tool, without an agent. That the tool fails is an answer too."""
    hosting = host.hosting
    return await ToolTrial(registry, hosting.runner, hosting.database, hosting.blobs).run(who, name, body)


@router.get("/agents")
async def list_agents(_who: CanReadAgents, catalogue: CatalogueDep, q: ByMeaning = None) -> list[AgentRead]:
    """Return every agent by name, or those nearest in meaning to `q`, with how they have done."""
    return await catalogue.agents(q)


@router.get("/agents/{name}")
async def read_agent(name: Name, _who: CanReadAgents, catalogue: CatalogueDep) -> AgentRead:
    """Return one agent."""
    return await catalogue.agent(name)
