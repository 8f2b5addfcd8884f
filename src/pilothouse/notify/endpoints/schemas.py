"""Endpoints on the wire. An address is sent, and from then on only hinted at: it may hold a key."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from pilothouse.core.inputs import Line, YesNo
from pilothouse.notify.tables import NotificationEndpoint
from pilothouse.notify.wanted import Topics

Kind = Literal["webhook", "slack", "email"]


Name = Annotated[Line, StringConstraints(max_length=100)]
Address = Annotated[
    SecretStr,
    Field(
        min_length=1,
        max_length=2_000,
        description="URL of the webhook or of Slack's incoming webhook; up to 20 e-mail addresses with commas between.",
        examples=["https://example.com/pilothouse"],
    ),
]


class EndpointCreate(BaseModel):
    """A new endpoint."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "webhook",
                    "name": "operations",
                    "address": "https://example.com/pilothouse",
                    "topics": ["budget.alert", "mission.failed"],
                }
            ]
        },
    )

    kind: Kind
    name: Name
    address: Address
    topics: Topics


class EndpointUpdate(BaseModel):
    """What to change; a field that is left out stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"topics": ["budget.alert"], "is_active": True}]}
    )

    name: Name | None = None
    address: Address | None = None
    topics: Topics | None = None
    is_active: YesNo | None = Field(None, description="True also switches on what switched itself off.")


class EndpointRead(BaseModel):
    """An endpoint as administrators see it."""

    id: UUID
    kind: Kind
    name: str
    address_hint: str = Field(description="The host of a URL; e-mail addresses as they are.")
    topics: list[str]
    is_active: bool
    disabled_reason: str | None = Field(description="Why it switched itself off.")
    given_up_in_a_row: int = Field(description="Messages that could not be delivered since the last one that was.")
    old_secret_until: datetime | None = Field(description="Until when the secret before the present one signs as well.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: NotificationEndpoint) -> "EndpointRead":
        """Read a row."""
        return cls.model_validate(_fields(row))


class EndpointWithSecret(EndpointRead):
    """An endpoint, and what its webhooks are signed with."""

    secret: str | None = Field(description="Shown here and nowhere else; null unless it is a webhook.")

    @classmethod
    def showing(cls, row: NotificationEndpoint, secret: SecretStr | None) -> "EndpointWithSecret":
        """Read a row whose secret was just made."""
        return cls.model_validate(_fields(row) | {"secret": secret.get_secret_value() if secret else None})


def _fields(row: NotificationEndpoint) -> dict[str, Any]:
    names = [name for name in EndpointRead.model_fields if name != "address_hint"]
    return {name: getattr(row, name) for name in names} | {"address_hint": row.hint}
