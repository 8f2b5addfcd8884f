"""Ways for messages to leave. Each is one file in `channels/`; outside packages join by entry point."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from pilothouse.core.clock import Clock
from pilothouse.core.errors import Unavailable
from pilothouse.core.plugins import import_modules, load_entry_points
from pilothouse.notify.message import Message, Receipt, Target
from pilothouse.notify.posting import Poster
from pilothouse.notify.settings import NotifySettings

ENTRY_POINTS = "pilothouse.channels"


class Channel(Protocol):
    """Carries messages to addresses of one kind. Knows nothing of retries."""

    def check(self, address: str) -> str:
        """Return an address in its usual spelling.

        Raises:
            AddressNotUsable: nothing can be sent there.
        """
        ...

    async def send(self, message: Message, target: Target) -> Receipt:
        """Send one message.

        Raises:
            DeliveryFailed: it was not taken; whether a later try may succeed is the error's to say.
        """
        ...


@dataclass(frozen=True, slots=True)
class ChannelParts:
    """What channels are made from."""

    settings: NotifySettings
    poster: Poster
    clock: Clock


Maker = Callable[[ChannelParts], Channel | None]


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A registered way: `make` returns nothing where it is not configured. Of several, the lowest rank goes first."""

    kind: str
    rank: int
    make: Maker


_registered: dict[Maker, ChannelKind] = {}


def channel(kind: str, rank: int = 50) -> Callable[[Maker], Maker]:
    """Register a function that makes a channel.

    Args:
        kind: of addresses it carries to: email, slack or webhook.
        rank: its place among channels of that kind.
    """

    def register(make: Maker) -> Maker:
        _registered[make] = ChannelKind(kind, rank, make)
        return make

    return register


@cache
def channel_kinds() -> tuple[ChannelKind, ...]:
    """Return every channel there is, found once per process, in the order they are asked."""
    from pilothouse.notify import channels  # its modules import this one

    import_modules(channels)
    load_entry_points(ENTRY_POINTS)  # their decorators register them
    return tuple(sorted(_registered.values(), key=lambda each: each.rank))


def open_channels(parts: ChannelParts) -> Mapping[str, Channel]:
    """Return one channel for each kind of address: the first that is configured."""
    opened: dict[str, Channel] = {}
    for each in channel_kinds():
        if each.kind not in opened and (made := each.make(parts)):
            opened[each.kind] = made
    return opened


def channel_for(channels: Mapping[str, Channel], kind: str) -> Channel:
    """Return the channel for a kind of address.

    Raises:
        Unavailable: none of that kind is configured.
    """
    if kind not in channels:
        raise Unavailable(f"Nothing that carries {kind} is configured here.")
    return channels[kind]
