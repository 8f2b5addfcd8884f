"""Signing up on the wire."""

from pydantic import ConfigDict, Field

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.schemas import Form, Name


class RegisterRequest(Form):
    """An account of one's own. Whoever follows the link chooses the password: nobody prepares an account for others."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "ada@example.com", "name": "Ada Lovelace", "organization": "Analytical Engines"}]
        }
    )

    email: EmailAddress
    name: Name
    organization: Name = Field(description="What your new organization is called.")
