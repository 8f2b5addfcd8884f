"""E-mail addresses on the wire."""

from pydantic import BaseModel, Field

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.recovery.schemas import PresentPassword, Token
from pilothouse.access.identity.schemas import Form


class EmailChange(Form):
    """A new address."""

    email: EmailAddress
    password: PresentPassword = Field(description="Your present password.")


class EmailVerification(Form):
    """What a link carries."""

    token: Token


class EmailVerified(BaseModel):
    """An address that was proved."""

    email: str
