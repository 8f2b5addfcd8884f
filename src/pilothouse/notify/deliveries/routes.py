"""The delivery log over HTTP."""

from uuid import UUID

from pilothouse.notify.deliveries.schemas import DeliveryDetail, DeliveryRead, State
from pilothouse.notify.deps import CanReadNotifications, CanWriteNotifications, DeliveryServiceDep
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit

router = ApiRouter(prefix="/api/v1/notifications/deliveries", tags=["notifications"])


@router.get("")
async def list_deliveries(
    who: CanReadNotifications,
    deliveries: DeliveryServiceDep,
    endpoint_id: UUID | None = None,
    state: State | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DeliveryRead]:
    """List messages and how far they are, newest first."""
    return await deliveries.listed(who, endpoint_id, state, limit, cursor)


@router.get("/{delivery_id}")
async def read_delivery(delivery_id: UUID, who: CanReadNotifications, deliveries: DeliveryServiceDep) -> DeliveryDetail:
    """Return one message with every try and how the receiver answered."""
    return await deliveries.get(who, delivery_id)


@router.post("/{delivery_id}/redeliver", status_code=202)
async def redeliver(delivery_id: UUID, who: CanWriteNotifications, deliveries: DeliveryServiceDep) -> DeliveryRead:
    """Send a message again, under the id it had: a receiver that has seen it may drop it."""
    return await deliveries.redeliver(who, delivery_id)
