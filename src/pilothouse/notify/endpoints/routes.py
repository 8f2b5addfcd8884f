"""Managing endpoints over HTTP."""

from uuid import UUID

from fastapi import Response

from pilothouse.notify.deliveries.schemas import DeliveryRead
from pilothouse.notify.deps import CanReadNotifications, CanWriteNotifications, EndpointServiceDep
from pilothouse.notify.endpoints.schemas import EndpointCreate, EndpointRead, EndpointUpdate, EndpointWithSecret
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/notifications/endpoints", tags=["notifications"])


@router.get("")
async def list_endpoints(
    who: CanReadNotifications, endpoints: EndpointServiceDep, limit: Limit = 50, cursor: Cursor = None
) -> Page[EndpointRead]:
    """List where your organization hears of topics, oldest first."""
    return await endpoints.listed(who, limit, cursor)


@router.post("", status_code=201)
async def create_endpoint(
    wanted: EndpointCreate, who: CanWriteNotifications, endpoints: EndpointServiceDep
) -> EndpointWithSecret:
    """Make an endpoint. The answer is the only place where a webhook's secret is shown."""
    return await endpoints.create(who, wanted)


@router.get("/{endpoint_id}")
async def read_endpoint(endpoint_id: UUID, who: CanReadNotifications, endpoints: EndpointServiceDep) -> EndpointRead:
    """Return one endpoint."""
    return await endpoints.get(who, endpoint_id)


@router.patch("/{endpoint_id}")
async def update_endpoint(
    endpoint_id: UUID, changes: EndpointUpdate, who: CanWriteNotifications, endpoints: EndpointServiceDep
) -> EndpointRead:
    """Change an endpoint; `is_active: true` switches on what switched itself off."""
    return await endpoints.update(who, endpoint_id, changes)


@router.delete("/{endpoint_id}", status_code=204)
async def delete_endpoint(endpoint_id: UUID, who: CanWriteNotifications, endpoints: EndpointServiceDep) -> Response:
    """Remove an endpoint with its log."""
    await endpoints.delete(who, endpoint_id)
    return Response(status_code=204)


@router.post("/{endpoint_id}/rotate-secret")
async def rotate_secret(
    endpoint_id: UUID, who: CanWriteNotifications, endpoints: EndpointServiceDep
) -> EndpointWithSecret:
    """Give a webhook a new secret. The old one signs as well for a day, so that no message is missed."""
    return await endpoints.rotate_secret(who, endpoint_id)


@router.post("/{endpoint_id}/test", status_code=202)
async def test_endpoint(
    endpoint_id: UUID, who: CanWriteNotifications, endpoints: EndpointServiceDep
) -> list[DeliveryRead]:
    """Send a test message; follow it in the delivery log."""
    return await endpoints.send_test(who, endpoint_id)
