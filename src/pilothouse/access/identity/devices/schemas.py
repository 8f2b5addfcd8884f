"""Login sessions on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class LoginSessionRead(BaseModel):
    """One sign-in that goes on."""

    id: UUID
    device: str = Field(description='As it calls itself, such as "Firefox on Windows".')
    ip_address: str | None = Field(description="Where it signed in from.")
    created_at: datetime
    last_used_at: datetime = Field(description="To the lifetime of an access token.")
    expires_at: datetime
    is_current: bool = Field(description="Whether this request came by it.")


class LoginSessionsEnded(BaseModel):
    """How many login sessions were ended."""

    ended: int
