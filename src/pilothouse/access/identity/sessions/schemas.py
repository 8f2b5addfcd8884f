"""Signing in on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.schemas import Form, Name, TimeZone

Delivery = Annotated[
    Literal["cookie", "body"],
    Field(description="Where the tokens go: into HttpOnly cookies (browsers) or into the answer (programs)."),
]


class LoginRequest(Form):
    """An e-mail and its password."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "ada@example.com", "password": "correct horse battery staple", "delivery": "body"}]
        }
    )

    email: EmailAddress
    # Longer than any password may be: a wrong one is wrong, not malformed.
    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    delivery: Delivery = "cookie"


class RefreshRequest(Form):
    """The refresh token of a program; browsers send theirs as a cookie."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"refresh_token": "what signing in gave"}]})

    refresh_token: str | None = Field(None, max_length=200)


class OrganizationRead(BaseModel):
    """The organization one acts in."""

    id: UUID
    name: str
    slug: str


class Me(BaseModel):
    """Who is signed in, and what they may do."""

    id: UUID
    email: str
    email_verified_at: datetime | None = Field(description="When a link sent to the e-mail was followed.")
    name: str
    organization: OrganizationRead
    roles: list[str]
    permissions: list[str]
    time_zone: str


class MeUpdate(Form):
    """What to change about oneself; a field that is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Ada Lovelace", "time_zone": "Europe/London"}]})

    name: Name | None = None
    time_zone: TimeZone | None = Field(None, description="Null means the organization's.")


class LoginResult(BaseModel):
    """A login session that began or goes on."""

    user: Me
    access_token: str | None = Field(None, description="Only with `delivery` body.")
    refresh_token: str | None = Field(
        None,
        description="Only with `delivery` body. Null also when another refresh came first within seconds: the token "
        "that the other one received is the one to keep.",
    )
    expires_in_s: int = Field(description="How long the access token is valid, in seconds.")
