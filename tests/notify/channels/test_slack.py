from dataclasses import replace

import pytest
from aiohttp import web

from pilothouse.notify.message import DeliveryFailed, DeliveryRefused, Message, ReceiverGone
from tests.notify.channels.conftest import to
from tests.notify.receivers import Receiver


@pytest.fixture
def channel(channels_with):
    return channels_with()["slack"]


class TestSlackChannel:
    async def test_posts_a_header_a_text_and_a_link(self, channel, receiver: Receiver, message: Message) -> None:
        await channel.send(message, to(f"{receiver.url}/services/T0/B0/xyz"))
        body = receiver.requests[0].json
        header, section, actions = body["blocks"]
        assert header["text"]["text"] == message.subject
        assert section["text"]["text"] == message.text
        assert actions["elements"][0]["url"] == message.link
        assert body["text"] == "Failed: Größe &lt;3 &amp; more"

    async def test_lets_nobody_call_a_whole_channel(self, channel, receiver: Receiver, message: Message) -> None:
        await channel.send(replace(message, text="<!channel> look"), to(receiver.url))
        assert receiver.requests[0].json["blocks"][1]["text"]["text"] == "&lt;!channel&gt; look"

    async def test_keeps_slacks_lengths(self, channel, receiver: Receiver, message: Message) -> None:
        await channel.send(replace(message, subject="s" * 500, text="<" * 9_000, link=""), to(receiver.url))
        header, section = receiver.requests[0].json["blocks"]
        assert len(header["text"]["text"]) == 150
        assert len(section["text"]["text"]) == 3_000

    @pytest.mark.parametrize(
        ("status", "words", "kind"),
        [
            (404, "no_service", ReceiverGone),
            (410, "channel_is_archived", ReceiverGone),
            (400, "invalid_payload", DeliveryRefused),
            (403, "action_prohibited", DeliveryRefused),
            (500, "rollup_error", DeliveryFailed),
            (429, "", DeliveryFailed),
        ],
    )
    async def test_knows_what_slack_means(self, channel, receiver, message, status, words, kind) -> None:
        receiver.answers.append(web.Response(status=status, text=words))
        with pytest.raises(DeliveryFailed) as caught:
            await channel.send(message, to(receiver.url))
        assert type(caught.value) is kind
