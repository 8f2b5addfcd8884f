"""Signing up on the wire."""

from pydantic import Field

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.schemas import Form, Name


class RegisterRequest(Form):
    """An account of one's own. Whoever follows the link chooses the password: nobody prepares an account for others."""

    email: EmailAddress
    name: Name
    organization: Name = Field(description="What your new organization is called.")
