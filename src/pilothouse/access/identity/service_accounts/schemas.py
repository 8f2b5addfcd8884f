"""Service accounts on the wire. They are read, changed and deactivated as users."""

from pydantic import ConfigDict, Field

from pilothouse.access.identity.permissions import DEFAULT_ROLE
from pilothouse.access.identity.schemas import Form, Name, RoleName
from pilothouse.access.identity.users.schemas import Description


class ServiceAccountCreate(Form):
    """A new service account of the organization."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Nightly report", "description": "Runs in CI at 02:00", "roles": ["user"]}]
        }
    )

    name: Name = Field(examples=["Nightly report"])
    description: Description | None = Field(None, description="What it is for.", examples=["Runs in CI at 02:00"])
    roles: list[RoleName] = Field([DEFAULT_ROLE], max_length=20)
