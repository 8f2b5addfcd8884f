"""Questions about deliveries and their tries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.notify.paging import decode_id
from pilothouse.notify.tables import Notification, NotificationDelivery, NotificationEndpoint, NotificationTry
from pilothouse.server.paging import encode_cursor


@dataclass(frozen=True, slots=True)
class Loaded:
    """A delivery with all that it needs."""

    delivery: NotificationDelivery
    notification: Notification
    endpoint: NotificationEndpoint | None


class DeliveryRepository(Repository[NotificationDelivery]):
    """Deliveries of one organization."""

    table = NotificationDelivery
    noun = "delivery"

    async def load(self, delivery_id: UUID) -> Loaded | None:
        """Return a delivery that is to be carried out; None when what it tells was deleted."""
        row = (await self.session.execute(_whole().where(NotificationDelivery.id == delivery_id))).one_or_none()
        return Loaded(*row) if row else None

    async def get_whole(self, principal: Principal, delivery_id: UUID) -> Loaded:
        """Return one delivery with its news and its endpoint.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        await self.get(principal, delivery_id)
        loaded = await self.load(delivery_id)
        assert loaded is not None  # its news are kept as long as it is
        return loaded

    async def listed(
        self, principal: Principal, endpoint_id: UUID | None, state: str | None, limit: int, cursor: str | None
    ) -> tuple[list[Loaded], str | None]:
        """Return a page of deliveries, newest first, and where the next one begins.

        Raises:
            InvalidInput: the cursor is not one that this list gave out.
        """
        rows = _whole().where(NotificationDelivery.organization_id == principal.organization_id)
        if endpoint_id is not None:
            rows = rows.where(NotificationDelivery.endpoint_id == endpoint_id)
        if state is not None:
            rows = rows.where(NotificationDelivery.state == state)
        if cursor is not None:
            rows = rows.where(NotificationDelivery.id < decode_id(cursor))
        rows = rows.order_by(NotificationDelivery.id.desc()).limit(limit + 1)
        found = [Loaded(*row) for row in await self.session.execute(rows)]
        is_more = len(found) > limit
        return found[:limit], encode_cursor(str(found[limit - 1].delivery.id)) if is_more else None

    async def tries_of(self, delivery_id: UUID) -> Sequence[NotificationTry]:
        """Return the tries of a delivery, oldest first."""
        rows = select(NotificationTry).where(NotificationTry.delivery_id == delivery_id)
        return (await self.session.scalars(rows.order_by(NotificationTry.number))).all()

    async def forget_secrets(self, notification_id: UUID) -> None:
        """Erase what was sealed of a piece of news once no delivery of it is on its way."""
        on_its_way = select(NotificationDelivery.id).where(
            NotificationDelivery.notification_id == notification_id, NotificationDelivery.state == "pending"
        )
        await self.session.execute(
            update(Notification).where(Notification.id == notification_id, ~on_its_way.exists()).values(sealed=None)
        )

    async def end_try(
        self,
        attempt: NotificationTry,
        outcome: str,
        took_ms: int,
        status_code: int | None,
        response: str,
    ) -> None:
        """Note how a try went."""
        await self.session.execute(
            update(NotificationTry)
            .where(NotificationTry.id == attempt.id)
            .values(outcome=outcome, took_ms=took_ms, status_code=status_code, response=response)
        )

    async def set_state(
        self, delivery_id: UUID, state: str, *, next_try_at: datetime | None = None, is_over: bool = False
    ) -> None:
        """Move a delivery to a state."""
        await self.session.execute(
            update(NotificationDelivery)
            .where(NotificationDelivery.id == delivery_id)
            .values(state=state, next_try_at=next_try_at, finished_at=func.clock_timestamp() if is_over else None)
        )


def _whole() -> Select[NotificationDelivery, Notification, NotificationEndpoint]:
    return (
        select(NotificationDelivery, Notification, NotificationEndpoint)
        .join(Notification, Notification.id == NotificationDelivery.notification_id)
        .outerjoin(NotificationEndpoint, NotificationEndpoint.id == NotificationDelivery.endpoint_id)
    )


async def note_endpoint(session: AsyncSession, endpoint_id: UUID, *, is_delivered: bool, disable_after: int) -> None:
    """Count deliveries given up one after the other; too many of them switch an endpoint off."""
    counted = NotificationEndpoint.given_up_in_a_row
    row = update(NotificationEndpoint).where(NotificationEndpoint.id == endpoint_id)
    if is_delivered:
        await session.execute(row.where(counted > 0).values(given_up_in_a_row=0))
        return
    now_counted = await session.scalar(row.values(given_up_in_a_row=counted + 1).returning(counted))
    if now_counted is not None and now_counted >= disable_after:
        await disable(session, endpoint_id, f"{now_counted} messages one after the other could not be delivered")


async def disable(session: AsyncSession, endpoint_id: UUID, reason: str) -> None:
    """Switch an endpoint off, saying why."""
    await session.execute(
        update(NotificationEndpoint)
        .where(NotificationEndpoint.id == endpoint_id, NotificationEndpoint.is_active)
        .values(is_active=False, disabled_reason=reason)
    )
