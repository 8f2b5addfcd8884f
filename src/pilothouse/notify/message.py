"""One message as channels get it, and what comes of sending it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import SecretStr

from pilothouse.core.errors import UpstreamFailed


@dataclass(frozen=True, slots=True)
class Message:
    """News in words for people and in fields for programs.

    Attributes:
        id: "msg_…", the same in every try and for every receiver, so that a repeated one can be dropped.
        topic: name of its topic.
        occurred_at: when it happened.
        subject: one line.
        text, html: the same content twice. They may hold secrets, such as a link to a new password.
        payload: for programs; holds no secrets.
        link: page of the dashboard where one can see more; empty for none.
    """

    id: str
    topic: str
    occurred_at: datetime
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    payload: dict[str, Any] = field(repr=False)
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes.

    Attributes:
        delivery_id: names this way of this message; the same in every try.
        address: e-mail or URL.
        secrets: what a webhook is signed with, the present one first.
    """

    delivery_id: UUID
    address: str = field(default="", repr=False)
    secrets: tuple[SecretStr, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver said when it took the message."""

    status_code: int | None = None
    response: str = ""


class DeliveryFailed(UpstreamFailed):
    """The receiver did not take the message; a later try may succeed."""

    outcome: ClassVar[str] = "failed"

    def __init__(
        self, message: str, *, status_code: int | None = None, response: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.status_code = status_code
        self.response = response


class DeliveryRefused(DeliveryFailed):
    """The receiver will never take this message."""

    outcome: ClassVar[str] = "refused"
    retryable = False


class ReceiverGone(DeliveryRefused):
    """The receiver wants nothing more, ever: its endpoint is switched off."""

    outcome: ClassVar[str] = "gone"
