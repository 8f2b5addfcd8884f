"""E-mail through Resend.

Source: https://resend.com/docs/api-reference/emails/send-email and …/idempotency-keys (kept for 24 hours).
"""

from dataclasses import dataclass

from pydantic import SecretStr

from pilothouse.core import json
from pilothouse.notify.channel import Channel, ChannelParts, channel
from pilothouse.notify.channels._mail import check_email
from pilothouse.notify.message import DeliveryFailed, DeliveryRefused, Message, Receipt, Target
from pilothouse.notify.posting import Answer, Poster

# Wrong in the message itself; everything else may be mended on either side and is tried again.
_FINAL = frozenset({400, 413, 422})


@dataclass(frozen=True)
class ResendChannel:
    """Posts each message to Resend's API, which drops repeated ones by their idempotency key."""

    poster: Poster
    key: SecretStr
    url: str
    sender: str

    def check(self, address: str) -> str:
        return check_email(address)

    async def send(self, message: Message, target: Target) -> Receipt:
        body = {
            "from": self.sender,
            "to": [target.address],
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "headers": {"Auto-Submitted": "auto-generated"},
        }
        headers = {
            "Authorization": f"Bearer {self.key.get_secret_value()}",
            "Content-Type": "application/json",
            "Idempotency-Key": target.delivery_id.hex,
        }
        answer = await self.poster.post(f"{self.url}/emails", json.dumps(body), headers)
        if not answer.is_success:
            raise _failure(answer)
        return Receipt(answer.status_code, answer.body)


def _failure(answer: Answer) -> DeliveryFailed:
    kind = DeliveryRefused if answer.status_code in _FINAL else DeliveryFailed
    return kind(
        f"Resend answered {answer.status_code}.",
        status_code=answer.status_code,
        response=answer.body,
        retry_after_s=answer.retry_after_s,
    )


@channel("email", rank=10)
def make(parts: ChannelParts) -> Channel | None:
    """Make the channel where a key of Resend is set."""
    settings = parts.settings
    if settings.resend_key is None or not settings.resend_key.get_secret_value():
        return None
    return ResendChannel(parts.poster, settings.resend_key, settings.resend_url, settings.mail_from)
