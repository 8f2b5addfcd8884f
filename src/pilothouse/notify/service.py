"""The parts of this room, opened once per process."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pilothouse.core.clock import SystemClock
from pilothouse.durable.attempt import Handler
from pilothouse.notify.account import AccountMail
from pilothouse.notify.channel import Channel, ChannelParts, open_channels
from pilothouse.notify.deliveries.handler import DeliveryHandler
from pilothouse.notify.outbox import Outbox
from pilothouse.notify.parts import Directory, Recorder, Sealer
from pilothouse.notify.posting import Poster
from pilothouse.notify.settings import NotifySettings
from pilothouse.notify.signals import Composer, SignalHandler


@dataclass(frozen=True, slots=True)
class Notify:
    """What a process has of this room: where news are written, and how they leave."""

    settings: NotifySettings
    outbox: Outbox
    account_mail: AccountMail
    channels: Mapping[str, Channel]
    sealer: Sealer
    record: Recorder
    handlers: tuple[Handler, ...]


@asynccontextmanager
async def open_notify(
    settings: NotifySettings,
    sealer: Sealer,
    directory: Directory,
    record: Recorder,
    composers: Mapping[str, Composer],
) -> AsyncGenerator[Notify]:
    """Open the channels that are configured; close their connections at the end.

    Args:
        settings: of the room.
        sealer: keeps addresses and links unreadable in the database.
        directory: knows people's addresses and what they may see.
        record: writes the audit log.
        composers: for signals, by topic.
    """
    poster = Poster(settings.networks, settings.timeout_s)
    try:
        channels = open_channels(ChannelParts(settings, poster, SystemClock()))
        outbox = Outbox(sealer, directory)
        handlers = (DeliveryHandler(channels, sealer, settings), SignalHandler(outbox, composers))
        yield Notify(settings, outbox, AccountMail(outbox), channels, sealer, record, handlers)
    finally:
        await poster.aclose()
