"""What is told, to whom, how each try went; and where an organization and its people want to hear it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization

ENDPOINT_KINDS = ("webhook", "slack", "email")
DELIVERY_STATES = ("pending", "delivered", "given_up", "cancelled")
OUTCOMES = ("started", "delivered", "failed", "refused", "gone")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class NotificationEndpoint(HasId, OfOrganization, HasCreatedAt, Base):
    """A place where an organization wants to hear of topics. Addresses may hold keys, so they are sealed."""

    __tablename__ = "notification_endpoint"
    __table_args__ = (CheckConstraint(_one_of("kind", ENDPOINT_KINDS), name="kind"),)

    kind: Mapped[str]
    name: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text))
    hint: Mapped[str] = mapped_column(doc="what may be shown of the address")
    sealed_address: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary, doc="what a webhook is signed with")
    sealed_old_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_secret_until: Mapped[datetime | None] = mapped_column(doc="when the old secret ceases to sign")
    is_active: Mapped[bool] = mapped_column(server_default="true")
    disabled_reason: Mapped[str | None] = mapped_column(doc="set when it was switched off by itself")
    given_up_in_a_row: Mapped[int] = mapped_column(server_default="0")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class NotificationPreference(OfOrganization, Base):
    """How a user wants to hear of a topic. No row means not at all."""

    __tablename__ = "notification_preference"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text))


class NotificationSignal(HasId, OfOrganization, HasCreatedAt, Base):
    """Something that the database itself saw happen, and that is still to be put into words. Shares its work's id."""

    __tablename__ = "notification_signal"

    topic: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(doc="of what it happened to, such as a mission")


class Notification(HasId, OfOrganization, HasCreatedAt, Base):
    """One piece of news, the same for everybody who hears it. Once per key."""

    __tablename__ = "notification"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    topic: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, doc="what nobody may read here; erased once delivered")
    occurred_at: Mapped[datetime]


class NotificationDelivery(HasId, OfOrganization, HasCreatedAt, Base):
    """One message on its way to one place. Shares its work's id."""

    __tablename__ = "notification_delivery"
    __table_args__ = (
        CheckConstraint(_one_of("channel", ENDPOINT_KINDS), name="channel"),
        CheckConstraint(_one_of("state", DELIVERY_STATES), name="state"),
        Index("ix_notification_delivery_endpoint_id_id", "endpoint_id", "id"),
    )

    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notification.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str]
    endpoint_id: Mapped[UUID | None] = mapped_column(ForeignKey("notification_endpoint.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    address: Mapped[str | None] = mapped_column(doc="e-mail of the receiver; an endpoint's own address otherwise")
    state: Mapped[str] = mapped_column(server_default="pending")
    tries: Mapped[int] = mapped_column(server_default="0")
    next_try_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    redelivery_of_id: Mapped[UUID | None] = mapped_column(doc="the delivery that a person asked to repeat")


class NotificationTry(HasId, OfOrganization, Base):
    """One try of a delivery. `started` with nothing after it means that its process ended meanwhile."""

    __tablename__ = "notification_try"
    __table_args__ = (CheckConstraint(_one_of("outcome", OUTCOMES), name="outcome"),)

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("notification_delivery.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    took_ms: Mapped[int | None]
    outcome: Mapped[str]
    status_code: Mapped[int | None]
    response: Mapped[str | None] = mapped_column(doc="how the receiver answered, shortened, secrets masked")
