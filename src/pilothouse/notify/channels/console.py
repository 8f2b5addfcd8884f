"""E-mail where no mail is configured: printed on the server's terminal, so that its links can be followed."""

import sys
from dataclasses import dataclass, field
from typing import TextIO

from pilothouse.notify.channel import Channel, ChannelParts, channel
from pilothouse.notify.channels._mail import check_email
from pilothouse.notify.message import Message, Receipt, Target


@dataclass(frozen=True)
class ConsoleChannel:
    """Prints each message in one piece, whatever the style of the log: its reader is a person at a terminal."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)

    def check(self, address: str) -> str:
        return check_email(address)

    async def send(self, message: Message, target: Target) -> Receipt:
        line = "-" * 72
        head = f"Mail to {target.address} (not sent: no mail server is configured)\n{message.subject}\n"
        self.stream.write(f"{line}\n{head}\n{message.text.rstrip()}\n{line}\n")
        self.stream.flush()
        return Receipt(response="printed on the server's terminal")


@channel("email", rank=99)
def make(_parts: ChannelParts) -> Channel | None:
    """Make the channel that is always there."""
    return ConsoleChannel()
