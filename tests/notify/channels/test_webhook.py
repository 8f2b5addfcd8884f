import pytest
from standardwebhooks import Webhook

from pilothouse.notify.message import DeliveryFailed, Message, ReceiverGone
from pilothouse.notify.signing import new_secret
from tests.notify.channels.conftest import to
from tests.notify.receivers import Receiver


@pytest.fixture
def channel(channels_with):
    return channels_with()["webhook"]


class TestWebhookChannel:
    async def test_posts_signed_json(self, channel, receiver: Receiver, message: Message) -> None:
        secret = new_secret()
        await channel.send(message, to(f"{receiver.url}/in", secret))
        (request,) = receiver.requests
        verified = Webhook(secret.get_secret_value()).verify(request.body, request.headers)
        assert verified == {
            "type": "mission.failed",
            "timestamp": "2026-05-20T12:30:00Z",
            "data": {"title": "Größe"},
        }
        assert request.headers["webhook-id"] == "msg_1"
        assert request.headers["content-type"] == "application/json"

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (410, ReceiverGone),
            (404, DeliveryFailed),
            (500, DeliveryFailed),
            (301, DeliveryFailed),
            (429, DeliveryFailed),
        ],
    )
    async def test_takes_nothing_but_success_as_received(self, channel, receiver, message, status, kind) -> None:
        receiver.answers.append(status)
        with pytest.raises(DeliveryFailed) as caught:
            await channel.send(message, to(receiver.url, new_secret()))
        assert type(caught.value) is kind
        assert caught.value.status_code == status

    @pytest.mark.parametrize("status", [200, 202, 204])
    async def test_takes_every_success_as_received(self, channel, receiver, message, status: int) -> None:
        receiver.answers.append(status)
        assert (await channel.send(message, to(receiver.url, new_secret()))).status_code == status
