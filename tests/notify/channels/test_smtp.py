import pytest

from pilothouse.notify.errors import AddressNotUsable
from pilothouse.notify.message import DeliveryFailed, DeliveryRefused, Message
from tests.notify.channels.conftest import to
from tests.notify.receivers import MailServer


@pytest.fixture
def channel(channels_with, mail_server: MailServer):
    settings = {"smtp_host": "127.0.0.1", "smtp_port": mail_server.port, "smtp_security": "none", "timeout_s": 2}
    return channels_with(mail_from="Pilot <pilot@example.com>", **settings)["email"]


class TestSmtpChannel:
    async def test_sends_text_and_html(self, channel, mail_server: MailServer, message: Message) -> None:
        receipt = await channel.send(message, to("ada@example.com"))
        (letter,) = mail_server.letters
        assert mail_server.recipients == ["ada@example.com"]
        assert (letter["From"], letter["To"]) == ("Pilot <pilot@example.com>", "ada@example.com")
        assert letter["Subject"] == message.subject
        assert letter.get_body(("plain",)).get_content().strip() == "The mission failed."
        assert letter.get_body(("html",)).get_content().strip() == message.html
        assert "4711" in receipt.response

    async def test_gives_a_letter_the_same_id_in_every_try(self, channel, mail_server, message) -> None:
        target = to("ada@example.com")
        await channel.send(message, target)
        await channel.send(message, target)
        assert len({letter["Message-ID"] for letter in mail_server.letters}) == 1

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [("550 no such user", DeliveryRefused), ("450 later, please", DeliveryFailed), ("530 sign in", DeliveryFailed)],
    )
    async def test_knows_what_will_change_by_asking_again(self, channel, mail_server, message, answer, kind) -> None:
        mail_server.refuses = answer
        with pytest.raises(DeliveryFailed) as caught:
            await channel.send(message, to("nobody@example.com"))
        assert type(caught.value) is kind
        assert caught.value.status_code == int(answer[:3])

    async def test_waits_no_longer_than_it_may(self, channels_with, mail_server, message) -> None:
        mail_server.hangs = True
        settings = {"smtp_host": "127.0.0.1", "smtp_port": mail_server.port, "smtp_security": "none", "timeout_s": 0.1}
        with pytest.raises(DeliveryFailed, match="did not take it"):
            await channels_with(**settings)["email"].send(message, to("ada@example.com"))

    async def test_says_that_nobody_is_there(self, channels_with, message) -> None:
        channel = channels_with(smtp_host="127.0.0.1", smtp_port=1024, smtp_security="none")["email"]
        with pytest.raises(DeliveryFailed):
            await channel.send(message, to("ada@example.com"))

    async def test_sends_no_password_without_encryption(self, channels_with, mail_server, message) -> None:
        """The server offers no STARTTLS, so there is nothing to sign in over."""
        settings = {"smtp_host": "127.0.0.1", "smtp_port": mail_server.port, "smtp_user": "ada"}
        with pytest.raises(DeliveryFailed):
            await channels_with(**settings)["email"].send(message, to("ada@example.com"))
        assert mail_server.letters == []

    @pytest.mark.parametrize("address", ["ada", "a@b@c", "a b@c", "ada@example.com\nBcc: all@example.com", "@x", ""])
    def test_takes_no_address_that_is_none(self, channel, address: str) -> None:
        with pytest.raises(AddressNotUsable):
            channel.check(address)
