import pytest

from pilothouse.notify.message import Message
from tests.notify.channels.conftest import to


class TestConsoleChannel:
    async def test_prints_mail_where_none_is_configured(
        self, channels_with, message: Message, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await channels_with()["email"].send(message, to("ada@example.com"))
        printed = capsys.readouterr().err
        assert "ada@example.com" in printed
        assert message.subject in printed
        assert message.text in printed
