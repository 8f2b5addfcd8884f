"""How requests get this room's services."""

from typing import Annotated

from fastapi import Depends, Request

from pilothouse.core.principal import Principal
from pilothouse.notify.deliveries.service import DeliveryService
from pilothouse.notify.endpoints.service import EndpointService
from pilothouse.notify.preferences.service import PreferenceService
from pilothouse.notify.service import Notify
from pilothouse.server.auth import require_permission
from pilothouse.server.session import ClockDep, SessionDep

CanReadNotifications = Annotated[Principal, require_permission("notifications:read")]
CanWriteNotifications = Annotated[Principal, require_permission("notifications:write")]


async def get_notify(request: Request) -> Notify:
    """Return what the lifespan has opened."""
    return request.app.state.notify


NotifyDep = Annotated[Notify, Depends(get_notify)]


async def get_endpoints(request: Request, session: SessionDep, notify: NotifyDep, clock: ClockDep) -> EndpointService:
    """Build the service in the request's transaction."""
    return EndpointService(session, notify, clock, request)


async def get_preferences(session: SessionDep, notify: NotifyDep, clock: ClockDep) -> PreferenceService:
    """Build the service in the request's transaction."""
    return PreferenceService(session, notify, clock)


async def get_deliveries(request: Request, session: SessionDep, notify: NotifyDep) -> DeliveryService:
    """Build the service in the request's transaction."""
    return DeliveryService(session, notify, request)


EndpointServiceDep = Annotated[EndpointService, Depends(get_endpoints)]
PreferenceServiceDep = Annotated[PreferenceService, Depends(get_preferences)]
DeliveryServiceDep = Annotated[DeliveryService, Depends(get_deliveries)]
