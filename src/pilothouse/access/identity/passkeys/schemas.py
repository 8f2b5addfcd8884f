"""Passkeys on the wire."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.identity.recovery.schemas import Token
from pilothouse.access.identity.schemas import Form, Name
from pilothouse.access.identity.second_factor.schemas import RecoveryCodes
from pilothouse.access.identity.sessions.schemas import Delivery

Credential = Annotated[
    dict[str, Any], Field(max_length=20, description="What `PublicKeyCredential.toJSON()` gives in a browser.")
]


class PasskeyOptions(BaseModel):
    """What a browser asks the device for."""

    options: dict[str, Any] = Field(
        description="For `PublicKeyCredential.parseCreationOptionsFromJSON()`, or `parseRequestOptionsFromJSON()`."
    )


class PasskeyCreate(Form):
    """A key that a device has made."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "phone",
                    "credential": {
                        "id": "x3Vb9w",
                        "rawId": "x3Vb9w",
                        "type": "public-key",
                        "response": {},
                        "clientExtensionResults": {},
                    },
                }
            ]
        }
    )

    name: Name = Field(description="What you call the device.", examples=["phone"])
    credential: Credential


class PasskeyUpdate(Form):
    """Another name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "work laptop"}]})

    name: Name


class PasskeyRead(BaseModel):
    """A passkey as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    is_synced: bool = Field(description="Whether copies of it are on other devices of yours.")
    created_at: datetime
    last_used_at: datetime | None


class PasskeyCreated(RecoveryCodes):
    """A passkey that was just added."""

    passkey: PasskeyRead


class PasskeyAsk(Form):
    """Whom to ask for a passkey."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "the token of the first step"}]})

    token: Token | None = Field(
        None, description="Of a sign-in whose first step is done. Without it, the passkey says who signs in."
    )


class PasskeyLogin(Form):
    """An answer that a passkey has signed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "credential": {
                        "id": "x3Vb9w",
                        "rawId": "x3Vb9w",
                        "type": "public-key",
                        "response": {},
                        "clientExtensionResults": {},
                    }
                }
            ]
        }
    )

    credential: Credential
    token: Token | None = Field(None, description="Of the sign-in that this is the second step of.")
    delivery: Delivery = "cookie"
