"""Managing an organization's model routes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from pilothouse.access.audit.caller import CallerDep
from pilothouse.core.principal import Principal
from pilothouse.gateway.routing.model_routes.schemas import ModelRouteRead, ModelRouteWrite
from pilothouse.gateway.routing.model_routes.service import ModelRouteService
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/model-routes", tags=["models"])

CanReadModels = Annotated[Principal, require_permission("models:read")]
CanWriteModels = Annotated[Principal, require_permission("models:write")]


async def get_model_route_service(request: Request) -> ModelRouteService:
    """Build the service; it opens transactions of its own."""
    return ModelRouteService(request.app.state.database, request.app.state.gateway.router)


ModelRouteServiceDep = Annotated[ModelRouteService, Depends(get_model_route_service)]


@router.get("")
async def list_model_routes(who: CanReadModels, routes: ModelRouteServiceDep) -> list[ModelRouteRead]:
    """List your organization's own names for models, with where each leads."""
    return await routes.listed(who)


@router.post("", status_code=201)
async def create_model_route(
    wanted: ModelRouteWrite, who: CanWriteModels, routes: ModelRouteServiceDep, caller: CallerDep
) -> ModelRouteRead:
    """Give a name to targets that share the calls, and to models to fall back to."""
    return await routes.create(who, wanted, caller)


@router.put("/{route_id}")
async def replace_model_route(
    route_id: UUID, wanted: ModelRouteWrite, who: CanWriteModels, routes: ModelRouteServiceDep, caller: CallerDep
) -> ModelRouteRead:
    """Change where a name leads from the next call on."""
    return await routes.replace(who, route_id, wanted, caller)


@router.delete("/{route_id}", status_code=204)
async def delete_model_route(
    route_id: UUID, who: CanWriteModels, routes: ModelRouteServiceDep, caller: CallerDep
) -> Response:
    """Remove a name."""
    await routes.delete(who, route_id, caller)
    return Response(status_code=204)
