"""Slack by incoming webhook; Mattermost and Rocket.Chat take the same.

Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (errors) and
https://docs.slack.dev/reference/block-kit/blocks (lengths).
"""

from dataclasses import dataclass
from typing import Any

from pilothouse.core import json
from pilothouse.notify.channel import Channel, ChannelParts, channel
from pilothouse.notify.message import DeliveryFailed, DeliveryRefused, Message, Receipt, ReceiverGone, Target
from pilothouse.notify.posting import Answer, Poster

_LONGEST_HEADER = 150
_LONGEST_SECTION = 3_000
_GONE = frozenset({404, 410})  # no_service, channel_not_found; channel_is_archived
_FINAL = frozenset({400, 403})  # invalid_payload; action_prohibited


@dataclass(frozen=True)
class SlackChannel:
    """Posts each message as a header, a section of text and a link."""

    poster: Poster

    def check(self, address: str) -> str:
        self.poster.check_url(address)
        return address

    async def send(self, message: Message, target: Target) -> Receipt:
        headers = {"Content-Type": "application/json"}
        answer = await self.poster.post(target.address, json.dumps(_body(message)), headers)
        if not answer.is_success:
            raise _failure(answer)
        return Receipt(answer.status_code, answer.body)


def _body(message: Message) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": _cut(message.subject, _LONGEST_HEADER)}},
        {"type": "section", "text": {"type": "mrkdwn", "text": _cut(_escaped(message.text), _LONGEST_SECTION)}},
    ]
    if message.link:
        link = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": message.link}
        blocks.append({"type": "actions", "elements": [link]})
    return {"text": _escaped(message.subject), "blocks": blocks}


def _escaped(text: str) -> str:
    """Take the meaning from Slack's control characters, so that nobody's title mentions a whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _failure(answer: Answer) -> DeliveryFailed:
    kind: type[DeliveryFailed] = DeliveryFailed
    if answer.status_code in _GONE:
        kind = ReceiverGone
    elif answer.status_code in _FINAL:
        kind = DeliveryRefused
    return kind(
        f"Slack answered {answer.status_code}.",
        status_code=answer.status_code,
        response=answer.body,
        retry_after_s=answer.retry_after_s,
    )


@channel("slack")
def make(parts: ChannelParts) -> Channel | None:
    """Make the channel; it needs no configuration."""
    return SlackChannel(parts.poster)
