"""Users on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.permissions import DEFAULT_ROLE
from pilothouse.access.identity.schemas import Form, Name, Password, TimeZone


class UserCreate(Form):
    """A new user of the organization."""

    email: EmailAddress
    name: Name
    password: Password = Field(description="Their first password; the policy applies.")
    roles: list[str] = Field([DEFAULT_ROLE], max_length=20)
    time_zone: TimeZone | None = None


class UserUpdate(Form):
    """What to change; a field that is left out stays."""

    name: Name | None = None
    roles: list[str] | None = Field(None, max_length=20)
    time_zone: TimeZone | None = None
    is_active: bool | None = Field(None, description="False signs them out everywhere and stops their keys.")


class UserRead(BaseModel):
    """A user as administrators see them."""

    id: UUID
    email: str
    name: str
    kind: str = Field(description="person or service")
    roles: list[str]
    time_zone: str | None
    is_active: bool
    email_verified_at: datetime | None = Field(description="When a link sent to the e-mail was followed.")
    created_at: datetime
    last_login_at: datetime | None
