"""Read the delivery log; send a message again."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from pilothouse.core.principal import Principal
from pilothouse.notify.deliveries.repository import DeliveryRepository, Loaded
from pilothouse.notify.deliveries.schemas import DeliveryDetail, DeliveryRead, TryRead
from pilothouse.notify.errors import CannotRedeliver
from pilothouse.notify.service import Notify
from pilothouse.notify.topics import TOPICS
from pilothouse.server.envelope import Page


class DeliveryService:
    """Answers within the caller's transaction."""

    def __init__(self, session: AsyncSession, notify: Notify, connection: HTTPConnection) -> None:
        self._session = session
        self._deliveries = DeliveryRepository(session)
        self._notify = notify
        self._connection = connection

    async def listed(
        self, who: Principal, endpoint_id: UUID | None, state: str | None, limit: int, cursor: str | None
    ) -> Page[DeliveryRead]:
        """Return a page of the log, newest first."""
        found, next_cursor = await self._deliveries.listed(who, endpoint_id, state, limit, cursor)
        return Page(items=[DeliveryRead.of(each) for each in found], next_cursor=next_cursor)

    async def get(self, who: Principal, delivery_id: UUID) -> DeliveryDetail:
        """Return one delivery with its tries.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        loaded = await self._deliveries.get_whole(who, delivery_id)
        tries = await self._deliveries.tries_of(delivery_id)
        return DeliveryDetail.with_tries(loaded, [TryRead.of(each) for each in tries])

    async def redeliver(self, who: Principal, delivery_id: UUID) -> DeliveryRead:
        """Send the same message to the same place once more, under the same message id.

        Raises:
            CannotRedeliver: it is on its way, its secrets are erased, or its endpoint is switched off.
        """
        loaded = await self._deliveries.get_whole(who, delivery_id)
        _require_repeatable(loaded)
        again = await self._notify.outbox.repeat(self._session, loaded.notification, loaded.delivery)
        await self._notify.record(
            self._session,
            who,
            "notification.redeliver",
            ("notification_delivery", delivery_id),
            before={},
            after={"redelivery": str(again)},
            connection=self._connection,
        )
        return DeliveryRead.of(await self._deliveries.get_whole(who, again))


def _require_repeatable(loaded: Loaded) -> None:
    if loaded.delivery.state == "pending":
        raise CannotRedeliver("it is still on its way")
    if TOPICS[loaded.notification.topic].is_direct and loaded.notification.topic.startswith("account."):
        raise CannotRedeliver("letters about accounts are not kept once they are delivered; ask for a new one")
    if loaded.endpoint is not None and not loaded.endpoint.is_active:
        raise CannotRedeliver("its endpoint is switched off; switch it on first")
