"""What can be called, whether a model is connected, and how the providers are doing."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Depends, Request

from pilothouse.core.principal import Principal
from pilothouse.gateway.routing.schemas import ModelStatusRead, ServedModelRead
from pilothouse.gateway.routing.service import Router
from pilothouse.gateway.routing.status import ProviderRead, ProviderStatus
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.session import ClockDep

router = ApiRouter(prefix="/api/v1/models", tags=["models"])
providers = ApiRouter(prefix="/api/v1/providers", tags=["models"])

CanReadModels = Annotated[Principal, require_permission("models:read")]


async def get_router(request: Request) -> Router:
    """Return the process's router."""
    return request.app.state.gateway.router


RouterDep = Annotated[Router, Depends(get_router)]


@router.get("/status")
async def read_status(_who: CanReadModels, routes: RouterDep) -> ModelStatusRead:
    """Tell whether a language model is connected, and how to connect one."""
    return ModelStatusRead(**asdict(routes.status()))


@router.get("")
async def list_models(who: CanReadModels, routes: RouterDep) -> list[ServedModelRead]:
    """List the models that can be called, with their prices."""
    return [ServedModelRead.of(served) for served in await routes.models(who)]


@providers.get("")
async def list_providers(
    who: CanReadModels, request: Request, routes: RouterDep, clock: ClockDep
) -> list[ProviderRead]:
    """List the connections you can use: which models are left alone for a while, and how calls went of late."""
    return await ProviderStatus(request.app.state.database, routes, clock).all(who)
