"""How messages leave. `pilothouse.settings` reads these from the environment."""

from email.utils import parseaddr
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator


class NotifySettings(BaseModel):
    """E-mail, Slack and webhooks. With neither SMTP nor Resend, mail is printed on the server's terminal."""

    public_url: str = Field(default="", description="Address of the dashboard, for links in messages; none when unset.")
    mail_from: str = Field(default="Pilothouse <pilothouse@localhost>", description="Sender of e-mail.")
    smtp_host: str = Field(default="", description="Mail server; mail goes another way when unset.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="tls from the first byte (port 465), starttls, or none on a trusted network."
    )
    smtp_user: str = Field(default="", description="User name at the mail server; no sign-in when unset.")
    smtp_password: SecretStr | None = Field(default=None, description="Password at the mail server.")
    resend_key: SecretStr | None = Field(default=None, description="Key of Resend; goes before SMTP when set.")
    resend_url: str = Field(default="https://api.resend.com", description="Address of Resend's API.")
    private_networks: str = Field(
        default="", description="Private networks that webhooks may reach, as CIDR separated by commas."
    )
    timeout_s: float = Field(default=15, gt=0, le=120, description="Longest time of one delivery, in seconds.")
    max_tries: int = Field(default=10, ge=1, le=50, description="Tries of a delivery before it is given up.")
    first_pause_s: float = Field(
        default=5, gt=0, description="Pause after the first failed try, in seconds; each further one is four times it."
    )
    longest_pause_s: float = Field(default=21_600, gt=0, description="Longest pause between tries, in seconds.")
    disable_after: int = Field(
        default=10, ge=1, description="Deliveries given up one after the other that switch an endpoint off."
    )
    secret_overlap_s: int = Field(
        default=86_400, ge=0, description="How long a webhook's old secret still signs beside a new one, in seconds."
    )
    digest_hour: int = Field(
        default=7, ge=0, le=23, description="Hour at which the daily cost digest leaves, in the organization's zone."
    )
    keep_days: int = Field(
        default=90, ge=0, description="How long messages and their log are kept, in days; 0 keeps them for ever."
    )
    deliveries_at_once: int = Field(default=8, ge=1, le=200, description="Deliveries of one process at the same time.")

    @field_validator("public_url", "resend_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
            raise ValueError("this is not an http or https address")
        return url.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def _is_sender(cls, sender: str) -> str:
        if "@" not in parseaddr(sender)[1]:
            raise ValueError("this is not an e-mail address such as Pilothouse <pilot@example.com>")
        return sender

    @property
    def networks(self) -> tuple[str, ...]:
        """Private networks that webhooks may reach."""
        return tuple(part.strip() for part in self.private_networks.split(",") if part.strip())
