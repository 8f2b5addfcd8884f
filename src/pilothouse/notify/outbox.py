"""The outbox: news and their deliveries are rows of the transaction that they tell of, so neither exists alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core import json
from pilothouse.core.ids import new_id
from pilothouse.durable.service import WorkService
from pilothouse.notify.parts import Directory, Sealer
from pilothouse.notify.places import endpoint_place, notification_place
from pilothouse.notify.tables import (
    Notification,
    NotificationDelivery,
    NotificationEndpoint,
    NotificationPreference,
)
from pilothouse.notify.topics import Topic, topic_of

DELIVERY = "notification_delivery"  # kind of the work that delivers one message


@dataclass(frozen=True, slots=True)
class Notice:
    """News for whoever wants them.

    Attributes:
        key: names the event; an organization hears of each key once.
        payload: JSON that templates show and webhooks carry; no secrets. `path` is the page it is about.
        occurred_at: aware, in UTC; now when unset.
        owner_id: whose thing it is about.
    """

    organization_id: UUID
    topic: str
    key: str
    payload: Mapping[str, Any]
    occurred_at: datetime | None = None
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """News for one address, whatever its owner prefers.

    Attributes:
        secrets: what only the receiver may read, such as a link with a token. Sealed, and erased once delivered.
    """

    organization_id: UUID
    topic: str
    key: str
    address: str
    payload: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass(frozen=True, slots=True)
class Receiver:
    """One place that hears of a piece of news."""

    channel: str
    endpoint_id: UUID | None = None
    user_id: UUID | None = None
    address: str | None = None


class Outbox:
    """Writes news within the caller's transaction, which is open for the organization."""

    def __init__(self, sealer: Sealer, directory: Directory) -> None:
        self._sealer = sealer
        self._directory = directory

    async def notify(self, session: AsyncSession, notice: Notice) -> UUID | None:
        """Tell everybody in the organization who wants to hear of a topic.

        Returns:
            The notification's id; None when this key was told before, or nobody wants to hear of it.

        Raises:
            UnknownTopic: there is no such topic.
        """
        topic = topic_of(notice.topic)
        receivers = [*await self._endpoints(session, notice), *await self._people(session, topic, notice)]
        if not receivers:
            return None
        row = Notification(
            id=new_id(),
            organization_id=notice.organization_id,
            topic=topic.name,
            key=notice.key,
            payload=dict(notice.payload),
            occurred_at=notice.occurred_at or datetime.now(UTC),
        )
        return await self._write(session, row, receivers)

    async def mail(self, session: AsyncSession, letter: Letter) -> UUID | None:
        """Send one e-mail to one address.

        Returns:
            The notification's id; None when this key was told before.
        """
        topic = topic_of(letter.topic)
        identifier = new_id()
        secrets = SecretStr(json.dumps_text(dict(letter.secrets)))
        row = Notification(
            id=identifier,
            organization_id=letter.organization_id,
            topic=topic.name,
            key=letter.key,
            payload=dict(letter.payload),
            sealed=self._sealer.close(secrets, notification_place(letter.organization_id, identifier))
            if letter.secrets
            else None,
            occurred_at=datetime.now(UTC),
        )
        return await self._write(session, row, [Receiver("email", address=letter.address)])

    async def is_wanted(self, session: AsyncSession, organization_id: UUID, topic: str) -> bool:
        """Tell whether anybody in an organization wants to hear of a topic."""
        endpoint = exists().where(
            NotificationEndpoint.organization_id == organization_id,
            NotificationEndpoint.is_active,
            NotificationEndpoint.topics.contains([topic]),
        )
        person = exists().where(
            NotificationPreference.organization_id == organization_id,
            NotificationPreference.topic == topic,
            NotificationPreference.channels != [],
        )
        return bool(await session.scalar(select(or_(endpoint, person))))

    async def deliver_to(self, session: AsyncSession, notification: Notification, receiver: Receiver) -> UUID:
        """Add one delivery of a piece of news with the work that carries it out; return its id."""
        return await self._add_delivery(session, notification, receiver, None)

    async def repeat(self, session: AsyncSession, notification: Notification, delivery: NotificationDelivery) -> UUID:
        """Deliver a piece of news to the same place once more; return the new delivery's id."""
        receiver = Receiver(delivery.channel, delivery.endpoint_id, delivery.user_id, delivery.address)
        return await self._add_delivery(session, notification, receiver, delivery.id)

    def receivers_at(self, endpoint: NotificationEndpoint) -> list[Receiver]:
        """Return whom an endpoint stands for: itself, or each address of a list of e-mails."""
        if endpoint.kind != "email":
            return [Receiver(endpoint.kind, endpoint.id)]
        place = endpoint_place(endpoint.organization_id, endpoint.id, "address")
        addresses = self._sealer.open(endpoint.sealed_address, place).get_secret_value().split(",")
        return [Receiver("email", endpoint.id, address=address) for address in addresses]

    async def _endpoints(self, session: AsyncSession, notice: Notice) -> list[Receiver]:
        rows = await session.scalars(
            select(NotificationEndpoint)
            .where(
                NotificationEndpoint.organization_id == notice.organization_id,
                NotificationEndpoint.is_active,
                NotificationEndpoint.topics.contains([notice.topic]),
            )
            .order_by(NotificationEndpoint.id)
        )
        return [receiver for row in rows for receiver in self.receivers_at(row)]

    async def _people(self, session: AsyncSession, topic: Topic, notice: Notice) -> list[Receiver]:
        if topic.is_direct or (topic.is_of_owner and notice.owner_id is None):
            return []
        wanting = select(NotificationPreference.user_id).where(
            NotificationPreference.organization_id == notice.organization_id,
            NotificationPreference.topic == topic.name,
            NotificationPreference.channels.contains(["email"]),
        )
        if topic.is_of_owner:
            wanting = wanting.where(NotificationPreference.user_id == notice.owner_id)
        user_ids = (await session.scalars(wanting)).all()
        if not user_ids:
            return []
        found = await self._directory.addresses(session, user_ids, topic.permission)
        return [Receiver("email", user_id=user_id, address=address) for user_id, address in sorted(found.items())]

    async def _write(self, session: AsyncSession, row: Notification, receivers: Sequence[Receiver]) -> UUID | None:
        columns = ("id", "organization_id", "topic", "key", "payload", "sealed", "occurred_at")
        added = await session.scalar(
            insert(Notification)
            .values({column: getattr(row, column) for column in columns})
            .on_conflict_do_nothing(index_elements=["organization_id", "key"])
            .returning(Notification.id)
        )
        if added is None:
            return None
        for receiver in receivers:
            await self._add_delivery(session, row, receiver, None)
        return row.id

    async def _add_delivery(
        self, session: AsyncSession, notification: Notification, receiver: Receiver, redelivery_of: UUID | None
    ) -> UUID:
        delivery_id = new_id()
        # always our own engine: a distributed one is for missions, and brings nothing to a message
        await WorkService(session).add(delivery_id, notification.organization_id, DELIVERY)
        session.add(
            NotificationDelivery(
                id=delivery_id,
                organization_id=notification.organization_id,
                notification_id=notification.id,
                channel=receiver.channel,
                endpoint_id=receiver.endpoint_id,
                user_id=receiver.user_id,
                address=receiver.address,
                redelivery_of_id=redelivery_of,
            )
        )
        await session.flush()
        return delivery_id
