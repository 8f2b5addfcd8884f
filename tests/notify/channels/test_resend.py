"""Against a server of our own that answers as Resend's published API says."""

import pytest
from aiohttp import web

from pilothouse.notify.message import DeliveryFailed, DeliveryRefused, Message
from tests.notify.channels.conftest import to
from tests.notify.receivers import Receiver


@pytest.fixture
def channel(channels_with, receiver: Receiver):
    return channels_with(resend_key="re_made_up", resend_url=receiver.url, mail_from="Pilot <p@example.com>")["email"]


class TestResendChannel:
    async def test_posts_what_the_api_wants(self, channel, receiver: Receiver, message: Message) -> None:
        receiver.answers.append(web.json_response({"id": "49a3999c"}))
        target = to("ada@example.com")
        receipt = await channel.send(message, target)
        (request,) = receiver.requests
        assert request.path == "/emails"
        assert request.headers["authorization"] == "Bearer re_made_up"
        assert request.headers["idempotency-key"] == target.delivery_id.hex
        assert request.json == {
            "from": "Pilot <p@example.com>",
            "to": ["ada@example.com"],
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "headers": {"Auto-Submitted": "auto-generated"},
        }
        assert "49a3999c" in receipt.response

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (422, DeliveryRefused),
            (400, DeliveryRefused),
            (401, DeliveryFailed),
            (429, DeliveryFailed),
            (500, DeliveryFailed),
        ],
    )
    async def test_knows_what_will_change_by_asking_again(self, channel, receiver, message, status, kind) -> None:
        receiver.answers.append(web.json_response({"name": "some_error"}, status=status, headers={"Retry-After": "7"}))
        with pytest.raises(DeliveryFailed) as caught:
            await channel.send(message, to("ada@example.com"))
        assert type(caught.value) is kind
        assert caught.value.retry_after_s == 7

    def test_goes_before_a_mail_server(self, channels_with) -> None:
        both = channels_with(resend_key="re_made_up", smtp_host="mail.example.com")["email"]
        assert type(both).__name__ == "ResendChannel"

    def test_does_not_show_its_key(self, channel) -> None:
        assert "re_made_up" not in repr(channel)
