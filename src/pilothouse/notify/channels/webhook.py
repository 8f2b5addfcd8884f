"""Webhooks by the Standard Webhooks specification: signed JSON, the same id in every try."""

from dataclasses import dataclass

from pilothouse.core import json
from pilothouse.core.clock import Clock
from pilothouse.notify.channel import Channel, ChannelParts, channel
from pilothouse.notify.message import DeliveryFailed, Message, Receipt, ReceiverGone, Target
from pilothouse.notify.posting import Poster
from pilothouse.notify.signing import signed_headers


@dataclass(frozen=True)
class WebhookChannel:
    """Posts `{"type", "timestamp", "data"}` and takes any 2xx as received."""

    poster: Poster
    clock: Clock

    def check(self, address: str) -> str:
        self.poster.check_url(address)
        return address

    async def send(self, message: Message, target: Target) -> Receipt:
        body = json.dumps({"type": message.topic, "timestamp": message.occurred_at, "data": message.payload})
        signed = signed_headers(message.id, self.clock.now(), body, target.secrets)
        answer = await self.poster.post(target.address, body, {"Content-Type": "application/json", **signed})
        if answer.is_success:
            return Receipt(answer.status_code, answer.body)
        kind = ReceiverGone if answer.status_code == 410 else DeliveryFailed
        raise kind(
            f"The receiver answered {answer.status_code}.",
            status_code=answer.status_code,
            response=answer.body,
            retry_after_s=answer.retry_after_s,
        )


@channel("webhook")
def make(parts: ChannelParts) -> Channel | None:
    """Make the channel; it needs no configuration."""
    return WebhookChannel(parts.poster, parts.clock)
