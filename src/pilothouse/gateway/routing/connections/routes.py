"""Managing an organization's connections over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from pilothouse.access.audit.caller import CallerDep
from pilothouse.core.principal import Principal
from pilothouse.gateway.routing.connections.schemas import (
    ConnectionCreate,
    ConnectionRead,
    ConnectionTestRead,
    ConnectionUpdate,
)
from pilothouse.gateway.routing.connections.service import ConnectionService
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/connections", tags=["models"])

CanReadModels = Annotated[Principal, require_permission("models:read")]
CanWriteModels = Annotated[Principal, require_permission("models:write")]


async def get_connection_service(request: Request) -> ConnectionService:
    """Build the service; it opens transactions of its own, and none while a provider is asked."""
    return ConnectionService(request.app.state.database, request.app.state.gateway.router)


ConnectionServiceDep = Annotated[ConnectionService, Depends(get_connection_service)]


@router.get("")
async def list_connections(who: CanReadModels, connections: ConnectionServiceDep) -> list[ConnectionRead]:
    """List your organization's own connections to providers. Keys are never shown."""
    return await connections.listed(who)


@router.post("", status_code=201)
async def create_connection(
    wanted: ConnectionCreate, who: CanWriteModels, connections: ConnectionServiceDep, caller: CallerDep
) -> ConnectionRead:
    """Connect a provider with keys of your own. Its keys are sealed before they are stored."""
    return await connections.create(who, wanted, caller)


@router.get("/{connection_id}")
async def read_connection(connection_id: UUID, who: CanReadModels, connections: ConnectionServiceDep) -> ConnectionRead:
    """Return one connection."""
    return await connections.get(who, connection_id)


@router.patch("/{connection_id}")
async def edit_connection(
    connection_id: UUID,
    changes: ConnectionUpdate,
    who: CanWriteModels,
    connections: ConnectionServiceDep,
    caller: CallerDep,
) -> ConnectionRead:
    """Change a connection from the next call on."""
    return await connections.edit(who, connection_id, changes, caller)


@router.delete("/{connection_id}", status_code=204)
async def delete_connection(
    connection_id: UUID, who: CanWriteModels, connections: ConnectionServiceDep, caller: CallerDep
) -> Response:
    """Remove a connection with its keys. Routes that lead to it go on without it."""
    await connections.delete(who, connection_id, caller)
    return Response(status_code=204)


@router.post("/{connection_id}/test")
async def test_connection(
    connection_id: UUID, who: CanWriteModels, connections: ConnectionServiceDep
) -> ConnectionTestRead:
    """Ask the provider for something that needs the key and costs nothing, and tell what it said."""
    return await connections.test(who, connection_id)
