"""The delivery log on the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from pilothouse.notify.deliveries.repository import Loaded
from pilothouse.notify.tables import NotificationTry

State = Literal["pending", "delivered", "given_up", "cancelled"]
ChannelName = Literal["webhook", "slack", "email"]


class DeliveryRead(BaseModel):
    """One message on its way to one place."""

    id: UUID
    topic: str
    message_id: str = Field(description="`webhook-id` of the message: the same in every try and redelivery.")
    channel: ChannelName
    endpoint_id: UUID | None
    endpoint_name: str | None
    user_id: UUID | None = Field(description="Whose preference it follows.")
    address: str | None = Field(description="E-mail of the receiver; null for an endpoint's own address.")
    state: State
    tries: int
    occurred_at: datetime
    created_at: datetime
    next_try_at: datetime | None
    finished_at: datetime | None
    redelivery_of_id: UUID | None

    @classmethod
    def of(cls, loaded: Loaded) -> "DeliveryRead":
        """Read a row."""
        return cls.model_validate(_fields(loaded))


class TryRead(BaseModel):
    """One try of a delivery."""

    number: int
    started_at: datetime
    took_ms: int | None
    outcome: Literal["started", "delivered", "failed", "refused", "gone"] = Field(
        description="`started` with nothing after it: its process ended meanwhile, and the message was sent again."
    )
    status_code: int | None
    response: str | None = Field(description="How the receiver answered: shortened, secrets masked.")

    @classmethod
    def of(cls, row: NotificationTry) -> "TryRead":
        """Read a row."""
        return cls.model_validate(row, from_attributes=True)


class DeliveryDetail(DeliveryRead):
    """A delivery with its tries and what it tells."""

    payload: dict[str, Any]
    tried: list[TryRead]

    @classmethod
    def with_tries(cls, loaded: Loaded, tries: list[TryRead]) -> "DeliveryDetail":
        """Read a row and its tries."""
        return cls.model_validate(_fields(loaded) | {"payload": loaded.notification.payload, "tried": tries})


def _fields(loaded: Loaded) -> dict[str, Any]:
    delivery, news = loaded.delivery, loaded.notification
    same = ("id", "channel", "endpoint_id", "user_id", "address", "state", "tries", "created_at", "next_try_at")
    return {name: getattr(delivery, name) for name in (*same, "finished_at", "redelivery_of_id")} | {
        "topic": news.topic,
        "message_id": f"msg_{news.id.hex}",
        "occurred_at": news.occurred_at,
        "endpoint_name": loaded.endpoint.name if loaded.endpoint else None,
    }
