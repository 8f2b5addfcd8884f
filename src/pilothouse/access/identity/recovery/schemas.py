"""New passwords on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.links import LONGEST_TOKEN
from pilothouse.access.identity.schemas import Form, Password

Token = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TOKEN)]
# Longer than any password may be: a wrong one is wrong, not malformed.
PresentPassword = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class ForgotPassword(Form):
    """Whose password is to be chosen anew."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "ada@example.com"}]})

    email: EmailAddress


class PasswordReset(Form):
    """A new password, from whoever follows a link."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"token": "the token of the link", "password": "nine lives of a quiet harbour cat"}]
        }
    )

    token: Token
    password: Password


class PasswordChange(Form):
    """A new password, from whoever knows the present one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"current_password": "correct horse battery staple", "password": "nine lives of a quiet harbour cat"}
            ]
        }
    )

    current_password: PresentPassword
    password: Password


class PasswordLink(BaseModel):
    """A link to hand to somebody who cannot receive mail."""

    email: str
    link: str = Field(description="Works once. Whoever has it gets into the account.")
    expires_at: datetime


class MailSent(BaseModel):
    """What everybody is told who asks for a letter: the same, whether anybody has the address or not."""

    message: str
