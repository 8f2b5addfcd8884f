"""E-mail through a mail server."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

import aiosmtplib

from pilothouse.notify.channel import Channel, ChannelParts, channel
from pilothouse.notify.channels._mail import check_email
from pilothouse.notify.message import DeliveryFailed, DeliveryRefused, Message, Receipt, Target
from pilothouse.notify.settings import NotifySettings


@dataclass(frozen=True)
class SmtpChannel:
    """Hands each message to the mail server over a connection of its own."""

    settings: NotifySettings

    def check(self, address: str) -> str:
        return check_email(address)

    async def send(self, message: Message, target: Target) -> Receipt:
        letter = compose(message, target, self.settings.mail_from)
        try:
            _, response = await aiosmtplib.send(letter, **self._connection())
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _failure(*_worst(error)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _failure(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise DeliveryFailed(f"The mail server did not take it: {type(error).__name__}.") from error
        return Receipt(250, response)

    def _connection(self) -> dict[str, Any]:
        settings = self.settings
        options: dict[str, Any] = {
            "hostname": settings.smtp_host,
            "port": settings.smtp_port,
            "timeout": settings.timeout_s,
            "use_tls": settings.smtp_security == "tls",
            "start_tls": settings.smtp_security == "starttls",
        }
        if settings.smtp_user:
            password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
            options |= {"username": settings.smtp_user, "password": password}
        return options


def compose(message: Message, target: Target, sender: str) -> EmailMessage:
    """Write a message as a letter with a text and an HTML part. Its id is the same in every try."""
    letter = EmailMessage()
    name, address = parseaddr(sender)
    letter["From"] = Address(name, addr_spec=address)
    letter["To"] = target.address
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(message.occurred_at)
    letter["Message-ID"] = f"<{target.delivery_id.hex}@{address.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in answer, please
    letter.set_content(message.text)
    letter.add_alternative(message.html, subtype="html")
    return letter


def _worst(error: aiosmtplib.SMTPRecipientsRefused) -> tuple[int, str]:
    first = error.recipients[0]
    return first.code, first.message


def _failure(code: int, response: str) -> DeliveryFailed:
    """RFC 5321, 4.2.1: 5xx will not change by asking again, 4xx may; a sign-in that fails is the operator's to mend."""
    kind = DeliveryRefused if 500 <= code < 600 and code not in {530, 534, 535, 538} else DeliveryFailed
    return kind(f"The mail server answered {code}.", status_code=code, response=response)


@channel("email", rank=20)
def make(parts: ChannelParts) -> Channel | None:
    """Make the channel where a mail server is set."""
    return SmtpChannel(parts.settings) if parts.settings.smtp_host else None
