"""API keys on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from pilothouse.access.identity.schemas import Form, Name


class ApiKeyCreate(Form):
    """What a new key may do, and until when."""

    name: Name = Field(description="What the key is for.", examples=["nightly report"])
    scopes: list[str] | None = Field(
        None, max_length=100, description="Permissions of the key; every one of its owner unless given."
    )
    expires_at: AwareDatetime | None = Field(None, description="When the key ends; never unless given.")
    rate_limit_per_minute: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="Requests a minute that the key may make; no limit of its own unless given.",
    )


class ApiKeyRead(BaseModel):
    """A key as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    prefix: str = Field(description="The beginning of the key, to recognise it by.")
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    rate_limit_per_minute: int | None
    last_used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None


class ApiKeyCreated(ApiKeyRead):
    """A key that was just made."""

    key: str = Field(description="The key itself. It is shown this once.")
