"""Users on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.permissions import DEFAULT_ROLE
from pilothouse.access.identity.schemas import Form, Name, Password, RoleName, TimeZone
from pilothouse.core.inputs import YesNo

Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Kind = Literal["person", "service"]


class UserCreate(Form):
    """A new user of the organization."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "grace@example.com",
                    "name": "Grace Hopper",
                    "password": "correct horse battery staple",
                    "roles": ["user"],
                }
            ]
        }
    )

    email: EmailAddress
    name: Name
    password: Password = Field(description="Their first password; the policy applies.")
    roles: list[RoleName] = Field([DEFAULT_ROLE], max_length=20)
    time_zone: TimeZone | None = None


class UserUpdate(Form):
    """What to change; a field that is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"roles": ["user", "analyst"], "is_active": True}]})

    name: Name | None = None
    roles: list[RoleName] | None = Field(None, max_length=20)
    time_zone: TimeZone | None = None
    description: Description | None = Field(None, description="What a service account is for.")
    is_active: YesNo | None = Field(None, description="False signs them out everywhere and stops their keys.")


class UserFilter(BaseModel):
    """Which users are meant. What is left out does not filter."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(default=None, max_length=200, description="Text that the name or the e-mail holds.")
    role: RoleName | None = Field(default=None, description="A role that they hold.")
    kind: Kind | None = Field(default=None, description="People, or service accounts.")
    is_active: bool | None = None


class UserRead(BaseModel):
    """A user as administrators see them."""

    id: UUID
    email: str = Field(description="Of a service account its handle, to which nothing can be sent.")
    name: str
    kind: Kind
    description: str | None = Field(description="What a service account is for.")
    roles: list[str]
    teams: list[str]
    time_zone: str | None
    is_active: bool
    email_verified_at: datetime | None = Field(description="When a link sent to the e-mail was followed.")
    has_second_factor: bool = Field(description="An authenticator app or a passkey.")
    created_at: datetime
    last_login_at: datetime | None
    last_seen_at: datetime | None = Field(description="When they last used a page or a key, to some minutes.")


class SignedOut(BaseModel):
    """How many login sessions were ended."""

    ended: int
