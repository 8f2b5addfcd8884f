"""API keys on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.identity.schemas import Form, Name, Permission
from pilothouse.core.inputs import Moment


class ApiKeyCreate(Form):
    """What a new key may do, and until when."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "nightly report",
                    "scopes": ["missions:read", "missions:run"],
                    "expires_at": "2027-03-31T00:00:00Z",
                }
            ]
        }
    )

    name: Name = Field(description="What the key is for.", examples=["nightly report"])
    scopes: list[Permission] | None = Field(
        None, max_length=100, description="Permissions of the key; every one of its owner unless given."
    )
    expires_at: Moment | None = Field(None, description="When the key ends; never unless given.")
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
    replaced_by_id: UUID | None = Field(description="The key that takes its place.")


class ApiKeyRotate(Form):
    """How long the old key goes on beside the new one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_s": 3600}]})

    overlap_s: int = Field(86_400, ge=0, le=30 * 86_400, description="In seconds; a day unless given.")


class OwnedApiKeyRead(ApiKeyRead):
    """A key as administrators see it."""

    owner_id: UUID
    owner_name: str
    owner_email: str


class ApiKeyCreated(ApiKeyRead):
    """A key that was just made."""

    key: str = Field(description="The key itself. It is shown this once.")
