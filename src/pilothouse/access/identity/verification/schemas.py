"""E-mail addresses on the wire."""

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.recovery.schemas import PresentPassword, Token
from pilothouse.access.identity.schemas import Form


class EmailChange(Form):
    """A new address."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "ada@example.com", "password": "correct horse battery staple"}]}
    )

    email: EmailAddress
    password: PresentPassword = Field(description="Your present password.")


class EmailVerification(Form):
    """What a link carries."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "the token of the link"}]})

    token: Token


class EmailVerified(BaseModel):
    """An address that was proved."""

    email: str
