"""Messages and targets to try channels with."""

from datetime import UTC, datetime

import pytest

from pilothouse.core.clock import SystemClock
from pilothouse.core.ids import new_id
from pilothouse.notify.channel import ChannelParts, open_channels
from pilothouse.notify.message import Message, Target
from pilothouse.notify.posting import Poster
from pilothouse.notify.settings import NotifySettings
from tests.notify.receivers import LOOPBACK


@pytest.fixture
def message() -> Message:
    return Message(
        id="msg_1",
        topic="mission.failed",
        occurred_at=datetime(2026, 5, 20, 12, 30, tzinfo=UTC),
        subject="Failed: Größe <3 & more",
        text="The mission failed.\n",
        html="<p>The mission failed.</p>",
        payload={"title": "Größe"},
        link="https://pilot.example/missions/7",
    )


@pytest.fixture
async def poster():
    poster = Poster((LOOPBACK,), 5)
    yield poster
    await poster.aclose()


@pytest.fixture
def channels_with(poster: Poster):
    """Open the channels of an installation with some settings."""

    def open_them(**settings: object):
        return open_channels(ChannelParts(NotifySettings(**settings), poster, SystemClock()))

    return open_them


def to(address: str, *secrets) -> Target:
    return Target(new_id(), address, tuple(secrets))
