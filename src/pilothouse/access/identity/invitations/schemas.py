"""Invitations on the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.identity.email import EmailAddress
from pilothouse.access.identity.recovery.schemas import Token
from pilothouse.access.identity.schemas import Form, Name, Password
from pilothouse.access.identity.sessions.schemas import Delivery

State = Literal["open", "accepted", "revoked", "expired"]


class InvitationCreate(Form):
    """Whom to invite, and what they will be."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "grace@example.com", "role": "user"}]})

    email: EmailAddress
    role: Name | None = Field(None, description="A role of yours to give; PILOTHOUSE_ACCESS_DEFAULT_ROLE if none.")


class InvitationRead(BaseModel):
    """An invitation as administrators see it."""

    id: UUID
    email: str
    role: str
    state: State
    invited_by_id: UUID | None = Field(description="Null when that user is gone.")
    created_at: datetime
    expires_at: datetime


class InvitationLook(Form):
    """What a link carries."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "the token of the link"}]})

    token: Token


class InvitationShown(BaseModel):
    """What an invitation is to, for the page that its link opens."""

    email: str
    organization: str
    role: str
    name: str | None = Field(description="What somebody who signed up called themselves.")
    expires_at: datetime


class InvitationAccept(Form):
    """The account to make. Its e-mail is the one that was invited."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"token": "the token of the link", "name": "Ada Lovelace", "password": "correct horse battery staple"}
            ]
        }
    )

    token: Token
    name: Name | None = Field(None, description="May be left out by somebody who gave it when they signed up.")
    password: Password
    delivery: Delivery = "cookie"
